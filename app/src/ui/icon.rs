//! Line drawings on a grid of 20, inlined so that they take the text's colour and cost no request.

use leptos::prelude::*;

/// A glyph beside a word, hidden from screen readers: the word carries the meaning.
///
/// `name` is one of those in [`shapes`]; any other draws nothing.
#[component]
pub fn Icon(
    name: &'static str,
    /// 16 px instead of 20.
    #[prop(optional)]
    small: bool,
    /// 28 px, for an empty state.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = match (small, large) {
        (true, _) => "icon icon--s",
        (false, true) => "icon icon--l",
        (false, false) => "icon",
    };
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            {shapes(name).iter().map(|shape| shape.draw()).collect_view()}
        </svg>
    }
}

/// One stroke of an icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Path(&'static str),
    /// cx, cy, r.
    Circle(&'static str, &'static str, &'static str),
    /// A circle of dashes: not decided yet.
    Dashed(&'static str, &'static str, &'static str),
    /// A filled circle.
    Dot(&'static str, &'static str, &'static str),
    /// x, y, width, height, corner.
    Rect(&'static str, &'static str, &'static str, &'static str, &'static str),
}

impl Shape {
    fn draw(self) -> AnyView {
        match self {
            Shape::Path(d) => view! { <path d=d /> }.into_any(),
            Shape::Circle(cx, cy, r) => view! { <circle cx=cx cy=cy r=r /> }.into_any(),
            Shape::Dashed(cx, cy, r) => {
                view! { <circle cx=cx cy=cy r=r stroke-dasharray="2.2 2.2" /> }.into_any()
            }
            Shape::Dot(cx, cy, r) => {
                view! { <circle cx=cx cy=cy r=r fill="currentColor" stroke="none" /> }.into_any()
            }
            Shape::Rect(x, y, width, height, rx) => {
                view! { <rect x=x y=y width=width height=height rx=rx /> }.into_any()
            }
        }
    }
}

/// The strokes of the icon of this name; none for a name that is not drawn.
pub const fn shapes(name: &str) -> &'static [Shape] {
    use Shape::{Circle, Dashed, Dot, Path, Rect};

    const ROUND: Shape = Circle("10", "10", "7");
    const SHIELD: Shape =
        Path("m10 2.5 6 2.25v4.5c0 4-2.5 6.75-6 8.25-3.5-1.5-6-4.25-6-8.25v-4.5z");

    match name.as_bytes() {
        b"alert" => &[Path("M10 3.25 17.75 16.5H2.25zM10 8.25v4M10 14.4v.05")],
        b"arrow-down" => &[Path("M10 3.5v13M5 11.5l5 5 5-5")],
        b"arrow-right" => &[Path("M3.5 10h13M11.5 5l5 5-5 5")],
        b"arrow-up" => &[Path("M10 16.5v-13M5 8.5l5-5 5 5")],
        b"calendar" => &[Rect("3", "4", "14", "13", "1.5"), Path("M3 8h14M7 2.5v3M13 2.5v3")],
        b"call" | b"phone" => &[Path(
            "M4.6 3.2h3.25L9.1 6.95 7.35 8.45c.75 1.9 2.1 3.25 4 4l1.5-1.75L16.6 11.95V15.2a1.5 1.5 0 0 1-1.6 1.5C9.1 16.4 4.4 11.7 3.1 4.8A1.4 1.4 0 0 1 4.6 3.2z",
        )],
        b"case" => &[Path("M2.75 15.75V4.25H8l1.75 2h7.5v9.5z")],
        b"chain" => &[Path(
            "M8.6 11.4a3 3 0 0 0 4.25 0l2.75-2.75A3 3 0 0 0 11.35 4.4L10 5.75M11.4 8.6a3 3 0 0 0-4.25 0L4.4 11.35a3 3 0 0 0 4.25 4.25L10 14.25",
        )],
        b"check" => &[Path("m4 10.75 3.75 3.75L16 5.75")],
        b"clients" | b"users" => &[
            Circle("7.5", "7", "2.75"),
            Path(
                "M2.25 16.25c.25-3 2.25-4.5 5.25-4.5s5 1.5 5.25 4.5M12.75 4.4a2.7 2.7 0 0 1 0 5.2M14.75 12.1c1.9.6 2.9 2 3 4.15",
            ),
        ],
        b"clock" => &[ROUND, Path("M10 6v4.25l2.75 1.75")],
        b"close" => &[Path("m5 5 10 10M15 5 5 15")],
        b"copy" => &[Rect("7", "7", "9.5", "9.5", "1"), Path("M4.25 13H3.5V3.5H13v.75")],
        b"court" => &[Path(
            "m3 7.5 7-4.25 7 4.25zM4.75 7.5v7M8.25 7.5v7M11.75 7.5v7M15.25 7.5v7M2.75 16.75h14.5",
        )],
        b"device" | b"monitor" | b"theme" => {
            &[Rect("2.75", "4", "14.5", "9.5", "1"), Path("M7 16.5h6M10 13.5v3")]
        }
        b"doc" => &[Path("M5 2.75h6.5L15 6.25v11H5zM11.25 2.75V6.5H15")],
        b"down" => &[Path("M4.75 7.5 10 12.75l5.25-5.25")],
        b"download" => &[Path("M10 3v9.25M6.25 8.5 10 12.25l3.75-3.75M3.5 16.5h13")],
        b"edit" => &[Path("m4 16 .75-3.5 8.5-8.5 2.75 2.75-8.5 8.5zM11.5 5.75l2.75 2.75")],
        b"eye" => &[
            Path("M2.25 10S5 4.75 10 4.75 17.75 10 17.75 10 15 15.25 10 15.25 2.25 10 2.25 10z"),
            Circle("10", "10", "2.25"),
        ],
        b"eye-off" => &[Path(
            "M5.2 6.4C3.3 7.9 2.25 10 2.25 10S5 15.25 10 15.25c1.4 0 2.6-.4 3.6-1M8.2 5c.6-.15 1.2-.25 1.8-.25 5 0 7.75 5.25 7.75 5.25s-.7 1.35-2 2.65M3.5 3.5l13 13",
        )],
        b"filter" => &[Path("M3 5.5h14M5.75 10h8.5M8.5 14.5h3")],
        b"flag" => &[Path("M5 17.5V3.25h9.75l-2.25 3.5 2.25 3.5H5")],
        b"folder-open" => {
            &[Path("M2.75 15.75V4.25H8l1.75 2h6v2.5M2.75 15.75l2.25-7h12.75l-2.25 7z")]
        }
        b"history" => {
            &[Path("M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7.25M3.5 3.5v3.75h3.75M10 6.5V10l2.5 1.5")]
        }
        b"home" => &[Path("M3.25 9 10 3.25 16.75 9M5 7.75v9h3.5V12h3v4.75H15v-9")],
        b"info" => &[ROUND, Path("M10 9.25v4.25M10 6.6v.05")],
        b"key" => &[
            Circle("6.5", "13.5", "3.25"),
            Path("m8.9 11.1 7.6-7.6M13.25 6.75l2.5 2.5M11 9l1.75 1.75"),
        ],
        b"left" => &[Path("M12.25 4.75 7 10l5.25 5.25")],
        b"lock" => &[Rect("4.25", "9", "11.5", "8", "1"), Path("M7 9V6.25a3 3 0 0 1 6 0V9")],
        b"mail" => &[Rect("2.75", "4.5", "14.5", "11", "1"), Path("m3.25 5.5 6.75 5.25 6.75-5.25")],
        b"minus" => &[Path("M4 10h12")],
        b"moon" => &[Path("M16.25 11.9A6.75 6.75 0 0 1 8.1 3.75a6.75 6.75 0 1 0 8.15 8.15z")],
        b"more" => &[Dot("4.5", "10", "1.35"), Dot("10", "10", "1.35"), Dot("15.5", "10", "1.35")],
        b"ne" => &[Path("M4 7.5h12M4 12.5h12M13.25 4 6.75 16")],
        b"no" => &[ROUND, Path("m7.25 7.25 5.5 5.5M12.75 7.25l-5.5 5.5")],
        b"note" => {
            &[Path("M3.5 3.5h13v8.75L12.25 16.5H3.5zM16.5 12.25h-4.25v4.25M6.5 7h7M6.5 10h4")]
        }
        b"pause" => &[Path("M7.25 4.5v11M12.75 4.5v11")],
        b"offline" => &[Path(
            "M3 3l14 14M6.4 9.3a6 6 0 0 1 2-1.1M12.6 8.7c.7.3 1.3.7 1.8 1.2M8.4 12.4a2.6 2.6 0 0 1 3.2 0M3.4 6.9a10 10 0 0 1 2-1.3M9.2 4.6a10 10 0 0 1 7.4 2.3M10 15.6v.05",
        )],
        b"ok" => &[ROUND, Path("m6.75 10.25 2.25 2.25 4.25-4.75")],
        b"pending" => &[Dashed("10", "10", "7"), Path("M10 6.5V10l2.25 1.5")],
        b"pin" => &[
            Path("M10 17.5s5.5-4.9 5.5-9.1a5.5 5.5 0 0 0-11 0c0 4.2 5.5 9.1 5.5 9.1z"),
            Circle("10", "8.25", "2"),
        ],
        b"plus" => &[Path("M10 4v12M4 10h12")],
        b"print" => &[Path("M6 7.25V3h8v4.25M6 14H3.25V7.25h13.5V14H14M6 11.75h8V17H6z")],
        b"refresh" => &[Path("M16.5 10a6.5 6.5 0 1 1-2-4.7l2 1.95M16.5 3.5v3.75h-3.75")],
        b"right" => &[Path("m7.75 4.75 5.25 5.25-5.25 5.25")],
        b"search" => &[Circle("8.75", "8.75", "5.25"), Path("m12.75 12.75 4.25 4.25")],
        b"share" => &[Path("M10 12V3M6.5 6.25 10 2.75l3.5 3.5M6.5 9.25H4v8h12v-8h-2.5")],
        b"shield" => &[SHIELD],
        b"shield-check" => &[SHIELD, Path("m7.25 9.75 2 2 3.5-3.75")],
        b"sign-out" | b"logout" => {
            &[Path("M8 3.25H3.75v13.5H8M8 10h9M13.25 6.25 17 10l-3.75 3.75")]
        }
        b"sliders" => {
            &[Path("M3 6h8M15 6h2M3 14h2M9 14h8"), Circle("13", "6", "2"), Circle("7", "14", "2")]
        }
        b"sms" => &[Rect("5.75", "2.5", "8.5", "15", "1.5"), Path("M9 14.75h2")],
        b"sort" => &[Path("M10 4v12M6 12l4 4 4-4")],
        b"sun" => &[
            Circle("10", "10", "3.25"),
            Path(
                "M10 2.5v1.75M10 15.75v1.75M2.5 10h1.75M15.75 10h1.75M4.7 4.7l1.2 1.2M14.1 14.1l1.2 1.2M15.3 4.7l-1.2 1.2M5.9 14.1l-1.2 1.2",
            ),
        ],
        b"today" => &[Path(
            "M2.75 14.5h14.5M5.5 14.5a4.5 4.5 0 0 1 9 0M10 5V7M4.4 7.9l1.2 1.2M15.6 7.9l-1.2 1.2M7 17.25h6",
        )],
        b"trash" => &[Path(
            "M3.75 5.5h12.5M8 5.5v-2.25h4V5.5M5.5 5.5l.75 11.75h7.5l.75-11.75M8.5 8.5v5.75M11.5 8.5v5.75",
        )],
        b"up" => &[Path("m4.75 12.5 5.25-5.25 5.25 5.25")],
        b"upload" => &[Path("M10 12.5V3.25M6.25 7 10 3.25 13.75 7M3.5 16.5h13")],
        b"user" => &[Circle("10", "6.75", "3"), Path("M4 17c.35-3.4 2.6-5 6-5s5.65 1.6 6 5")],
        b"user-plus" => &[
            Circle("8", "6.75", "3"),
            Path("M2.5 17c.3-3.4 2.3-5 5.5-5 1.4 0 2.5.3 3.4.9M15 11.5v5.5M12.25 14.25h5.5"),
        ],
        b"wall" => &[
            Rect("2.75", "4", "14.5", "12", ".75"),
            Path("M2.75 8h14.5M2.75 12h14.5M7.5 4v4M12.5 4v4M10 8v4M7.5 12v4M12.5 12v4"),
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::shapes;

    #[test]
    fn a_name_is_drawn_or_draws_nothing() {
        assert!(!shapes("case").is_empty());
        assert!(!shapes("sign-out").is_empty());
        assert!(shapes("no such icon").is_empty());
    }
}
