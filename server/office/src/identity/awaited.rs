//! Who is between the password and the second factor, for the page that asks for the code.

use domain::account::Awaited;
use jiff_sqlx::ToSqlx;

use crate::gate::Visit;
use crate::keys::sha256;
use crate::{Result, frame};

/// Whose second factor this pending session waits for; none once it is over.
///
/// # Errors
/// Unavailable.
pub async fn awaited(visit: &Visit, pending: &str) -> Result<Option<Awaited>> {
    let mut gate = visit.begin().await?;
    let row = sqlx::query!(
        r#"select staff_id as "staff_id!", name as "name!", email as "email!"
        from gate_account_of_session($1, $2)"#,
        &sha256(pending.as_bytes())[..],
        visit.now().to_sqlx()
    )
    .fetch_optional(&mut *gate)
    .await?;
    Ok(row
        .map(|row| Awaited { person: frame::person(row.staff_id, row.name, 0), email: row.email }))
}
