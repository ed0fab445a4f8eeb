//! The table.

#[derive(Debug, Default)]
pub(crate) struct Report(Vec<[String; 4]>);

impl Report {
    /// `met` is none where the reference moved too much to say.
    pub(crate) fn line(&mut self, what: String, measured: String, goal: &str, met: Option<bool>) {
        let verdict = match met {
            Some(true) => "met",
            Some(false) => "missed",
            None => "unsteady",
        };
        println!("{what}: {measured} ({goal}) {verdict}");
        self.0.push([what, measured, goal.into(), verdict.into()]);
    }

    pub(crate) fn fact(&mut self, what: String, measured: String) {
        println!("{what}: {measured}");
        self.0.push([what, measured, String::new(), String::new()]);
    }

    pub(crate) fn print(&self) {
        println!();
        let width = |column: usize| self.0.iter().map(|row| row[column].chars().count()).max();
        let widths = [width(0), width(1), width(2)].map(Option::unwrap_or_default);
        for [what, measured, goal, verdict] in &self.0 {
            println!(
                "{what:<0$}  {measured:>1$}  {goal:<2$}  {verdict}",
                widths[0], widths[1], widths[2]
            );
        }
    }
}
