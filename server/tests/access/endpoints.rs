//! Reads `endpoints.txt`.

const TEXT: &str = include_str!("endpoints.txt");

#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) act: String,
    pub(crate) heading: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) form: String,
}

impl Endpoint {
    /// Not about an act of the matrix: those of clients are open to none of the staff.
    pub(crate) fn is_general(&self) -> bool {
        ["everybody", "nobody", "public", "client"].contains(&self.act.as_str())
    }

    pub(crate) fn pattern(&self) -> String {
        pattern(&self.path)
    }
}

/// A path with its ids left out: `/cases/{}/edit`.
pub(crate) fn pattern(path: &str) -> String {
    let parts: Vec<_> = path
        .split('/')
        .map(|part| if part.starts_with('{') || part.starts_with(':') { "{}" } else { part })
        .collect();
    let path = parts.join("/");
    if path.is_empty() { "/".into() } else { path }
}

pub(crate) fn endpoints() -> Vec<Endpoint> {
    TEXT.lines()
        .filter_map(|line| {
            let mut parts = line.split('|').map(str::trim);
            let (act, heading, call) = (parts.next()?, parts.next()?, parts.next()?);
            let (method, path) = call.split_once(' ')?;
            (method == "GET" || method == "POST").then(|| Endpoint {
                act: act.into(),
                heading: heading.into(),
                method: method.into(),
                path: path.into(),
                form: parts.next().unwrap_or_default().into(),
            })
        })
        .collect()
}
