//! Calendars kept elsewhere, read for the times at which their owner is taken and for nothing else.

use almanac::busy::{Window, busy};
use almanac::fetch::{Address, FetchError, Fetched, Fetcher, Validators};
use futures_util::StreamExt;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::keys::Purpose;
use crate::{Error, Office, Result};

/// Taken in a round; the rest waits for the next one.
const IN_A_ROUND: i32 = 20;
/// Asked side by side, so that one that takes its time holds up none of the others.
const AT_ONCE: usize = 10;
const BACK: SignedDuration = SignedDuration::from_hours(31 * 24);
const AHEAD: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What fetches, and how an address is read: by the rules, or on a test's own machine.
#[derive(Debug)]
pub struct Fetching {
    fetcher: Fetcher,
    parse: fn(&str) -> std::result::Result<Address, FetchError>,
}

impl Fetching {
    /// By the rules: a public address, by TLS.
    ///
    /// # Errors
    /// Where the machine has no certificates.
    pub fn new() -> Result<Fetching> {
        let fetcher = Fetcher::new().map_err(Error::internal)?;
        Ok(Fetching { fetcher, parse: Address::parse })
    }

    /// As a test has it.
    #[cfg(feature = "mutation")]
    pub fn by(
        fetcher: Fetcher,
        parse: fn(&str) -> std::result::Result<Address, FetchError>,
    ) -> Fetching {
        Fetching { fetcher, parse }
    }
}

struct Due {
    id: Uuid,
    url_sealed: Vec<u8>,
    etag: Option<String>,
    last_modified: Option<String>,
    time_zone: String,
}

/// Reads the calendars whose time it is. How many were read.
///
/// # Errors
/// Unavailable. A calendar that cannot be read says so to its owner and is no error here.
pub async fn read_calendars(office: &Office, fetching: &Fetching) -> Result<usize> {
    let mut tx = office.begin_as("privity_notifier", None, office.clock.now()).await?;
    let due = sqlx::query_as!(
        Due,
        r#"select id as "id!", url_sealed as "url_sealed!", etag as "etag?", last_modified as "last_modified?", time_zone as "time_zone!"
        from take_calendars($1)"#,
        IN_A_ROUND
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let mut became = futures_util::stream::iter(due)
        .map(|one| async move { read(office, fetching, &one).await })
        .buffer_unordered(AT_ONCE);
    let (mut read, mut trouble) = (0, None);
    while let Some(one) = became.next().await {
        match one {
            Ok(understood) => read += usize::from(understood),
            // the others of the round go on
            Err(error) => trouble = Some(error),
        }
    }
    trouble.map_or(Ok(read), Err)
}

async fn read(office: &Office, fetching: &Fetching, one: &Due) -> Result<bool> {
    match said(office, fetching, one).await {
        Ok(said) => keep(office, one.id, said).await.map(|()| true),
        Err(why) => miss(office, one.id, &why).await.map(|()| false),
    }
}

/// What a calendar said: nothing new, or all of it.
struct Said {
    busy: Option<(Vec<jiff_sqlx::Timestamp>, Vec<jiff_sqlx::Timestamp>)>,
    validators: Validators,
    skipped: String,
}

async fn said(
    office: &Office,
    fetching: &Fetching,
    one: &Due,
) -> std::result::Result<Said, String> {
    let opened = office.keys.open(Purpose::Calendar, one.id.as_bytes(), &one.url_sealed);
    let url = opened.ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(|| {
        "Its address cannot be opened: the server's key is another one. Add it again.".to_owned()
    })?;
    let address = (fetching.parse)(&url).map_err(|why| why.to_string())?;
    let known = Validators { etag: one.etag.clone(), last_modified: one.last_modified.clone() };
    let fetched = fetching.fetcher.get(&address, &known).await.map_err(|why| why.to_string())?;
    let Fetched::Text { text, validators } = fetched else {
        return Ok(Said { busy: None, validators: known, skipped: String::new() });
    };
    let now = office.clock.now();
    let window = Window { from: now - BACK, until: now + AHEAD };
    let zone = TimeZone::get(&one.time_zone).unwrap_or(TimeZone::UTC);
    let read = tokio::task::spawn_blocking(move || busy(&text, window, &zone))
        .await
        .map_err(|_| "What the other server sends cannot be read.".to_owned())?
        .map_err(|why| why.to_string())?;
    let times = read.intervals.iter().map(|one| (one.from.to_sqlx(), one.until.to_sqlx())).unzip();
    Ok(Said { busy: Some(times), validators, skipped: read.skipped.words().unwrap_or_default() })
}

async fn keep(office: &Office, id: Uuid, said: Said) -> Result<()> {
    let (starts, ends) = said.busy.unzip();
    let mut tx = office.begin_as("privity_notifier", None, office.clock.now()).await?;
    sqlx::query!(
        "select keep_calendar($1, $2, $3, $4, $5, $6)",
        id,
        starts.as_deref() as Option<&[jiff_sqlx::Timestamp]>,
        ends.as_deref() as Option<&[jiff_sqlx::Timestamp]>,
        said.validators.etag,
        said.validators.last_modified,
        said.skipped
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

async fn miss(office: &Office, id: Uuid, why: &str) -> Result<()> {
    let mut tx = office.begin_as("privity_notifier", None, office.clock.now()).await?;
    sqlx::query!("select miss_calendar($1, $2)", id, why).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}
