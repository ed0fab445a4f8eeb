//! Staff & access: the role table as people read it, who can see what and why, and one's own screens.

pub mod api;
pub mod ending;
pub mod marks;
pub mod roles;
pub mod screens;
pub mod sections;
pub mod verdict;

pub use ending::Ending;
pub use roles::Roles;
pub use screens::Screens;
