//! What every page is built from. These render on the server and know no feature: they take text
//! and links, never ids to look up. Text always goes through the view's escaping.
//!
//! The content security policy forbids inline styles, so nothing here writes a `style` attribute.

pub mod brand;
pub mod button;
pub mod crumbs;
pub mod dialog;
pub mod empty;
pub mod facts;
pub mod field;
pub mod form;
pub mod gate;
pub mod icon;
pub mod nav;
pub mod notice;
pub mod page;
pub mod pagination;
pub mod person;
pub mod section;
pub mod sheet;
pub mod states;
pub mod status;
pub mod table;
pub mod tabs;
