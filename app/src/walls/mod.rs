//! Ethical walls: the page of them, raising one, lifting one with a second person.

pub mod api;
pub mod card;
pub mod lift;
pub mod page;
pub mod raise;

pub use lift::Lift;
pub use page::Walls;
pub use raise::{RaiseOnCase, RaiseOnClient};
