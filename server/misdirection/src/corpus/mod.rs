//! Shares right and wrong, made from a seed: the same seed, the same shares.
//!
//! Written before the guard, from what goes wrong in offices. Its names are its own: the guard must not know
//! them from here, and nothing in it is anybody's.

mod chance;
mod kind;
mod limits;
mod marks;
mod names;
mod office;
mod papers;
mod people;
mod right;
mod scene;
mod sentences;
mod wrong;

pub use kind::{Group, Kind};

use crate::{Known, Page, Share};
use chance::Chance;
use office::Office;
use scene::Scene;

/// Wrong shares of each kind.
const WRONG: u32 = 44;
/// Right ones.
const RIGHT: u32 = 62;
/// Of each kind that is known to be out of reach.
const LIMIT: u32 = 30;

pub struct Corpus {
    /// What the office has on file.
    pub known: Vec<Known>,
    pub trials: Vec<Trial>,
}

/// A document that is about to be shared.
pub struct Trial {
    pub kind: Kind,
    /// Within its kind, from 0.
    pub nth: u32,
    pub share: Share,
    pub pages: Vec<Page>,
    pub expected: Expected,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It would go to the wrong people, and something in it says so.
    Stop,
    /// Part of it at least cannot be read, and that has to be said.
    Unreadable,
    /// It is right; nothing should stand in its way.
    Clear,
    /// It is right and names this case's other side, which is worth a word and no more.
    Note,
}

impl Corpus {
    pub fn new(seed: u64) -> Corpus {
        let office = Office::new(seed);
        let mut trials = Vec::new();
        for kind in Kind::ALL {
            let count = match kind.group() {
                Group::Wrong => WRONG,
                Group::Right => RIGHT,
                Group::Limit => LIMIT,
            };
            for nth in 0..count {
                let chance = Chance::new(seed, &[kind as u64 + 1, u64::from(nth)]);
                trials.push(Scene::new(&office, chance).trial(kind, nth));
            }
        }
        Corpus { known: office.known, trials }
    }
}
