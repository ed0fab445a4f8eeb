//! PDF: pages as pictures, pages as text, both through one parser, so that what is compared is
//! what is shown.

mod text;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::ExtendedColorType;

use super::image::{TALL, WIDTHS, encode};
use crate::{Picture, Reading, Refusal};

/// How many pages there are.
pub fn count(document: Vec<u8>) -> Result<u32, Refusal> {
    Ok(number_of_pages(&open(document)?))
}

/// Draws page `number`, counted from 1, `width` pixels wide.
pub fn draw(document: Vec<u8>, number: u32, width: u32) -> Result<Picture, Refusal> {
    let pdf = open(document)?;
    let page = page(&pdf, number).ok_or(Refusal::NoSuchPage)?;
    let (x_scale, y_scale) = scale(page, width.clamp(*WIDTHS.start(), *WIDTHS.end()))?;
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale, y_scale, bg_color: WHITE },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let png = encode_flat(pixmap.data_as_u8_slice(), width, height)?;
    Ok(Picture { png: png.into(), width, height, pages: number_of_pages(&pdf) })
}

/// The text of every page, up to `limit` bytes.
pub fn text(document: Vec<u8>, limit: usize) -> Result<Reading, Refusal> {
    text::read(&open(document)?, limit)
}

fn open(document: Vec<u8>) -> Result<Pdf, Refusal> {
    Pdf::new(document).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Refusal::Locked,
        _ => Refusal::Broken,
    })
}

fn number_of_pages(pdf: &Pdf) -> u32 {
    u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX)
}

fn page<'a>(pdf: &'a Pdf, number: u32) -> Option<&'a Page<'a>> {
    pdf.pages().get(usize::try_from(number.checked_sub(1)?).ok()?)
}

/// The page fits a box of the asked width, however odd its own size is.
fn scale(page: &Page<'_>, width: u32) -> Result<(f32, f32), Refusal> {
    let (page_width, page_height) = page.render_dimensions();
    let is_size = |side: f32| side.is_finite() && side > 0.0;
    if !is_size(page_width) || !is_size(page_height) {
        return Err(Refusal::Broken);
    }
    let width = width as f32;
    let scale = (width / page_width).min(width * TALL as f32 / page_height);
    let (width, height) = ((page_width * scale).round(), (page_height * scale).round());
    if width < 1.0 || height < 1.0 {
        return Err(Refusal::Broken);
    }
    // The renderer cuts fractions off.
    Ok(((width + 0.25) / page_width, (height + 0.25) / page_height))
}

/// The page is opaque; without colour it takes a third.
fn encode_flat(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
    let (pixels, _) = rgba.as_chunks::<4>();
    if pixels.iter().all(|[red, green, blue, _]| red == green && green == blue) {
        let grey: Vec<u8> = pixels.iter().map(|[grey, ..]| *grey).collect();
        return encode(&grey, width, height, ExtendedColorType::L8);
    }
    let colors: Vec<u8> =
        pixels.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect();
    encode(&colors, width, height, ExtendedColorType::Rgb8)
}
