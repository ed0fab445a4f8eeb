//! Onwards through a list that is read by key: there is a next page and a first one, no numbers.

use leptos::prelude::*;

use super::button::LinkButton;

/// How many of how many, and the links. `total_words` may be “1,000+”; `one` and `many` are what is
/// listed.
#[component]
pub fn Pager(
    shown: usize,
    #[prop(into)] total_words: String,
    one: &'static str,
    many: &'static str,
    /// The page after this one.
    #[prop(optional_no_strip)]
    next: Option<String>,
    /// The first page, when this is not it.
    #[prop(optional_no_strip)]
    first: Option<String>,
) -> impl IntoView {
    let count = counted(shown, &total_words, first.is_some(), one, many);
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{count}</span>
            <ul>
                {first
                    .map(|href| {
                        view! {
                            <li>
                                <LinkButton href=href small=true>
                                    "First page"
                                </LinkButton>
                            </li>
                        }
                    })}
                {next
                    .map(|href| {
                        view! {
                            <li>
                                <LinkButton href=href small=true>
                                    "Next page"
                                </LinkButton>
                            </li>
                        }
                    })}
            </ul>
        </nav>
    }
}

/// "1 call", "25 of 153 calls". Beyond the first page the rows shown are not the first ones.
fn counted(shown: usize, total: &str, beyond: bool, one: &str, many: &str) -> String {
    let noun = if total == "1" { one } else { many };
    match beyond {
        true => format!("{shown} shown of {total} {noun}"),
        false if shown.to_string() == total => format!("{total} {noun}"),
        false => format!("{shown} of {total} {noun}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_counted_as_people_count() {
        let calls = |shown, total, beyond| counted(shown, total, beyond, "call", "calls");
        assert_eq!(calls(1, "1", false), "1 call");
        assert_eq!(calls(7, "7", false), "7 calls");
        assert_eq!(calls(25, "153", false), "25 of 153 calls");
        assert_eq!(calls(25, "1,000+", false), "25 of 1,000+ calls");
        assert_eq!(calls(1, "26", true), "1 shown of 26 calls");
    }
}
