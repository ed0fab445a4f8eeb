//! Shares of the corpus as real documents, read back as those of an office are.

use misdirection::corpus::{Corpus, Expected, Group, Kind, Trial};
use misdirection::measure::Tally;
use misdirection::{Directory, Page, look};
use papers::make::{self, Sheet};
use papers::{Limits, Media, Previewer, Reading, whole};

use crate::cli::PREVIEW;
use crate::startup::Outcome;

/// What became of the documents of each form.
#[derive(Default)]
pub(super) struct Documents {
    pub(super) word: Tally,
    pub(super) pdf: Tally,
    /// Pictures of writing, as PNG and within a PDF.
    pub(super) scans: Tally,
}

#[derive(Clone, Copy)]
enum Form {
    Word,
    Pdf,
    ScannedPdf,
    ScannedPicture,
}

/// Writes one share of each kind, reads it back and looks.
pub(super) async fn measure(corpus: &Corpus, directory: &Directory) -> Outcome<Documents> {
    let previewer = Previewer::new(std::env::current_exe()?, [PREVIEW], Limits::default());
    let mut documents = Documents::default();
    let first = corpus.trials.iter().filter(|trial| trial.nth == 0 && can_be_written(trial));
    for (at, trial) in first.enumerate() {
        let form = if at % 2 == 1 && has_letters_of_pdf(trial) { Form::Pdf } else { Form::Word };
        let pages = read(&previewer, trial, form).await?;
        let verdict = look(&pages, directory, trial.share);
        let tally =
            if matches!(form, Form::Pdf) { &mut documents.pdf } else { &mut documents.word };
        tally.count(trial.expected, &verdict);
        // The same as pictures.
        if at % 12 == 0 {
            for form in [Form::ScannedPdf, Form::ScannedPicture] {
                let pages = read(&previewer, trial, form).await?;
                let verdict = look(&pages, directory, trial.share);
                documents.scans.count(Expected::Unreadable, &verdict);
            }
        }
    }
    Ok(documents)
}

/// Not what the writer would mend: pages that cannot be read, and names over the end of a page, which is
/// elsewhere in the document that is written.
fn can_be_written(trial: &Trial) -> bool {
    trial.kind.group() != Group::Limit
        && !matches!(trial.kind, Kind::Scan | Kind::PartScan | Kind::Garbled | Kind::OverPages)
}

/// The standard fonts have the letters of Western Europe alone.
fn has_letters_of_pdf(trial: &Trial) -> bool {
    const MORE: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
    let mut letters = trial.pages.iter().flat_map(|page| page.text.chars());
    letters.all(|letter| u32::from(letter) < 0x100 || MORE.contains(letter))
}

async fn read(previewer: &Previewer, trial: &Trial, form: Form) -> Outcome<Vec<Page>> {
    let text: Vec<&str> = trial.pages.iter().map(|page| page.text.as_str()).collect();
    let sheet = Sheet { paragraphs: vec![text.join("\n")], ..Sheet::default() };
    let (media, bytes) = match form {
        Form::Word => (Media::Docx, make::docx(&sheet)),
        Form::Pdf => (Media::Pdf, make::pdf(&sheet)),
        Form::ScannedPdf => (Media::Pdf, make::scanned(&sheet)),
        Form::ScannedPicture => (Media::Png, make::scan(&sheet)),
    };
    Ok(match previewer.text(media, whole(bytes)).await? {
        Reading::Text { pages, unread, cut } => {
            Page::all(pages.into_iter().map(|page| (page.page, page.text)), &unread, cut)
        }
        Reading::NoText => vec![Page::unread(1)],
        Reading::Empty => Vec::new(),
    })
}
