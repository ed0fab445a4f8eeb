//! Which of several open amounts make up a payment.

/// Amounts that are looked at, the oldest of a client's.
const MOST_AMOUNTS: usize = 40;
/// Steps of the search, some milliseconds.
const MOST_STEPS: u32 = 100_000;
/// Choices after which it is clear that no one of them is meant.
const MOST_CHOICES: usize = 3;

pub(super) struct Found {
    /// Each at least two indices, ascending.
    pub(super) choices: Vec<Vec<usize>>,
    /// Whether there are no others.
    pub(super) complete: bool,
}

/// Choices of two or more amounts (all above nought) that make up `sum`, those with the oldest first.
pub(super) fn making(sum: i64, amounts: &[i64]) -> Found {
    let looked_at = &amounts[..amounts.len().min(MOST_AMOUNTS)];
    // What can still be reached from here on: without this the search is exponential even for all of them.
    let mut rest = vec![0_i128; looked_at.len() + 1];
    for (nth, amount) in looked_at.iter().enumerate().rev() {
        rest[nth] = rest[nth + 1] + i128::from(*amount);
    }
    let mut search =
        Search { amounts: looked_at, rest, chosen: vec![], choices: vec![], steps: MOST_STEPS };
    search.go(0, i128::from(sum));
    let complete =
        search.steps > 0 && search.choices.len() < MOST_CHOICES && looked_at.len() == amounts.len();
    Found { choices: search.choices, complete }
}

struct Search<'a> {
    amounts: &'a [i64],
    rest: Vec<i128>,
    chosen: Vec<usize>,
    choices: Vec<Vec<usize>>,
    steps: u32,
}

impl Search<'_> {
    fn go(&mut self, from: usize, left: i128) {
        if self.steps == 0 || self.choices.len() >= MOST_CHOICES {
            return;
        }
        self.steps -= 1;
        if left == 0 {
            if self.chosen.len() > 1 {
                self.choices.push(self.chosen.clone());
            }
            return;
        }
        if left < 0 || from == self.amounts.len() || self.rest[from] < left {
            return;
        }
        self.chosen.push(from);
        self.go(from + 1, left - i128::from(self.amounts[from]));
        self.chosen.pop();
        self.go(from + 1, left);
    }
}
