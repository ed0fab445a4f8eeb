//! Requests over a connection that stays open, one after the other or at a steady rate.

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
    pub body: Vec<u8>,
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

    pub(crate) async fn get(&mut self, path: &str) -> Outcome<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\n{}", self.head);
        self.stream.write_all(request.as_bytes()).await?;
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).ok_or("no status")?.parse()?;
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            let header = line.trim_end().to_ascii_lowercase();
            match header.split_once(": ") {
                None => break,
                Some(("content-length", value)) => length = value.parse()?,
                Some(("transfer-encoding", _)) => chunked = true,
                Some(_) => {}
            }
        }
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
        Ok(Answer { status, body })
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
