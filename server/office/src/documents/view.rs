//! Reading a version here: its pages as pictures, or its text. Opened like a download, with the same
//! permit and a row of the log before the first byte; what is made of it comes from the child that is
//! shut in, and is as hostile as the document until it is a picture or escaped.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use domain::access::act;
use domain::documents::{Block, Content, Viewed};
use domain::frame::Framed;
use domain::ids::{DocumentId, VersionId};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use papers::{Media, Preview, Reading, Refusal, Shown};
use tokio::time::timeout;

use super::open::{Opened, Purpose, open};
use super::pages::{Drawn, Key};
use super::standing::on_document;
use super::{list, show};
use crate::vault::Vault;
use crate::{Caller, Error, Result, audit, frame};

/// Pixels across a page that is read.
pub const PAGE_WIDTH: u32 = 1_200;
/// And across the small picture of the first one.
const THUMBNAIL_WIDTH: u32 = 320;
/// What is not read in that time is given up, so that the page can say so before it is late itself.
const PATIENCE: Duration = Duration::from_secs(8);

/// The page on which a version is read: pages from number `from` on, the first of which is drawn
/// already.
///
/// # Errors
/// As [`open`]; NotFound for a version there is none of.
pub async fn view(
    caller: &Caller,
    id: DocumentId,
    nth: Option<i32>,
    from: u32,
) -> Result<Framed<Viewed>> {
    let (mut tx, permit, ground, event) = on_document::<act::SeeDocument>(caller, id).await?;
    let frame = frame::load(&mut tx).await?;
    let region = caller.zone(&mut tx).await?;
    let document = list::one(&mut tx, permit.subject()).await?;
    let of = show::of(&mut tx, ground.case, ground.standing).await?;
    let versions = show::versions(&mut tx, id, &region).await?;
    let nth = nth.unwrap_or(document.version);
    let version = versions.into_iter().find(|row| row.nth == nth).ok_or(Error::NotFound)?;
    let opens = version.media.can_preview || version.quarantined.is_some();
    if !opens {
        // none of it is shown, so nobody viewed it
        audit::record(&mut tx, event).await?;
    }
    tx.commit().await?;
    let content = match opens {
        false => Content::Not {
            title: "This kind of file is not shown here".into(),
            words: format!(
                "{}. Download it to open it with a program of yours.",
                version.media.label
            ),
            again: false,
        },
        true => {
            let opened = open(caller, id, Some(nth), Purpose::View, true).await?;
            let vault = caller.office().vault().await?;
            content(&vault, Source::of(caller, opened), from).await?
        }
    };
    Ok(Framed { frame, body: Viewed { of, document, version, content } })
}

/// A version that may be read: its bytes as they come, and what breaks off where the right to them ends.
pub(crate) struct Source {
    pub version: VersionId,
    /// As its bytes say.
    pub media: String,
    pub bytes: BoxStream<'static, Result<Bytes>>,
}

impl Source {
    fn of(caller: &Caller, opened: Opened) -> Source {
        let (version, media, whole) = (opened.version, opened.media.clone(), 0..opened.length);
        Source { version, media, bytes: opened.bytes(caller, Some(whole)).boxed() }
    }
}

/// What is shown of a version: pages from number `from` on, or its text. Never later than whoever asked waits.
///
/// # Errors
/// What the bytes broke off with.
pub(crate) async fn content(vault: &Vault, source: Source, from: u32) -> Result<Content> {
    match timeout(PATIENCE, shown(vault, source, from)).await {
        Ok(content) => content,
        Err(_) => Ok(stead(&Refusal::Slow)),
    }
}

async fn shown(vault: &Vault, source: Source, from: u32) -> Result<Content> {
    let media = Media::from_media_type(&source.media);
    let drawn = match media.shown() {
        Shown::Pages => draw(vault, source, from, PAGE_WIDTH).await?.map(|page| Content::Pages {
            count: page.pages(),
            from,
            width: page.width(),
            height: page.height(),
        }),
        Shown::Image => draw(vault, source, 1, PAGE_WIDTH)
            .await?
            .map(|page| Content::Image { width: page.width(), height: page.height() }),
        Shown::Text => written(vault, source, media).await?,
        Shown::Never => Err(Refusal::NotShown(media)),
    };
    Ok(match drawn {
        Ok(content) => content,
        // one without a first page is no document
        Err(Refusal::NoSuchPage) if from == 1 => stead(&Refusal::Broken),
        Err(refusal) => stead(&refusal),
    })
}

