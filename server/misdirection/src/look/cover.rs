//! What a longer or better find in the same words explains is not there.

use super::{Found, Look};
use crate::Rule;
use crate::directory::Relation;

impl Look<'_> {
    pub(super) fn uncover(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        found.sort_by_key(|found| {
            (found.number.is_some(), found.first, std::cmp::Reverse(found.last))
        });
        let is_own: Vec<bool> =
            found.iter().map(|found| self.relation(found.entry) != Relation::Elsewhere).collect();
        let longest = found.iter().map(|found| found.last - found.first).max().unwrap_or(0);
        let has_own = self.rules.has(Rule::Own);
        let is_over = |over: usize, under: usize| {
            let explains = is_own[over] && !is_own[under];
            (has_own || !explains) && is_over(&found[over], &found[under], explains)
        };
        let is_covered = |under: usize| {
            let (first, last) = (found[under].first, found[under].last);
            let before = (0..under).rev().take_while(|at| found[*at].first + longest >= first);
            let behind = (under + 1..found.len()).take_while(|at| found[*at].first <= last);
            let mut others = before.chain(behind).filter(|at| found[*at].number.is_none());
            found[under].number.is_none() && others.any(|over| is_over(over, under))
        };
        let mut kept = (0..found.len()).map(|at| !is_covered(at)).collect::<Vec<_>>().into_iter();
        found.retain(|_| kept.next().unwrap_or(true));
        self.found = found;
    }
}

/// Whether `one` is why `other` is found. `explains` where it is this share's and the other is not.
fn is_over(one: &Found, other: &Found, explains: bool) -> bool {
    let is_around = one.first <= other.first && one.last >= other.last;
    let is_larger = one.last - one.first > other.last - other.first;
    let is_longer = is_larger && one.is_exact && !one.is_turned;
    let is_better = one.is_exact && !other.is_exact;
    let is_as_good = is_larger || is_better || one.is_exact == other.is_exact && explains;
    // The end of one name and the beginning of the next are no name turned around.
    let goes_on = one.first <= other.last && one.last > other.last && one.first > other.first;
    let began = one.first < other.first && one.last >= other.first && one.last < other.last;
    let is_across = explains && one.is_exact && other.is_turned && (goes_on || began);
    is_across || is_around && (is_longer || one.weight >= other.weight.min(3) && is_as_good)
}
