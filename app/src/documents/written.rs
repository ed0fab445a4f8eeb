//! The text of a document with its shape. It is somebody else's: every word of it goes in as text, and
//! its headings are fitted under the page's own.

use domain::documents::Block;
use leptos::prelude::*;

use crate::ui::table::TableWrap;

/// The page's own headings end at the second level.
const HIGHEST: u8 = 3;
/// Lists go no deeper, whatever a document says.
const DEEPEST: u8 = 8;

#[component]
pub fn Written(blocks: Vec<Block>) -> impl IntoView {
    if blocks.is_empty() {
        return view! { <p class="muted">"There is no text in it."</p> }.into_any();
    }
    let mut shown: Vec<AnyView> = Vec::new();
    let (mut level, mut tables) = (HIGHEST - 1, 0);
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        shown.push(match block {
            Block::Heading { level: own, text } => {
                level = fitted(own, level);
                heading(level, text)
            }
            Block::Part(name) => {
                level = HIGHEST;
                heading(level, name)
            }
            Block::Paragraph(text) => view! { <p dir="auto">{text}</p> }.into_any(),
            Block::Item { level, text } => {
                let mut items = vec![(level.min(DEEPEST), text)];
                while let Some(Block::Item { level, text }) =
                    blocks.next_if(|next| matches!(next, Block::Item { .. }))
                {
                    items.push((level.min(DEEPEST), text));
                }
                list(&items)
            }
            Block::Row(cells) => {
                let mut rows = vec![cells];
                while let Some(Block::Row(cells)) =
                    blocks.next_if(|next| matches!(next, Block::Row(_)))
                {
                    rows.push(cells);
                }
                tables += 1;
                table(tables, rows)
            }
            Block::Field { name, value } => {
                let mut fields = vec![(name, value)];
                while let Some(Block::Field { name, value }) =
                    blocks.next_if(|next| matches!(next, Block::Field { .. }))
                {
                    fields.push((name, value));
                }
                head(fields)
            }
        });
    }
    view! { <article class="written" aria-label="Text of the document">{shown}</article> }
        .into_any()
}

/// No level is left out on the way down.
fn fitted(own: u8, above: u8) -> u8 {
    own.clamp(1, 6).saturating_add(HIGHEST - 1).min(above + 1).min(6)
}

fn heading(level: u8, text: String) -> AnyView {
    match level {
        3 => view! { <h3 dir="auto">{text}</h3> }.into_any(),
        4 => view! { <h4 dir="auto">{text}</h4> }.into_any(),
        5 => view! { <h5 dir="auto">{text}</h5> }.into_any(),
        _ => view! { <h6 dir="auto">{text}</h6> }.into_any(),
    }
}

/// What is deeper belongs to the item before it.
fn list(items: &[(u8, String)]) -> AnyView {
    let level = items.iter().map(|(level, _)| *level).min().unwrap_or_default();
    let mut shown = Vec::new();
    let mut rest = items;
    while let Some((first, after)) = rest.split_first() {
        let (text, below) = match first.0 == level {
            true => (Some(first.1.clone()), after),
            false => (None, rest),
        };
        let end = below.iter().position(|(deep, _)| *deep <= level).unwrap_or(below.len());
        let (below, onwards) = below.split_at(end);
        rest = onwards;
        let below = (!below.is_empty()).then(|| list(below));
        shown.push(view! { <li dir="auto">{text} {below}</li> });
    }
    view! { <ul>{shown}</ul> }.into_any()
}

fn table(nth: usize, rows: Vec<Vec<String>>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|cells| {
            let cells =
                cells.into_iter().map(|cell| view! { <td dir="auto">{cell}</td> }).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <TableWrap label=format!("Table {nth}")>
            <table class="table">
                <tbody>{rows}</tbody>
            </table>
        </TableWrap>
    }
    .into_any()
}

/// The head of a message.
fn head(fields: Vec<(String, String)>) -> AnyView {
    let fields = fields
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd dir="auto">{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="dl">{fields}</dl> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_is_text_and_its_headings_leave_no_level_out() {
        assert_eq!(fitted(1, 2), 3);
        assert_eq!(fitted(6, 2), 3);
        assert_eq!(fitted(2, 6), 4);
        assert_eq!(fitted(9, 6), 6);
        let items = [(1, "a".to_owned()), (0, "b".to_owned()), (2, "<c>".to_owned())];
        let html = list(&items).to_html();
        let tags: String = html.split("<!>").collect();
        assert_eq!(tags.matches("<ul>").count(), 3, "{tags}");
        assert!(tags.contains("&lt;c&gt;") && !tags.contains("<c>"), "{tags}");
    }
}
