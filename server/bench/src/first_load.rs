//! The bytes of a first visit, as they are sent: the page, and what it names.

use crate::Outcome;
use crate::load::Browser;
use crate::report::Report;
use crate::rows::Office;

/// Style, script, wasm: bytes at most, of a page for anybody and of a page for staff.
struct Budget {
    page: &'static str,
    path: &'static str,
    html: usize,
    css: usize,
    js: usize,
    wasm: usize,
    all: Option<usize>,
}

const KB: usize = 1_000;
const BUDGETS: [Budget; 2] = [
    Budget {
        page: "sign-in",
        path: "/sign-in",
        html: 12 * KB,
        css: 12 * KB,
        js: 6_500,
        wasm: 70 * KB,
        all: None,
    },
    Budget {
        page: "case list",
        path: "/cases",
        html: usize::MAX,
        css: usize::MAX,
        js: usize::MAX,
        wasm: 150 * KB,
        all: Some(190 * KB),
    },
];

pub(crate) async fn measure(office: &Office, report: &mut Report) -> Outcome {
    for budget in BUDGETS {
        let cookie = if budget.page == "sign-in" { "" } else { &office.partner.cookie };
        let mut browser = Browser::open(office.port, cookie).await?;
        let html = browser.get_well(budget.path).await?;
        let text = String::from_utf8_lossy(&html).into_owned();
        let (mut css, mut js, mut wasm, mut fonts, mut requests) = (0, 0, 0, 0, 1);
        for path in named(&text) {
            let bytes = browser.get_well(&path).await?.len();
            match path.rsplit('.').next() {
                Some("css") => css += bytes,
                Some("js") => js += bytes,
                Some("wasm") => wasm += bytes,
                Some("woff2") => fonts += bytes,
                _ => continue,
            }
            requests += 1;
        }
        let html = html.len();
        for (kind, bytes, most) in [
            ("html", html, budget.html),
            ("css", css, budget.css),
            ("js", js, budget.js),
            ("wasm", wasm, budget.wasm),
            ("in all, without fonts", html + css + js + wasm, budget.all.unwrap_or(usize::MAX)),
        ] {
            let what = format!("first load, {}: {kind}", budget.page);
            match most {
                usize::MAX => report.fact(what, format!("{bytes} B")),
                most => report.line(
                    what,
                    format!("{bytes} B"),
                    &format!("≤ {most} B"),
                    Some(bytes <= most),
                ),
            }
        }
        report.fact(
            format!("first load, {}: requests, fonts", budget.page),
            format!("{requests}, {fonts} B"),
        );
    }
    Ok(())
}

/// Our own files that the page names, each once.
fn named(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in html.split(['"', '\'', ' ', '(']) {
        let is_file = ["/pkg/", "/fonts/"].iter().any(|folder| part.starts_with(folder));
        if is_file && part.contains('.') && !found.iter().any(|known| known == part) {
            found.push(part.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn files_are_found_wherever_they_are_named() {
        let html = r#"<link href="/pkg/a.css"><script>import("/pkg/a.js").then(m => m.init('/pkg/a.wasm'))</script><a href="/cases">"#;
        assert_eq!(named(html), ["/pkg/a.css", "/pkg/a.js", "/pkg/a.wasm"]);
    }
}
