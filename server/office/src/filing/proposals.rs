//! Cases that what came may belong to: those whose number it bears, and those of whoever is on file with an address
//! in its head. Proposed to whoever may file there, for that person to say so.

use domain::access::Role;
use domain::filing::{Proposal, Shown};

use crate::access::{Finder, sight};
use crate::{Caller, Result};

/// Lines of a text in which addresses and numbers are looked for.
const HEAD: usize = 60;
const MOST: i64 = 5;

/// Open cases to which the caller may add documents, the likeliest first.
pub(super) async fn proposals(caller: &Caller, name: &str, shown: &Shown) -> Result<Vec<Proposal>> {
    if caller.role() == Role::Billing {
        return Ok(Vec::new());
    }
    let lines = match shown {
        Shown::Text(lines, _) => lines.as_slice(),
        Shown::Pages(_) | Shown::Nothing(_) => &[],
    };
    let words = words(name, lines);
    let (addresses, numbers): (Vec<String>, Vec<String>) =
        words.into_iter().partition(|word| word.contains('@'));
    if addresses.is_empty() && numbers.is_empty() {
        return Ok(Vec::new());
    }
    let sees = sight(caller, Finder::Cases);
    let mut tx = caller.begin().await?;
    let rows = sqlx::query!(
        r#"with likely as (
            select c.id, 1 as rank from cases c where lower(c.number) = any ($1)
            union all
            select p.case_id, 2 from parties p where p.until is null and p.email <> '' and lower(p.email) = any ($2)
            union all
            select p.case_id, 2 from payers p where p.ended_at is null and p.email <> '' and lower(p.email) = any ($2)
            union all
            select c.id, 3 from cases c where c.client_id in (
                select k.client_id from client_contacts k where k.channel = 'email' and k.until is null and k.value = any ($2)
                union all
                select r.client_id from representatives r where r.ended_at is null and r.email <> '' and lower(r.email) = any ($2))
        )
        select c.number, c.title, min(l.rank) as "rank!" from likely l join cases c on c.id = l.id
        where c.closed_on is null and ($3 or c.id = any ((select my_cases_from(2::smallint))::uuid[]))
            and ($4 or c.id <> all ((select my_walls())::uuid[]))
        group by c.id, c.number, c.title, c.opened_on
        order by min(l.rank), c.opened_on desc, c.id desc limit $5"#,
        &numbers,
        &addresses,
        sees.everything,
        sees.unscreened,
        MOST
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let proposed = rows.into_iter().map(|row| Proposal {
        number: row.number,
        title: row.title,
        why: match row.rank {
            1 => "Its number stands in it",
            2 => "An address in it belongs to somebody of this case",
            _ => "An address in it belongs to this client",
        }
        .to_owned(),
    });
    Ok(proposed.collect())
}

/// What may be an address or a number, in lower case.
fn words(name: &str, lines: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let all = std::iter::once(name).chain(lines.iter().take(HEAD).map(String::as_str));
    for word in
        all.flat_map(|line| line.split(|c: char| c.is_whitespace() || ",;<>()[]\"“”".contains(c)))
    {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let word = word.strip_suffix(".eml").map_or(word.as_str(), |plain| plain);
        let likely = word.contains('@') || word.bytes().any(|byte| byte.is_ascii_digit());
        if likely && (2..=254).contains(&word.len()) && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found.truncate(200);
    found
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn addresses_and_numbers_are_found_however_they_stand() {
        let lines = [
            "From: Ramona <R.Okonkwo@mailbox.example>".into(),
            "Re: [2026-0147], the deposit.".into(),
        ];
        assert_eq!(
            words("About 2026-0147.eml", &lines),
            ["2026-0147", "r.okonkwo@mailbox.example"]
        );
        assert!(words("Letter.pdf", &[]).is_empty());
    }
}
