//! The office's mailbox, every minute. A letter becomes a scan in the office's tray; what answers a notice about an
//! appointment stands with it; what came back is told to the notice it was. Each message leaves the folder only
//! after that is kept, and a server that ends in between takes nothing twice.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use channels::incoming::{self, Incoming, What};
use channels::{Code, DeliveryReport, Imap, ImapTrouble, OpenFolder, State, Waiting};
use domain::documents::{name_of_upload, size_words};
use domain::ids::ScanId;
use futures_util::stream;
use sqlx::postgres::types::PgInterval;
use uuid::Uuid;

use super::take::{Arriving, begin, leave_behind, take_in};
use crate::notices::{self, note_delivery};
use crate::vault::Vault;
use crate::{Error, Office, Result};

/// Looked at in one turn; the rest waits for the next.
const MOST: usize = 100;
/// Longer than a turn takes.
const HOLD_MINUTES: i64 = 30;
/// As reports of delivery name whoever says so.
const PROVIDER: &str = "mailbox";
/// Where the troubles of the mailbox as a whole stand.
const WHOLE: &str = "/imap/";

/// A mailbox, and the domain of the names that our own messages bear.
#[derive(Debug)]
pub struct Mailbox {
    imap: Arc<Imap>,
    domain: String,
}

impl Mailbox {
    /// From here on the office's pages know that a mailbox is read.
    pub fn new(office: &Office, imap: Arc<Imap>, domain: String) -> Mailbox {
        _ = office.reads_mail.set(());
        Mailbox { imap, domain }
    }
}

/// What came of a turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailTaken {
    /// Letters that wait in the queue now.
    pub letters: usize,
    /// Answers to notices.
    pub answers: usize,
    /// Reports on messages of ours.
    pub reports: usize,
    /// Messages that could not be taken.
    pub troubles: usize,
}

/// Reads the mailbox, unless another server is at it.
///
/// # Errors
/// Unavailable, and what the vault cannot do for any message. A mailbox that does not answer is a trouble in the
/// queue and no error.
pub async fn look_at_mail(office: &Office, mailbox: &Mailbox) -> Result<MailTaken> {
    let vault = office.vault().await?;
    let lease = office.chance.id(office.clock.now());
    let hold = PgInterval { months: 0, days: 0, microseconds: HOLD_MINUTES * 60 * 1_000_000 };
    let mut tx = begin(office).await?;
    let ours = sqlx::query_scalar!(r#"select mailbox_begin($1, $2) as "ours!""#, lease, hold)
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    if !ours {
        return Ok(MailTaken::default());
    }
    let mut turn =
        Turn { office, mailbox, vault, troubles: Vec::new(), taken: MailTaken::default() };
    let done = turn.all().await;
    // whatever happened, the next server need not wait
    let mut tx = begin(office).await?;
    sqlx::query!("select mailbox_end($1, $2)", lease, &turn.troubles).execute(&mut *tx).await?;
    tx.commit().await?;
    done?;
    turn.taken.troubles = turn.troubles.len();
    Ok(turn.taken)
}

struct Turn<'a> {
    office: &'a Office,
    mailbox: &'a Mailbox,
    vault: Arc<Vault>,
    troubles: Vec<String>,
    taken: MailTaken,
}

