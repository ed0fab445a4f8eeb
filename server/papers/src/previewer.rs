//! Asking the child: one process to a question, killed when it is late.
//!
//! What comes back is as hostile as the document: a child that was taken over says what it likes.
//! So an answer is bounded, is of the kind that was asked for, and a picture is a PNG of the size
//! it says.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::frame::{ANSWER_BYTES, Answer, Ask, JSON_BYTES, PIECE_BYTES, What};
use crate::template::Field;
use crate::{Media, Picture, Preview, Reading, Refusal, Shown};

/// What a preview may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Documents that are read at the same time.
    pub children: usize,
    /// How long a question waits for its turn.
    pub queue: Duration,
    /// How long a child may take, by the clock on the wall.
    pub wall: Duration,
    /// Larger documents are not read.
    pub document_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            children: 4,
            queue: Duration::from_secs(20),
            wall: Duration::from_secs(15),
            document_bytes: 100 * 1024 * 1024,
        }
    }
}

/// Reads documents in child processes. Cloning shares the number of children.
#[derive(Debug, Clone)]
pub struct Previewer {
    program: PathBuf,
    args: Vec<String>,
    limits: Limits,
    places: Arc<Semaphore>,
}

/// A document that is in memory already.
pub fn whole(document: impl Into<Bytes>) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    Whole(Some(document.into()))
}

impl Previewer {
    /// `program` with `args` has to end in [`crate::child::main`] on its standard input and output.
    pub fn new(
        program: impl Into<PathBuf>,
        args: impl IntoIterator<Item = impl Into<String>>,
        limits: Limits,
    ) -> Self {
        Self {
            program: program.into(),
            args: args.into_iter().map(Into::into).collect(),
            limits,
            places: Arc::new(Semaphore::new(limits.children)),
        }
    }