/// What stands where a document would.
fn stead(refusal: &Refusal) -> Content {
    let (title, words, again) = match refusal {
        Refusal::NoSuchPage => return Content::NoSuchPage,
        Refusal::Busy => (
            "Many documents are being read just now",
            "Yours did not come to its turn. Try again in a moment, or download it.",
            true,
        ),
        Refusal::Slow => (
            "This document takes too long to show",
            "Reading it was given up: much is being read just now, or it is very intricate, or made to keep a reader busy. Try again in a moment, or download it if you know where it comes from.",
            true,
        ),
        Refusal::TooLarge | Refusal::TooManyPixels => (
            "This document is too large to be shown here",
            "Download it to open it with a program of yours.",
            false,
        ),
        Refusal::Locked => (
            "This document is protected with a password",
            "It is kept as it came, and cannot be read here. Download it and open it with its password.",
            false,
        ),
        Refusal::Broken => (
            "This document cannot be read",
            "It is damaged, or not quite what it says it is. Download it only if you know where it comes from, or ask for it again.",
            false,
        ),
        Refusal::Interrupted | Refusal::Unavailable => (
            "Documents cannot be shown just now",
            "Nothing is wrong with this one as far as is known. Try again in a moment, or download it.",
            true,
        ),
        Refusal::NotShown(_) | Refusal::Template(_) => {
            ("This kind of file is not shown here", "Download it to open it.", false)
        }
    };
    Content::Not { title: title.into(), words: words.into(), again }
}

async fn written(
    vault: &Vault,
    source: Source,
    media: Media,
) -> Result<std::result::Result<Content, Refusal>> {
    let broke = Broke::default();
    let bytes = broke.watch(source);
    let preview = vault.previewer.preview(media, bytes).await;
    Ok(match broke.or(preview)? {
        Ok(Preview::Text(written)) => {
            let blocks = written.blocks.into_iter().map(block).collect();
            Ok(Content::Text { blocks, cut: written.cut })
        }
        Ok(Preview::None(refusal)) | Err(refusal) => Err(refusal),
        Ok(Preview::Pages { .. } | Preview::Image { .. }) => Err(Refusal::Broken),
    })
}

/// The text of a version, for what is compared with it here. Recorded as that, and shown to nobody.
///
/// # Errors
/// As [`open`].
pub(crate) async fn text_of(
    caller: &Caller,
    id: DocumentId,
    nth: i32,
) -> Result<std::result::Result<Reading, Refusal>> {
    let opened = open(caller, id, Some(nth), Purpose::Guard, true).await?;
    let vault = caller.office().vault().await?;
    let media = Media::from_media_type(&opened.media);
    let broke = Broke::default();
    let bytes = broke.watch(Source::of(caller, opened));
    let read = match timeout(PATIENCE, vault.previewer.text(media, bytes)).await {
        Ok(read) => read,
        Err(_) => return Ok(Err(Refusal::Slow)),
    };
    broke.or(read)
}

fn block(block: papers::Block) -> Block {
    match block {
        papers::Block::Heading { level, text } => Block::Heading { level, text },
        papers::Block::Paragraph(text) => Block::Paragraph(text),
        papers::Block::Item { level, text } => Block::Item { level, text },
        papers::Block::Row(cells) => Block::Row(cells),
        papers::Block::Field { name, value } => Block::Field { name, value },
        papers::Block::Part(name) => Block::Part(name),
    }
}

/// One page of a version as a picture, so many pixels wide. Pages of one version within ten minutes
/// share the row of the log that says it was viewed.
///
/// # Errors
/// As [`open`].
pub async fn page_picture(
    caller: &Caller,
    id: DocumentId,
    nth: Option<i32>,
    page: u32,
    width: u32,
) -> Result<std::result::Result<Drawn, Refusal>> {
    let opened = open(caller, id, nth, Purpose::View, true).await?;
    let vault = caller.office().vault().await?;
    draw(&vault, Source::of(caller, opened), page, width).await
}

/// The first page, small. Recorded as a preview.
///
/// # Errors
/// As [`open`].
pub async fn thumbnail(
    caller: &Caller,
    id: DocumentId,
    nth: Option<i32>,
) -> Result<std::result::Result<Drawn, Refusal>> {
    let opened = open(caller, id, nth, Purpose::Preview, true).await?;
    let vault = caller.office().vault().await?;
    draw(&vault, Source::of(caller, opened), 1, THUMBNAIL_WIDTH).await
}

/// One page as a picture.
///
/// # Errors
/// What the bytes broke off with.
pub(crate) async fn draw(
    vault: &Vault,
    source: Source,
    page: u32,
    width: u32,
) -> Result<std::result::Result<Drawn, Refusal>> {
    let key = Key { version: source.version, page, width };
    if let Some(drawn) = vault.pages.find(key) {
        return Ok(Ok(drawn));
    }
    let media = Media::from_media_type(&source.media);
    let broke = Broke::default();
    let bytes = broke.watch(source);
    let picture = vault.previewer.page(media, bytes, page, width).await;
    Ok(broke.or(picture)?.map(|picture| {
        let drawn = Drawn::new(picture);
        vault.pages.keep(key, &drawn);
        drawn
    }))
}

/// Why the bytes of a document broke off: the right to it ended, or the store is damaged. Whoever reads
/// for us only says that they did.
#[derive(Default)]
struct Broke(Mutex<Option<Error>>);

impl Broke {
    fn watch(
        &self,
        source: Source,
    ) -> impl futures_util::Stream<Item = std::result::Result<Bytes, ()>> + Send {
        source.bytes.map(|piece| {
            piece.map_err(|error| {
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            })
        })
    }

    fn or<T>(self, done: T) -> Result<T> {
        match self.0.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(done),
        }
    }
}
