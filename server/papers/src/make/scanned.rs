//! A letter as a scanner mails it: a PDF that shows a picture of it, and has no text.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref};

use super::{Sheet, pdf::pdf};
use crate::read;

/// 72 dots to the inch: a picture element a point.
const WIDTH: u32 = 612;

/// The first page. Needs no child: what it reads was written here.
pub fn scanned(sheet: &Sheet) -> Vec<u8> {
    let page = read::pdf::draw(pdf(sheet), 1, WIDTH).expect("our own PDF can be drawn");
    let page = image::load_from_memory(&page.png).expect("our own PNG can be read").to_luma8();
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let (wide, tall) = (page.width() as f32, page.height() as f32);
    let (catalog, tree, leaf, content, picture) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let name = Name(b"P1");

    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([leaf]).count(1);
    let mut written = pdf.page(leaf);
    written.media_box(Rect::new(0.0, 0.0, wide, tall)).parent(tree).contents(content);
    written.resources().x_objects().pair(name, picture);
    written.finish();
    let mut image = pdf.image_xobject(picture, page.as_raw());
    image.width(side(page.width())).height(side(page.height())).bits_per_component(8);
    image.color_space().device_gray();
    image.finish();
    let mut shown = Content::new();
    shown.save_state().transform([wide, 0.0, 0.0, tall, 0.0, 0.0]).x_object(name).restore_state();
    pdf.stream(content, &shown.finish().into_vec());
    pdf.finish()
}
