//! Where random bytes come from: given in, so that the caller has one source for everything.

/// A source of random bytes. Keys are made from it: other than for made-up data it has to be the
/// operating system's.
pub trait Chance: Send + Sync {
    /// Fills all of `bytes`. There is no failing: nothing safe can be done without.
    fn fill(&self, bytes: &mut [u8]);
}

impl<C: Chance + ?Sized> Chance for &C {
    fn fill(&self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}

impl<C: Chance + ?Sized> Chance for std::sync::Arc<C> {
    fn fill(&self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}

pub(crate) fn bytes<const N: usize>(chance: &dyn Chance) -> [u8; N] {
    let mut bytes = [0; N];
    chance.fill(&mut bytes);
    bytes
}
