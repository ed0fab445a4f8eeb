//! A sealed copy taken out of the vault, and opened where there is no server.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use domain::ids::DocumentId;
use futures_util::TryStreamExt;
use vault::export::{Card, open_exported};
use vault::keys::from_file;
use vault::{Keyring, MasterKey};

use crate::cli::print;
use crate::config::Config;
use crate::startup::{Outcome, at_the_console};

/// Longer than any card.
const CARD_BYTES: u64 = 64 << 10;

pub(super) async fn export(
    config: &Config,
    document: &str,
    version: Option<i32>,
    to: &Path,
) -> Outcome {
    let id: DocumentId =
        document.parse().map_err(|_| "Give the document's id as its address shows it.")?;
    at_the_console(config, async |console, _| {
        let card_path = card_beside(to);
        let exported = console.export_version(id, version).await;
        let (card, sealed) = exported.map_err(|error| match error {
            office::Error::NotFound => "There is no such document, or no such version.".to_owned(),
            office::Error::Conflict(why) => why,
            error => error.to_string(),
        })?;
        let mut out = create(to)?;
        let mut sealed = std::pin::pin!(sealed);
        while let Some(piece) = sealed.try_next().await? {
            out.write_all(&piece)?;
        }
        out.sync_all()?;
        let mut beside = create(&card_path)?;
        serde_json::to_writer_pretty(&mut beside, &card)?;
        beside.sync_all()?;
        print(&format!(
            "Wrote {} and {}. Both and the master key open it: privity vault open --help",
            to.display(),
            card_path.display()
        ));
        Ok(())
    })
    .await
}

/// What opens a sealed copy.
#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The sealed copy.
    #[arg(long)]
    blob: PathBuf,
    /// Its card; else the one beside it, BLOB.card.json.
    #[arg(long)]
    card: Option<PathBuf>,
    /// The file of the master key (mode 0400 or 0600). Again for one that was replaced.
    #[arg(long, required = true)]
    master_key_file: Vec<PathBuf>,
    /// Where the document goes. A file that is there is not written over.
    #[arg(long)]
    to: PathBuf,
}

impl Open {
    pub(super) fn run(&self) -> Outcome {
        let mut keys = Vec::new();
        for file in &self.master_key_file {
            keys.push(MasterKey::new(&from_file(file)?));
        }
        let mut keys = keys.into_iter();
        let Some(current) = keys.next() else { return Err("No master key was given.".into()) };
        let master = Keyring { current, retired: keys.collect() };
        let card = read_card(&self.card.clone().unwrap_or_else(|| card_beside(&self.blob)))?;
        let blob = File::open(&self.blob)
            .map_err(|error| format!("{} cannot be read: {error}", self.blob.display()))?;
        let mut out = create(&self.to)?;
        match open_exported(&card, blob, &master, BufWriter::new(&mut out)) {
            Ok(bytes) => {
                out.sync_all()?;
                print(&format!("Wrote {bytes} bytes to {}.", self.to.display()));
                Ok(())
            }
            Err(error) => {
                // a part that opened is kept, and its length said; of nothing there is no file
                if out.metadata().is_ok_and(|meta| meta.len() == 0) {
                    let _ = fs::remove_file(&self.to);
                }
                Err(format!("It does not open: {error}.").into())
            }
        }
    }
}

fn read_card(path: &Path) -> Outcome<Card> {
    let unreadable = |why: String| format!("The card {} cannot be read: {why}", path.display());
    let length = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
    if length > CARD_BYTES {
        return Err(unreadable("it is too long for a card".into()).into());
    }
    let text = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    Ok(serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?)
}

fn card_beside(blob: &Path) -> PathBuf {
    let mut path = blob.as_os_str().to_owned();
    path.push(".card.json");
    path.into()
}

/// For its owner alone, and never over another.
fn create(path: &Path) -> Outcome<File> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    Ok(made.map_err(|error| format!("{} cannot be written: {error}", path.display()))?)
}