impl Turn<'_> {
    async fn all(&mut self) -> Result<()> {
        let mut folder = match self.mailbox.imap.open().await {
            Ok(folder) => folder,
            Err(why) => return self.unread(why).await,
        };
        let waiting = match folder.waiting(MOST).await {
            Ok(waiting) => waiting,
            Err(why) => return self.unread(why).await,
        };
        let known = if waiting.is_empty() { HashMap::new() } else { self.known().await? };
        for one in waiting {
            if let Err(why) = self.one(&mut folder, one, &known).await? {
                // nothing more is to be had from this line
                return self.unread(why).await;
            }
        }
        folder.close().await;
        Ok(())
    }

    /// Messages that were kept and may still lie in the folder.
    async fn known(&self) -> Result<HashMap<String, ScanId>> {
        let mut tx = begin(self.office).await?;
        let rows = sqlx::query!(
            r#"select source as "source!", scan_id as "scan_id!" from filing_known()
            where scan_id is not null and starts_with(source, '/imap/')"#
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(rows.into_iter().map(|row| (row.source, ScanId(row.scan_id))).collect())
    }

    async fn one(
        &mut self,
        folder: &mut OpenFolder,
        one: Waiting,
        known: &HashMap<String, ScanId>,
    ) -> Result<Result<(), ImapTrouble>> {
        let source = format!("/imap/{}/{}", folder.validity, one.uid);
        if let Some(scan) = known.get(&source) {
            return self.put_away(folder, one.uid, Some(*scan)).await;
        }
        if one.size_bytes > self.vault.file_bytes {
            let why = format!(
                "It is too large: {}, where at most {} are taken. It stays in the mailbox.",
                size_words(i64::try_from(one.size_bytes).unwrap_or(i64::MAX)),
                size_words(i64::try_from(self.vault.file_bytes).unwrap_or(i64::MAX))
            );
            return self.trouble(&source, "A message in the mailbox", &why).await.map(Ok);
        }
        let raw = match folder.read(one.uid).await {
            Ok(Some(raw)) => raw,
            Ok(None) => return Ok(Ok(())),
            Err(why) => return Ok(Err(why)),
        };
        match self.take(&source, raw).await {
            Ok(scan) => self.put_away(folder, one.uid, scan).await,
            Err(Error::Unavailable) => Err(Error::Unavailable),
            Err(Error::Conflict(why) | Error::Storage(why)) => {
                self.trouble(&source, "A message in the mailbox", &why).await.map(Ok)
            }
            Err(error) => {
                tracing::error!(%error, "a message of the mailbox was not taken");
                let why = "Something went wrong inside. Whoever looks after the server finds it in the log.";
                self.trouble(&source, "A message in the mailbox", why).await.map(Ok)
            }
        }
    }

    /// Keeps what a message says, where it belongs.
    async fn take(&mut self, source: &str, raw: Vec<u8>) -> Result<Option<ScanId>> {
        let read = incoming::read(&raw, &self.mailbox.domain);
        let told = match &read {
            Some(Incoming { what: What::Report { of, failed, code }, .. }) => {
                self.report(of, *failed, code).await?
            }
            Some(said @ Incoming { what: What::Answer { of, text, attached, automatic }, .. }) => {
                match automatic {
                    // that somebody is away is no answer, and is to be read where it lies
                    true => is_ours(self.office, *of).await?,
                    // what is attached is filed as well
                    false => self.answer(said, *of, text).await? && !attached,
                }
            }
            Some(Incoming { what: What::Letter, .. }) | None => false,
        };
        if told {
            return Ok(None);
        }
        let subject = read.map(|it| it.subject).unwrap_or_default();
        let name = match subject.trim() {
            "" => "Message without a subject.eml".to_owned(),
            subject => {
                let short: String = subject.chars().take(120).collect();
                name_of_upload(&format!("{}.eml", short.trim_end_matches('.')))
            }
        };
        let announced = u64::try_from(raw.len()).map_err(Error::internal)?;
        let arriving =
            Arriving { source, tray: None, name: &name, announced_bytes: Some(announced) };
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from(raw))]);
        // none: another server took it meanwhile
        let scan = take_in(self.office, &self.vault, arriving, body).await?;
        self.taken.letters += usize::from(scan.is_some());
        Ok(scan)
    }

    async fn report(&mut self, of: &[Uuid], failed: bool, code: &str) -> Result<bool> {
        let mut ours = false;
        for id in of {
            ours |= match failed {
                true => {
                    let state = State::Failed { code: Code::parse(code) };
                    let report = DeliveryReport { id: *id, reference: None, state };
                    note_delivery(self.office, PROVIDER, &report).await?
                }
                // that it is late changes nothing yet
                false => is_ours(self.office, *id).await?,
            };
        }
        self.taken.reports += usize::from(ours);
        Ok(ours)
    }

    async fn answer(&mut self, said: &Incoming, of: Uuid, text: &str) -> Result<bool> {
        let Some(from) = &said.from else { return Ok(false) };
        let mut tx = notices::begin(self.office).await?;
        let taken = sqlx::query_scalar!(
            r#"select take_mail_reply($1, $2, $3, $4) as "taken!""#,
            of,
            said.id,
            from,
            // the database knows no such character
            text.replace('\0', "\u{fffd}")
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        self.taken.answers += usize::from(taken);
        Ok(taken)
    }

    async fn put_away(
        &self,
        folder: &mut OpenFolder,
        uid: u32,
        scan: Option<ScanId>,
    ) -> Result<Result<(), ImapTrouble>> {
        ::vault::fault::here("mailbox.kept");
        if let Err(why) = folder.put_away(uid).await {
            return Ok(Err(why));
        }
        if let Some(scan) = scan {
            leave_behind(self.office, scan).await?;
        }
        Ok(Ok(()))
    }

    async fn unread(&mut self, why: ImapTrouble) -> Result<()> {
        tracing::warn!(%why, "the mailbox could not be read");
        self.trouble(WHOLE, "The mailbox itself", &format!("It could not be read: {why}.")).await
    }

    async fn trouble(&mut self, source: &str, name: &str, why: &str) -> Result<()> {
        let mut tx = begin(self.office).await?;
        sqlx::query!(
            "select filing_trouble($1, $2, $3, $4)",
            source,
            None as Option<Uuid>,
            name,
            why
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        self.troubles.push(source.to_owned());
        Ok(())
    }
}

/// Whether a name is that of something we sent.
async fn is_ours(office: &Office, id: Uuid) -> Result<bool> {
    let report = DeliveryReport { id, reference: None, state: State::Buffered };
    note_delivery(office, PROVIDER, &report).await
}
