//! Requests over a connection that stays open, one after the other or at a steady rate.

use std::ops::Range;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use crate::Outcome;

/// Somebody's browser, as far as a measure needs one.
pub(crate) struct Browser {
    stream: BufReader<TcpStream>,
    head: String,
}

pub(crate) struct Answer {
    pub status: u16,
    /// Empty where it carries none.
    pub etag: String,
    pub body: Vec<u8>,
}

struct Head {
    status: u16,
    length: usize,
    chunked: bool,
    etag: String,
}

impl Browser {
    pub(crate) async fn open(port: u16, cookie: &str) -> Outcome<Browser> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let head = format!(
            "host: localhost:{port}\r\naccept: text/html\r\naccept-encoding: br\r\n\
             sec-fetch-site: same-origin\r\ncookie: {cookie}\r\n\r\n"
        );
        Ok(Browser { stream: BufReader::new(stream), head })
    }

    /// A header of every request from now on.
    pub(crate) fn says(&mut self, header: &str) {
        self.head.insert_str(0, &format!("{header}\r\n"));
    }

    pub(crate) async fn get(&mut self, path: &str) -> Outcome<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\n{}", self.head);
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    async fn head(&mut self) -> Outcome<Head> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).ok_or("no status")?.parse()?;
        let mut head = Head { status, length: 0, chunked: false, etag: String::new() };
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { return Ok(head) };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = value.parse()?,
                "transfer-encoding" => head.chunked = true,
                "etag" => head.etag = value.to_owned(),
                _ => {}
            }
        }
    }

    async fn answer(&mut self) -> Outcome<Answer> {
        let Head { status, mut length, chunked, etag } = self.head().await?;
        let mut line = String::new();
        let mut body = Vec::new();
        loop {
            if chunked {
                line.clear();
                self.stream.read_line(&mut line).await?;
                length = usize::from_str_radix(line.trim_end(), 16)?;
            }
            let from = body.len();
            body.resize(from + length, 0);
            self.stream.read_exact(&mut body[from..]).await?;
            if !chunked {
                break;
            }
            line.clear();
            self.stream.read_line(&mut line).await?;
            if length == 0 {
                break;
            }
        }
        Ok(Answer { status, etag, body })
    }

    /// Sends a form as a script would.
    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Outcome<Answer> {
        let request = format!(
            "POST {path} HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n{}{form}",
            form.len(),
            self.head.replace("text/html", "application/json")
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    /// Sends one file of a form, a piece again and again, and reads the answer.
    pub(crate) async fn upload(
        &mut self,
        path: &str,
        piece: &[u8],
        length: u64,
    ) -> Outcome<Answer> {
        let head = "--piece\r\ncontent-disposition: form-data; name=\"file\"; filename=\"bench.bin\"\r\n\r\n";
        let tail = "\r\n--piece--\r\n";
        let total = head.len() as u64 + length + tail.len() as u64;
        let request = format!(
            "POST {path} HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=piece\r\ncontent-length: {total}\r\n{}{head}",
            self.head.replace("text/html", "application/json")
        );
        self.stream.write_all(request.as_bytes()).await?;
        for _ in 0..length / piece.len() as u64 {
            if self.stream.write_all(piece).await.is_err() {
                // refused before its end: the answer says why
                return self.answer().await;
            }
        }
        self.stream.write_all(tail.as_bytes()).await?;
        self.answer().await
    }

    /// Reads a file, or a range of it, and keeps nothing: the status and how much came.
    pub(crate) async fn drain(
        &mut self,
        path: &str,
        range: Option<Range<u64>>,
    ) -> Outcome<(u16, u64)> {
        let wanted = range.map_or(String::new(), |range| {
            format!("range: bytes={}-{}\r\n", range.start, range.end - 1)
        });
        let request = format!("GET {path} HTTP/1.1\r\n{wanted}{}", self.head);
        self.stream.write_all(request.as_bytes()).await?;
        let Head { status, length, .. } = self.head().await?;
        let mut buffer = vec![0; 256 << 10];
        let mut left = length;
        while left > 0 {
            let most = left.min(buffer.len());
            let came = self.stream.read(&mut buffer[..most]).await?;
            if came == 0 {
                return Err("the file broke off".into());
            }
            left -= came;
        }
        Ok((status, length as u64))
    }

    pub(crate) async fn get_well(&mut self, path: &str) -> Outcome<Vec<u8>> {
        let answer = self.get(path).await?;
        match answer.status {
            200 => Ok(answer.body),
            status => Err(format!("{path} answered {status}").into()),
        }
    }

    /// One after the other.
    pub(crate) async fn closed_loop(&mut self, path: &str, requests: u32) -> Outcome {
        for _ in 0..requests {
            self.get_well(path).await?;
        }
        Ok(())
    }
}

pub(crate) fn length_of(range: &Range<u64>) -> u64 {
    range.end - range.start
}

/// At a steady rate whatever the answers take, from the instant each was due: its 95th percentile.
pub(crate) async fn open_loop(
    port: u16,
    cookie: &str,
    path: &str,
    requests: u32,
    every: Duration,
) -> Outcome<Duration> {
    let began = Instant::now();
    let mut lanes = Vec::new();
    const LANES: u32 = 4;
    for lane in 0..LANES {
        let mut browser = Browser::open(port, cookie).await?;
        let path = path.to_owned();
        lanes.push(tokio::spawn(async move {
            let mut took = Vec::new();
            for nth in (lane..requests).step_by(LANES as usize) {
                let due = began + every * nth;
                sleep_until(due).await;
                browser.get_well(&path).await?;
                took.push(due.elapsed());
            }
            Outcome::Ok(took)
        }));
    }
    let mut took = Vec::new();
    for lane in lanes {
        took.extend(lane.await??);
    }
    took.sort_unstable();
    Ok(took.get(took.len() * 95 / 100).copied().unwrap_or_default())
}
