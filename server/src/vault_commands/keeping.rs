//! How the vault is, read back, and swept.

use domain::documents::size_words;
use jiff::Timestamp;
use office::console::Console;
use office::keeping::{self, Budget};

use crate::cli::print;
use crate::config::Config;
use crate::startup::{Outcome, at_the_console};

/// Between two lines of progress.
const STEP: Budget = Budget { versions: 500, bytes: 1 << 30 };

pub(super) async fn status(config: &Config) -> Outcome {
    at_the_console(config, async |console, _| {
        let Some(status) = console.vault_status().await? else {
            print("The vault is not set up. Run `privity vault init` once.");
            return Ok(());
        };
        let keeping = console.vault_keeping().await?;
        let free = keeping.free_bytes.map_or_else(
            || "not known of this store".to_owned(),
            |bytes| size_words(i64::try_from(bytes).unwrap_or(i64::MAX)),
        );
        print(&format!("Installation   {}", status.installation));
        print(&format!("Master key     {}", status.master_key));
        print(&format!("Case keys      {}, {} behind a rotation", status.case_keys, status.behind));
        print(&format!("Destroyed      {}", status.destroyed));
        print(&format!("Versions       {}, {}", keeping.versions, size_words(keeping.bytes)));
        print(&format!("Free space     {free}"));
        print(&format!("Uploads        {} on their way", keeping.uploads));
        print(&format!(
            "Oldest check   {}, {} not read back yet",
            keeping.oldest_check.map_or_else(|| "none".to_owned(), day),
            keeping.unchecked
        ));
        print(&format!("Damaged        {}", keeping.damaged));
        tell_damaged(console).await
    })
    .await
}

pub(super) async fn scrub(config: &Config) -> Outcome {
    at_the_console(config, async |console, office| {
        let (begun, mut versions, mut bytes, mut wrong) = (keeping::now(office).await?, 0, 0, 0);
        loop {
            let step = keeping::scrub(office, begun, STEP).await?;
            versions += step.versions;
            bytes += step.bytes;
            wrong += step.wrong;
            if !step.more {
                break;
            }
            print(&format!("{versions} versions read back, {} …", size(bytes)));
        }
        if wrong == 0 {
            print(&format!("{versions} versions read back, {}. All are what was written.", size(bytes)));
            return Ok(());
        }
        tell_damaged(console).await?;
        Err(format!(
            "{wrong} of {versions} versions are not what was written. Bring the objects named above back from a backup, and run this again."
        )
        .into())
    })
    .await
}

pub(super) async fn sweep(config: &Config) -> Outcome {
    at_the_console(config, async |_, office| {
        let swept = keeping::sweep(office).await?;
        print(&format!(
            "Swept {} uploads that ended without a word, {} objects that nothing names ({}) and {} unfinished files.",
            swept.uploads,
            swept.objects,
            size(swept.object_bytes),
            swept.unfinished
        ));
        Ok(())
    })
    .await
}

/// Ids and objects alone: names are for whoever may open the document.
async fn tell_damaged(console: &Console) -> Outcome {
    for version in console.damaged_versions().await? {
        print(&format!(
            "  {} {} version {}: {}: {} (since {})",
            version.what,
            version.id,
            version.nth,
            version.problem,
            version.detail,
            day(version.since)
        ));
    }
    Ok(())
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn size(bytes: u64) -> String {
    size_words(i64::try_from(bytes).unwrap_or(i64::MAX))
}
