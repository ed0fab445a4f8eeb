//! How long documents are kept, and what is asked and answered before any are destroyed.

pub mod api;
pub mod ask;
pub mod decide;
pub mod page;
pub mod rule;

pub use ask::Ask;
pub use decide::Decide;
pub use page::Retention;
pub use rule::Rule;