    /// What the document is shown as. A kind that is never shown answers without a child, and
    /// without reading `document`.
    pub async fn preview<E>(
        &self,
        media: Media,
        document: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Preview, Refusal> {
        if media.shown() == Shown::Never {
            return Ok(Preview::None(Refusal::NotShown(media)));
        }
        match self.ask(media, What::Preview, document).await? {
            (Answer::Preview(preview), _) => Ok(preview),
            _ => Err(Refusal::Broken),
        }
    }

    /// Page `number`, counted from 1, as a picture about `width` pixels wide (16 to 2,000). A
    /// picture has one page.
    pub async fn page<E>(
        &self,
        media: Media,
        document: impl Stream<Item = Result<Bytes, E>> + Send,
        number: u32,
        width: u32,
    ) -> Result<Picture, Refusal> {
        if !matches!(media.shown(), Shown::Pages | Shown::Image) {
            return Err(Refusal::NotShown(media));
        }
        match self.ask(media, What::Page { number, width }, document).await? {
            (Answer::Page { width, height, pages }, png)
                if is_png_of(&png, width, height) && number <= pages =>
            {
                Ok(Picture { png, width, height, pages })
            }
            _ => Err(Refusal::Broken),
        }
    }

    /// The document's text, page by page.
    pub async fn text<E>(
        &self,
        media: Media,
        document: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Reading, Refusal> {
        match media.shown() {
            Shown::Pages | Shown::Text => {}
            Shown::Never if media == Media::Empty => return Ok(Reading::Empty),
            Shown::Image | Shown::Never => return Ok(Reading::NoText),
        }
        match self.ask(media, What::Text, document).await? {
            (Answer::Text(reading), _) => Ok(reading),
            _ => Err(Refusal::Broken),
        }
    }

    /// The placeholders in a Word template.
    pub async fn fields<E>(
        &self,
        template: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Vec<Field>, Refusal> {
        match self.ask(Media::Docx, What::Fields, template).await? {
            (Answer::Fields(fields), _) => Ok(fields),
            _ => Err(Refusal::Broken),
        }
    }

    /// A Word template with its placeholders filled.
    pub async fn fill<E>(
        &self,
        template: impl Stream<Item = Result<Bytes, E>> + Send,
        values: BTreeMap<String, String>,
    ) -> Result<Bytes, Refusal> {
        match self.ask(Media::Docx, What::Fill(values), template).await? {
            (Answer::Filled, document) if document.starts_with(b"PK\x03\x04") => Ok(document),
            _ => Err(Refusal::Broken),
        }
    }

    async fn ask<E>(
        &self,
        media: Media,
        what: What,
        document: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(Answer, Bytes), Refusal> {
        let ask = Ask { media, what, max_bytes: self.limits.document_bytes };
        let ask = serde_json::to_vec(&ask).map_err(|_| Refusal::Unavailable)?;
        if ask.len() > JSON_BYTES {
            return Err(Refusal::TooLarge);
        }
        let place = timeout(self.limits.queue, self.places.acquire()).await;
        let Ok(Ok(_place)) = place else { return Err(Refusal::Busy) };
        let mut child = self.spawn().map_err(|_| Refusal::Unavailable)?;
        let asked = timeout(self.limits.wall, converse(&mut child, &ask, document)).await;
        // Whatever it said, it is done: nobody waits for it to end by itself, and its place is
        // free only when it is gone. One that ended before keeps what it ended with.
        let _ = child.start_kill();
        let status = child.wait().await.ok();
        let answered = asked.unwrap_or(Err(Refusal::Slow));
        match answered {
            Ok((Answer::Refused(refusal), _)) => Err(refusal),
            Err(Refusal::Broken) if status.is_some_and(is_out_of_time) => Err(Refusal::Slow),
            answered => answered,
        }
    }

    /// Nothing of this process goes along: no environment, no folder, no open files.
    fn spawn(&self) -> std::io::Result<Child> {
        Command::new(&self.program)
            .args(&self.args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Asks and listens at the same time, because either side may be the first to be done.
async fn converse<E>(
    child: &mut Child,
    ask: &[u8],
    document: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<(Answer, Bytes), Refusal> {
    let (Some(stdin), Some(mut stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Refusal::Unavailable);
    };
    let hear = hear(&mut stdout);
    let tell = tell(stdin, ask, document);
    let (mut hear, mut tell) = (pin!(hear), pin!(tell));
    tokio::select! {
        // A child that answers before it has heard everything refuses.
        heard = &mut hear => heard,
        told = &mut tell => {
            told?;
            hear.await
        }
    }
}

/// A child that hears no more has its reasons; only a document that breaks off is an error here.
async fn tell<E>(
    mut stdin: impl AsyncWrite + Unpin,
    ask: &[u8],
    document: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<(), Refusal> {
    let mut document = pin!(document);
    if send(&mut stdin, ask).await.is_err() {
        return Ok(());
    }
    while let Some(bytes) = poll_fn(|context| document.as_mut().poll_next(context)).await {
        let bytes = bytes.map_err(|_| Refusal::Interrupted)?;
        for piece in bytes.chunks(PIECE_BYTES) {
            if send(&mut stdin, piece).await.is_err() {
                return Ok(());
            }
        }
    }
    let _ = send(&mut stdin, &[]).await;
    Ok(())
}

async fn send(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| std::io::ErrorKind::FileTooLarge)?;
    to.write_all(&length.to_le_bytes()).await?;
    to.write_all(bytes).await?;
    to.flush().await
}

async fn hear(from: &mut (impl AsyncRead + Unpin)) -> Result<(Answer, Bytes), Refusal> {
    let answer = receive(from, JSON_BYTES).await?;
    let bytes = receive(from, ANSWER_BYTES).await?;
    let answer = serde_json::from_slice(&answer).map_err(|_| Refusal::Broken)?;
    Ok((answer, bytes.into()))
}

/// Room is made for what has come, not for what is announced.
async fn receive(from: &mut (impl AsyncRead + Unpin), limit: usize) -> Result<Vec<u8>, Refusal> {
    let length = from.read_u32_le().await.map_err(|_| Refusal::Broken)? as usize;
    if length > limit {
        return Err(Refusal::Broken);
    }
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes).await.map_err(|_| Refusal::Broken)?;
    if bytes.len() == length { Ok(bytes) } else { Err(Refusal::Broken) }
}

fn is_out_of_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal() == Some(libc::SIGXCPU)
}

fn is_png_of(bytes: &[u8], width: u32, height: u32) -> bool {
    let Some((start, _)) = bytes.split_first_chunk::<24>() else { return false };
    start.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        && start[16..20] == width.to_be_bytes()
        && start[20..24] == height.to_be_bytes()
}

struct Whole(Option<Bytes>);

impl Stream for Whole {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}
