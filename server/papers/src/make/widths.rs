//! How wide the letters of Times are, for breaking lines. From Adobe's font metrics for the
//! standard fonts (Times-Roman); in thousandths of the size.

const FROM_SPACE: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250,
    278, // space to /
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, // 0 to ?
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, // @ to O
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, // P to _
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, // ` to o
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541, // p to ~
];

/// Width at size 1. Letters outside ASCII are taken for average ones.
pub(super) fn width(letter: char) -> f32 {
    let index = u32::from(letter).wrapping_sub(32) as usize;
    let thousandths = match letter {
        '—' | '…' => 1000,
        '‘' | '’' => 333,
        _ => FROM_SPACE.get(index).copied().unwrap_or(500),
    };
    f32::from(thousandths) / 1000.0
}
