//! Reads the file that a partner could read.

const TEXT: &str = include_str!("expectations.txt");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Yes,
    No,
    Hidden,
}

/// One cell: under which heading, who, what, and the answer.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) heading: String,
    pub(crate) persona: String,
    pub(crate) act: String,
    pub(crate) expected: Expected,
}

pub(crate) fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut heading: Option<(String, Vec<String>)> = None;
    for line in TEXT.lines() {
        if line.trim().is_empty() {
            heading = None;
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let (name, acts) = rest.split_once(']').expect("a heading ends");
            heading = Some((name.to_owned(), acts.split_whitespace().map(str::to_owned).collect()));
            continue;
        }
        let Some((heading, acts)) = &heading else { continue };
        let mut words = line.split_whitespace();
        let persona = words.next().expect("a persona").to_owned();
        let answers: Vec<_> = words.collect();
        assert_eq!(answers.len(), acts.len(), "{heading}: {persona} has a cell for each act");
        for (act, answer) in acts.iter().zip(answers) {
            let expected = match answer {
                "yes" => Expected::Yes,
                "no" => Expected::No,
                "hidden" => Expected::Hidden,
                other => panic!("{heading}: {persona}: {other} is no answer"),
            };
            cells.push(Cell {
                heading: heading.clone(),
                persona: persona.clone(),
                act: act.clone(),
                expected,
            });
        }
    }
    cells
}

/// The cells about actions of the permission table, not about rows.
pub(crate) fn acts() -> Vec<Cell> {
    cells().into_iter().filter(|cell| cell.heading != "rows").collect()
}
