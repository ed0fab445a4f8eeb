//! Pictures: unpacked to pixels and drawn anew, so that nothing else of the file gets through.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::FilterType as Resize;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
};

use crate::{Media, Picture, Refusal};

/// A side of a picture that is unpacked; an A3 page scanned at 1200 dpi has 19,843.
const SIDE: u32 = 20_000;
/// Pixels of a picture that is unpacked: an A4 page at 600 dpi, or a 64-megapixel photograph.
const PIXELS: u64 = 64 * 1024 * 1024;
/// Memory for unpacking; the child has more.
const ALLOC_BYTES: u64 = 512 * 1024 * 1024;

/// Widths a picture may be asked for.
pub(super) const WIDTHS: std::ops::RangeInclusive<u32> = 16..=2_000;
/// A picture is at most this many times as high as the width it was asked for.
pub(super) const TALL: u32 = 4;

/// Width and height in pixels as the picture is meant to be seen.
pub fn size(media: Media, document: &[u8]) -> Result<(u32, u32), Refusal> {
    let mut decoder = decoder(media, document)?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().map_err(|_| Refusal::Broken)?;
    let turned = orientation.to_exif() > 4;
    Ok(if turned { (height, width) } else { (width, height) })
}

/// Draws a picture no wider than `width`, never larger than it is.
pub fn draw(media: Media, document: &[u8], width: u32) -> Result<Picture, Refusal> {
    let mut decoder = decoder(media, document)?;
    let orientation = decoder.orientation().map_err(|_| Refusal::Broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    image.apply_orientation(orientation);
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    if image.width() > width || image.height() > width * TALL {
        image = image.resize(width, width * TALL, Resize::Triangle);
    }
    let (width, height) = (image.width(), image.height());
    let png = if image.color().has_alpha() {
        encode(image.to_rgba8().as_raw(), width, height, ExtendedColorType::Rgba8)?
    } else if image.color().has_color() {
        encode(image.to_rgb8().as_raw(), width, height, ExtendedColorType::Rgb8)?
    } else {
        encode(image.to_luma8().as_raw(), width, height, ExtendedColorType::L8)?
    };
    Ok(Picture { png: png.into(), width, height, pages: 1 })
}

/// The declared size is judged before a pixel is unpacked.
fn decoder(media: Media, document: &[u8]) -> Result<impl ImageDecoder, Refusal> {
    let format = match media {
        Media::Png => ImageFormat::Png,
        Media::Jpeg => ImageFormat::Jpeg,
        Media::Gif => ImageFormat::Gif,
        Media::Webp => ImageFormat::WebP,
        _ => return Err(Refusal::NotShown(media)),
    };
    let mut reader = ImageReader::with_format(Cursor::new(document), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(ALLOC_BYTES);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > ALLOC_BYTES {
        return Err(Refusal::TooManyPixels);
    }
    Ok(decoder)
}

pub(super) fn encode(
    pixels: &[u8],
    width: u32,
    height: u32,
    color: ExtendedColorType,
) -> Result<Vec<u8>, Refusal> {
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive)
        .write_image(pixels, width, height, color)
        .map_err(|_| Refusal::Broken)?;
    Ok(png)
}

fn refusal(error: image::ImageError) -> Refusal {
    match error {
        image::ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Broken,
    }
}
