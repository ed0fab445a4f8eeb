//! Documents of cases. What a caller cannot open is not there: a restriction, a wall and a case out
//! of sight are one answer. Every view, preview and download is recorded before its first byte.

mod archive;
mod changing;
mod folders;
mod holds;
mod keys;
mod list;
mod media;
mod narrowing;
mod open;
mod pages;
mod receipt;
mod record;
mod show;
mod shred;
mod standing;
mod upload;
mod view;

pub use archive::archivable;
pub use changing::{
    check_out, details_form, end_check_out, release, restore_from_trash, save_details, trash,
};
pub use folders::{add_folder, change_folder, folder_form, remove_folder};
pub use holds::{hold_case, hold_document, lift_from_case, lift_from_document};
pub(crate) use keys::unwrap as unwrap_key;
pub(crate) use list::folders as folders_of;
pub(crate) use list::one;
pub use list::{everywhere, of_case};
pub(crate) use media::shown as shown_media;
pub use narrowing::{narrow_document, narrow_folder, narrowing_of_document, narrowing_of_folder};
pub(crate) use open::Lies;
pub use open::{Opened, Purpose, open, restore};
pub use pages::Drawn;
pub(crate) use pages::Pages;
pub(crate) use receipt::Received;
pub use record::{RecordSheet, export_record};
pub(crate) use show::of;
pub use show::show;
pub(crate) use shred::destroyed_on;
pub(crate) use standing::on_document;
pub(crate) use upload::free_name;
pub use upload::{How, Kept, NewFile, add, add_version, may_add, may_add_version};
pub use view::{PAGE_WIDTH, page_picture, thumbnail, view};
pub(crate) use view::{Source, content, draw, text_of};
