//! A QR code drawn in the page: the address of an image would carry the secret.

use leptos::prelude::*;

/// Light modules around the code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// `rows` are its modules, `1` for dark.
#[component]
pub fn Qr(rows: Vec<String>) -> impl IntoView {
    let side = rows.len() + 2 * QUIET;
    view! {
        <div class="qr">
            <svg
                viewBox=format!("0 0 {side} {side}")
                role="img"
                aria-label="QR code"
                shape-rendering="crispEdges"
            >
                <title>"QR code"</title>
                <path fill="currentColor" d=path(&rows) />
            </svg>
        </div>
    }
}

/// One rectangle for each run of dark modules.
fn path(rows: &[String]) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for run in row.as_bytes().chunk_by(|one, next| one == next) {
            let width = run.len();
            if run.first() == Some(&b'1') {
                let _ = write!(path, "M{} {}h{width}v1h-{width}z", x + QUIET, y + QUIET);
            }
            x += width;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_of_dark_modules_is_one_rectangle_inside_the_quiet_zone() {
        let rows = ["101".to_owned(), "011".to_owned()];
        assert_eq!(path(&rows), "M4 4h1v1h-1zM6 4h1v1h-1zM5 5h2v1h-2z");
    }
}
