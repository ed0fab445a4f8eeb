//! A note as elements of the page. Each piece of what was typed is a text or the address of a link,
//! which the page escapes: none of it is ever markup.

use domain::notes::{Block, Span};
use leptos::prelude::*;

#[component]
pub fn Formatted(text: Vec<Block>) -> impl IntoView {
    let blocks = text
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(spans) => view! { <p>{line(spans)}</p> }.into_any(),
            Block::Bullets(items) => {
                view! { <ul>{items.into_iter().map(item).collect_view()}</ul> }.into_any()
            }
            Block::Numbers { start, items } => {
                let start = (start != 1).then(|| start.to_string());
                view! { <ol start=start>{items.into_iter().map(item).collect_view()}</ol> }
                    .into_any()
            }
        })
        .collect_view();
    view! { <div class="note__text">{blocks}</div> }
}

fn item(spans: Vec<Span>) -> impl IntoView {
    view! { <li>{line(spans)}</li> }
}

fn line(spans: Vec<Span>) -> Vec<AnyView> {
    spans
        .into_iter()
        .map(|span| match span {
            Span::Text(text) => text.into_any(),
            Span::Bold(spans) => view! { <strong>{line(spans)}</strong> }.into_any(),
            Span::Italic(spans) => view! { <em>{line(spans)}</em> }.into_any(),
            // What is not of the web never becomes a link, whoever made the span.
            Span::Link(address) if !of_the_web(&address) => address.into_any(),
            Span::Link(address) => {
                let href = address.clone();
                view! {
                    <a href=href rel="noopener noreferrer">
                        {address}
                    </a>
                }
                .into_any()
            }
            Span::Break => view! { <br /> }.into_any(),
        })
        .collect()
}

fn of_the_web(address: &str) -> bool {
    ["http://", "https://"].into_iter().any(|scheme| {
        address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn html(blocks: Vec<Block>) -> String {
        Owner::new().with(|| view! { <Formatted text=blocks /> }.to_html())
    }

    /// The tags of a page, by name.
    fn tags(html: &str) -> Vec<&str> {
        html.split('<')
            .skip(1)
            .map(|tag| {
                tag.split(|c: char| c == '>' || c.is_whitespace()).next().unwrap_or_default()
            })
            .collect()
    }

    const OURS: [&str; 16] = [
        "div", "/div", "p", "/p", "ul", "/ul", "ol", "/ol", "li", "/li", "strong", "/strong", "em",
        "/em", "br", "!",
    ];

    fn any_spans() -> impl Strategy<Value = Vec<Span>> {
        let typed = "[a-c<>&\"'/=! ]{0,20}|<script>|</p>|<!--|onerror=";
        let leaf = prop_oneof![
            typed.prop_map(Span::Text),
            typed.prop_map(|rest| Span::Link(format!("https://x.example/{rest}"))),
            typed.prop_map(|rest| Span::Link(format!("javascript:{rest}"))),
            Just(Span::Break),
        ];
        let tree = leaf.prop_recursive(2, 12, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Span::Bold),
                proptest::collection::vec(inner, 0..4).prop_map(Span::Italic),
            ]
        });
        proptest::collection::vec(tree, 0..6)
    }

    proptest! {
        #[test]
        fn whatever_was_typed_is_escaped(spans in any_spans()) {
            let said = html(vec![
                Block::Paragraph(spans.clone()),
                Block::Bullets(vec![spans.clone()]),
                Block::Numbers { start: 3, items: vec![spans] },
            ]);
            for tag in tags(&said) {
                prop_assert!(OURS.contains(&tag) || ["a", "/a"].contains(&tag), "{} in {}", tag, said);
            }
            for link in said.split("<a ").skip(1) {
                // the attribute ends where we end it, and what follows is ours
                let address = link.strip_prefix("href=\"https://x.example/").and_then(|rest| rest.split_once('"'));
                prop_assert!(address.is_some_and(|(_, rest)| rest.starts_with(" rel=\"noopener noreferrer\">")), "{}", said);
            }
        }
    }

    #[test]
    fn a_link_says_nothing_of_where_it_was_followed() {
        let link = Span::Link("https://court.example/a?b=1&c=2".into());
        let said = html(vec![Block::Paragraph(vec![link])]);
        assert!(
            said.contains(
                "href=\"https://court.example/a?b=1&amp;c=2\" rel=\"noopener noreferrer\""
            ),
            "{said}"
        );
    }
}
