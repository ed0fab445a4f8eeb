//! The faces, in the order in which a character is looked for.
//!
//! Plex and Newsreader are the product's; DejaVu Sans steps in for scripts they lack (Hebrew, Arabic,
//! symbols). Their files are as published: Plex may not be altered under its name.

use ttf_parser::Face;
use typst::foundations::Bytes;
use typst::text::Font;

const FILES: [&[u8]; 5] = [
    include_bytes!("../fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../fonts/IBMPlexSans-Medium.ttf"),
    include_bytes!("../fonts/IBMPlexSans-SemiBold.ttf"),
    include_bytes!("../fonts/Newsreader-Medium.ttf"),
    include_bytes!("../fonts/DejaVuSans.ttf"),
];

pub(crate) fn all() -> Vec<Font> {
    FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect()
}

/// The sans at its boldest, and what steps in for it.
pub(crate) fn boldest() -> impl Iterator<Item = Face<'static>> {
    [FILES[2], FILES[4]].into_iter().filter_map(|file| Face::parse(file, 0).ok())
}
