//! A message to oneself: whether a way out of the house works is seen by using it.

use domain::access::act;
use domain::forms::FieldErrors;
use domain::notices::Channel;
use domain::notices::sent::{KEPT_BY, NoticeState};
use domain::reminders::{TestForm, TestSent};

use crate::access;
use crate::audit::{self, Event, Resource};
use crate::words::{self, Region};
use crate::{Caller, Error, Result, Tx, clients};

/// As many as the database sends in an hour.
const AN_HOUR: i64 = 10;

/// Sends one.
///
/// # Errors
/// Invalid, Refused; Conflict after ten in an hour.
pub async fn send_test(caller: &Caller, form: &TestForm) -> Result<()> {
    let (mut tx, _permit) = access::on_office::<act::ManageReminders>(caller).await?;
    let mut errors = FieldErrors::default();
    let channel = errors.take(
        "channel",
        Channel::from_word(&form.channel).ok_or_else(|| "Choose e-mail or text.".to_owned()),
    );
    let number = match channel {
        Some(Channel::Text) => errors.take("number", clients::parse_phone(&form.number)).map(Some),
        Some(Channel::Email) | None => Some(None),
    };
    let (Some(channel), Some(number)) = (channel, number) else {
        return Err(Error::Invalid(errors));
    };
    let sent = sqlx::query_scalar!(
        r#"select count(*) as "sent!" from notifications
        where subject_kind = 'test' and subject_id = $1 and created_at > office_now() - interval '1 hour'"#,
        caller.staff_id().0
    )
    .fetch_one(&mut *tx)
    .await?;
    if sent >= AN_HOUR {
        return Err(Error::Conflict(
            "You sent yourself ten tests within an hour. Look at what became of them; then wait a while.".into(),
        ));
    }
    sqlx::query_scalar!("select send_test($1, $2)", channel.word(), number as Option<String>)
        .fetch_one(&mut *tx)
        .await?;
    let event = Event::new("send-test", Resource::Office).with("channel", channel.word());
    audit::record(&mut tx, event).await?;
    tx.commit().await
}

/// One's own tests, the latest first.
pub(super) async fn tests(tx: &mut Tx, region: &Region) -> Result<Vec<TestSent>> {
    let me = tx.caller().staff_id().0;
    let rows = sqlx::query!(
        "select channel, state, provider, went_to, reason, created_at from notifications
        where subject_kind = 'test' and subject_id = $1
        order by created_at desc, id desc limit 5",
        me
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let at = row.created_at.to_jiff();
            Ok(TestSent {
                text: row.channel == Channel::Text.word(),
                to: row.went_to,
                state: NoticeState::from_word(&row.state)
                    .ok_or_else(|| Error::internal(format!("unknown state {}", row.state)))?,
                kept: row.provider == KEPT_BY,
                at: words::instant(at, region),
                datetime: words::datetime(at, region),
                note: row.reason.replace('_', " "),
            })
        })
        .collect()
}
