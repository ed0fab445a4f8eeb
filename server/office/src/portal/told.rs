//! The word by e-mail that something was shared, written or told, or is asked for: where to read it, and nothing of what it is.

use serde::Deserialize;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use uuid::Uuid;

use crate::notices::{Carriers, Composed, Ready, begin};
use crate::{Office, Result};

#[derive(Debug, Deserialize)]
struct Look {
    name: String,
    address: String,
    office: String,
    reply_to: String,
    discreet: bool,
}

/// The last look before a word goes that something waits on somebody's page. `kind` is what it is about.
pub(crate) async fn look_at_word(
    office: &Office,
    carriers: &Carriers,
    lease: Uuid,
    id: Uuid,
    kind: &str,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    let words = match kind {
        "thread" => &WRITTEN,
        "status" => &STATED,
        _ => &SHARED,
    };
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_word($1, $2, $3) as "look: Json<Look>""#,
        id,
        lease,
        hold
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(found.map(|Json(look)| said(look, carriers, words)))
}

/// How it is said.
struct Words {
    subject: &'static str,
    body: &'static str,
    path: &'static str,
}

const SHARED: Words = Words {
    subject: "Something new on your private page",
    body: "something new was put on your private page",
    path: "/portal",
};

const WRITTEN: Words = Words {
    subject: "A message on your private page",
    body: "a message waits for you on your private page",
    path: "/portal/messages",
};

const STATED: Words = Words {
    subject: "News on your private page",
    body: "there is news on your private page",
    path: "/portal",
};

fn said(look: Look, carriers: &Carriers, words: &Words) -> Ready {
    let said = composed(&look, &carriers.base_url, words);
    ready(look, said)
}

fn ready(look: Look, said: Composed) -> Ready {
    Ready {
        said,
        address: look.address,
        name: look.name,
        // whoever must not learn who writes does not learn it from the envelope either
        reply_to: if look.discreet { String::new() } else { look.reply_to },
        unnamed: look.discreet,
        calendar: None,
        attached: Vec::new(),
    }
}

fn composed(look: &Look, base_url: &str, words: &Words) -> Composed {
    let Words { subject, body, path } = words;
    let (subject, close) = match look.discreet {
        true => ((*subject).to_owned(), String::new()),
        false => (format!("{subject} at {}", look.office), format!("\n\n{}", look.office)),
    };
    let body = format!(
        "Dear {},\n\n\
         {body}. Read it here:\n\n{base_url}{path}\n\n\
         You need this e-mail address and no password: each time you get a code.{close}",
        look.name
    );
    Composed { subject, kept_body: body.clone(), body, html: None }
}

#[derive(Debug, Deserialize)]
struct RequestLook {
    #[serde(flatten)]
    look: Look,
    /// It reminds of what is due soon.
    due: bool,
}

/// As [`look_at_word`], for what a client is asked for.
pub(crate) async fn look_at_request(
    office: &Office,
    carriers: &Carriers,
    lease: Uuid,
    id: Uuid,
    hold: PgInterval,
) -> Result<Option<Ready>> {
    let mut tx = begin(office).await?;
    let found = sqlx::query_scalar!(
        r#"select look_at_request($1, $2, $3) as "look: Json<RequestLook>""#,
        id,
        lease,
        hold
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(found.map(|Json(found)| {
        let said = asked(&found, &carriers.base_url);
        ready(found.look, said)
    }))
}

fn asked(found: &RequestLook, base_url: &str) -> Composed {
    let (title, what) = match found.due {
        false => (
            "Something is needed from you",
            "we need something from you. See what it is, and send it, on your private page:",
        ),
        true => (
            "A reminder: something is needed from you",
            "something that we asked you for is needed soon. See what it is, and send it, on your private page:",
        ),
    };
    let look = &found.look;
    let (subject, close) = match look.discreet {
        true => (title.to_owned(), String::new()),
        false => (format!("{title} ({})", look.office), format!("\n\n{}", look.office)),
    };
    let body = format!(
        "Dear {},\n\n{what}\n\n{base_url}/portal/requests\n\n\
         You need this e-mail address and no password: each time you get a code.{close}",
        look.name
    );
    Composed { subject, kept_body: body.clone(), body, html: None }
}
