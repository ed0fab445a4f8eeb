//! Entries under their days, the time in the margin.

use domain::audit::AuditEntry;
use domain::forms::Choice;
use leptos::prelude::*;

use super::words;
use crate::ui::facts::Pairs;
use crate::ui::status::{Status, Tone};
use crate::ui::table::{Caption, TableWrap};

/// The table. `people` puts names to the ids that details keep.
#[component]
pub fn Ledger(rows: Vec<AuditEntry>, people: Vec<Choice>) -> impl IntoView {
    let days = by_day(rows)
        .into_iter()
        .map(|(day, entries)| {
            let entries = entries
                .into_iter()
                .map(|entry| view! { <Entry entry=entry people=people.clone() /> })
                .collect_view();
            view! {
                <tbody>
                    <tr class="ledger__day">
                        <th scope="rowgroup" colspan="7">
                            {day}
                        </th>
                    </tr>
                    {entries}
                </tbody>
            }
        })
        .collect_view();
    view! {
        <TableWrap label="Audit entries" class="mt-4">
            <div class="ledger">
                <table class="table table--dense table--top table--stack">
                    <Caption text="Audit entries, newest first" />
                    <thead>
                        <tr>
                            <th scope="col" class="seq">
                                "Time"
                            </th>
                            <th scope="col">"Who"</th>
                            <th scope="col">"Did what"</th>
                            <th scope="col">"To"</th>
                            <th scope="col">"Outcome"</th>
                            <th scope="col">"From"</th>
                            <th scope="col">"Details"</th>
                        </tr>
                    </thead>
                    {days}
                </table>
            </div>
        </TableWrap>
    }
}

/// Entries that follow each other on one day, together.
fn by_day(rows: Vec<AuditEntry>) -> Vec<(String, Vec<AuditEntry>)> {
    rows.into_iter().fold(Vec::new(), |mut days: Vec<(String, Vec<AuditEntry>)>, entry| {
        match days.last_mut() {
            Some((day, entries)) if *day == entry.day => entries.push(entry),
            Some(_) | None => days.push((entry.day.clone(), vec![entry])),
        }
        days
    })
}

#[component]
fn Entry(entry: AuditEntry, people: Vec<Choice>) -> impl IntoView {
    let details: Vec<(String, String)> = entry
        .detail
        .iter()
        .map(|(name, value)| (words::term(name), words::said(name, value, &people)))
        .collect();
    view! {
        <tr>
            <td class="seq">
                <time datetime=entry.datetime>{entry.time}</time>
            </td>
            <td data-label="Who"><span>{entry.who}</span> {sub(entry.role)}</td>
            <td data-label="Did what">{entry.action}</td>
            <td data-label="To">
                {match entry.link {
                    Some(href) => view! { <a href=href>{entry.what}</a> }.into_any(),
                    None => entry.what.into_any(),
                }}
            </td>
            <td data-label="Outcome">{outcome(entry.outcome)}</td>
            <td data-label="From"><span>{entry.device}</span> {sub(entry.address)}</td>
            <td data-label="Details">{(!details.is_empty()).then(|| view! { <Pairs items=details /> })}</td>
        </tr>
    }
}

/// A second line in a cell, unless there is nothing to say.
fn sub(words: String) -> impl IntoView {
    (!words.is_empty()).then(|| view! { <span class="cell-sub">{words}</span> })
}

/// How it ended, in a word with its glyph.
fn outcome(word: String) -> impl IntoView {
    let (kind, icon, words) = match word.as_str() {
        "done" => (Tone::Plain, "check", "Done".to_owned()),
        "refused" => (Tone::Bad, "no", "Refused".to_owned()),
        "unseen" => (Tone::Warn, "eye-off", "Unseen".to_owned()),
        _ => (Tone::Plain, "info", word),
    };
    view! {
        <Status kind=kind icon=icon>
            {words}
        </Status>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seq: i64, day: &str) -> AuditEntry {
        AuditEntry {
            seq,
            day: day.to_owned(),
            time: String::new(),
            datetime: String::new(),
            who: String::new(),
            role: String::new(),
            action: String::new(),
            what: String::new(),
            link: None,
            outcome: String::new(),
            address: String::new(),
            device: String::new(),
            detail: Vec::new(),
        }
    }

    #[test]
    fn entries_stand_under_their_day_in_order() {
        let days = by_day(vec![
            entry(3, "Oct 13, 2026"),
            entry(2, "Oct 13, 2026"),
            entry(1, "Oct 12, 2026"),
        ]);
        let seqs: Vec<(&str, Vec<i64>)> = days
            .iter()
            .map(|(day, rows)| (day.as_str(), rows.iter().map(|row| row.seq).collect()))
            .collect();
        assert_eq!(seqs, [("Oct 13, 2026", vec![3, 2]), ("Oct 12, 2026", vec![1])]);
    }
}
