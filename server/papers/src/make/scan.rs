//! A letter as the office scanner leaves it: a picture, a little askew, grey specks on it, no text.

use image::{GrayImage, Luma};

use super::{Sheet, pdf::pdf};
use crate::read;

/// 150 dots to the inch.
const WIDTH: u32 = 1275;
const SPECKS: u32 = 250;

/// The first page as a PNG in four greys. Needs no child: what it reads was written here.
pub fn scan(sheet: &Sheet) -> Vec<u8> {
    let page = read::pdf::draw(pdf(sheet), 1, WIDTH).expect("our own PDF can be drawn");
    let page = image::load_from_memory(&page.png).expect("our own PNG can be read").to_luma8();
    let mut chance = Chance::new(sheet);
    let mut page = askew(&page, &mut chance);
    for _ in 0..SPECKS {
        let (x, y) = (chance.below(page.width()), chance.below(page.height()));
        let grey = 90 + chance.below(120);
        page.put_pixel(x, y, Luma([u8::try_from(grey).unwrap_or(128)]));
    }
    encode(&page).expect("a PNG in memory can be written")
}

/// Shears by up to half a degree both ways, which at that angle is a rotation.
fn askew(page: &GrayImage, chance: &mut Chance) -> GrayImage {
    let (width, height) = page.dimensions();
    let slope = (f64::from(chance.below(100)) - 50.0) / 50.0 * 0.009;
    let shifted = |middle: u32, at: u32| ((f64::from(at) - f64::from(middle) / 2.0) * slope) as i64;
    GrayImage::from_fn(width, height, |x, y| {
        let from_x = i64::from(x) + shifted(height, y);
        let from_y = i64::from(y) - shifted(width, x);
        match (u32::try_from(from_x), u32::try_from(from_y)) {
            (Ok(x), Ok(y)) if x < width && y < height => *page.get_pixel(x, y),
            _ => Luma([255]),
        }
    })
}

fn encode(page: &GrayImage) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, page.width(), page.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    let mut packed = Vec::with_capacity(bytes_of(page));
    for row in page.rows() {
        let greys: Vec<u8> = row.map(|Luma([grey])| (grey.saturating_add(32)) >> 6).collect();
        packed.extend(greys.chunks(4).map(|four| {
            four.iter().enumerate().fold(0, |byte, (at, grey)| byte | grey << (6 - 2 * at))
        }));
    }
    writer.write_image_data(&packed)?;
    writer.finish()?;
    Ok(bytes)
}

fn bytes_of(page: &GrayImage) -> usize {
    (page.width().div_ceil(4) * page.height()) as usize
}

/// Chance that a sheet decides (FNV-1a, then xorshift): the same sheet, the same specks.
struct Chance(u64);

impl Chance {
    fn new(sheet: &Sheet) -> Self {
        let text = super::text(sheet);
        let hash = text.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
        });
        Self(hash | 1)
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 16) % u64::from(limit.max(1))).unwrap_or(0)
    }
}
