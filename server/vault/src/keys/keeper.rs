//! Who keeps the master key: this process, or somebody else.

use futures_util::future::BoxFuture;

use super::wrap::{Binding, Secret, Wrapped};
use super::{KeyError, KeyId};
use crate::chance::Chance;

/// Wraps and unwraps under the master key, wherever that is kept.
pub trait KeyKeeper: Send + Sync {
    /// The master key that wraps now; others may still unwrap.
    fn current(&self) -> KeyId;

    /// Wraps under the current master key. `binding` has to be authenticated with it.
    fn wrap<'a>(
        &'a self,
        chance: &'a dyn Chance,
        binding: &'a Binding,
        key: &'a Secret,
    ) -> BoxFuture<'a, Result<Wrapped, KeyError>>;

    /// Refuses a `binding` other than the one it was wrapped with.
    fn unwrap<'a>(
        &'a self,
        binding: &'a Binding,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Secret, KeyError>>;
}

/// One step of a rotation: the same key under the current master key; None if it already is.
///
/// # Errors
/// It does not open, or the master key that it needs is not known: nothing is made then, and the
/// row stays as it is.
pub async fn rewrap(
    keeper: &dyn KeyKeeper,
    chance: &dyn Chance,
    binding: &Binding,
    wrapped: &Wrapped,
) -> Result<Option<Wrapped>, KeyError> {
    if wrapped.by() == keeper.current() {
        return Ok(None);
    }
    let key = keeper.unwrap(binding, wrapped).await?;
    keeper.wrap(chance, binding, &key).await.map(Some)
}
