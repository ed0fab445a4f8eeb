//! Cases: the list, one case, its forms, its team.

pub mod api;
pub mod brief;
pub mod closing;
pub mod form;
pub mod grant;
pub mod head;
pub mod list;
pub mod parties;
pub mod prepared;
pub mod show;
pub mod team;
pub mod timeline;
