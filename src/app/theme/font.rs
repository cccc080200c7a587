//! The shipped fonts: Inter in three weights, and in italics, for Latin, Greek and Cyrillic; other
//! scripts come from the system.
//!
//! A font is shipped and named everywhere, because iced 0.14 draws pure-ASCII text blank where the
//! default family is missing (seen under wine and on systems with no fonts at all).

use iced::Font;
use iced::font::{Style, Weight};

/// 400.
pub const REGULAR: Font = Font::with_name("Inter");
/// 500: senders, buttons.
pub const MEDIUM: Font = Font {
    weight: Weight::Medium,
    ..REGULAR
};
/// 600: titles, unread, counts.
pub const SEMIBOLD: Font = Font {
    weight: Weight::Semibold,
    ..REGULAR
};
/// 400 in italics: what is stressed in a text.
pub const ITALIC: Font = Font {
    style: Style::Italic,
    ..REGULAR
};
/// 600 in italics.
pub const SEMIBOLD_ITALIC: Font = Font {
    style: Style::Italic,
    ..SEMIBOLD
};
/// The system's fixed-width font, for what is copied into a terminal.
pub const MONOSPACE: Font = Font::MONOSPACE;

/// The files to load before the first window opens.
pub const FILES: [&[u8]; 5] = [
    include_bytes!("../../../assets/fonts/Inter-Regular.ttf"),
    include_bytes!("../../../assets/fonts/Inter-Medium.ttf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf"),
    include_bytes!("../../../assets/fonts/Inter-Italic.ttf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBoldItalic.ttf"),
];

/// The settings that every program with our widgets starts from: fonts, base size, no multisampling.
pub fn settings() -> iced::Settings {
    iced::Settings {
        fonts: FILES.iter().map(|file| (*file).into()).collect(),
        default_font: REGULAR,
        default_text_size: super::scale::TEXT.into(),
        ..iced::Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_font_as_the_window_reads_it() {
        // What is packed for the web (WOFF) is passed over without a word.
        for file in FILES {
            assert_eq!(file.get(..4), Some(&[0, 1, 0, 0][..]));
        }
    }

    #[test]
    fn blanks_have_pixels_that_nobody_sees() {
        // Of a glyph without any, iced_tiny_skia 0.14 asks for them in every frame (assets/fonts/README.md).
        use iced::advanced::graphics::text::cosmic_text::{
            Attrs, Buffer, Family, FontSystem, Metrics, Shaping, SwashCache, fontdb,
        };
        for file in FILES {
            let mut database = fontdb::Database::new();
            database.load_font_data(file.to_vec());
            let face = database.faces().next().unwrap();
            let (weight, style) = (face.weight, face.style);
            let mut system = FontSystem::new_with_locale_and_db("en".into(), database);
            let attributes = Attrs::new()
                .family(Family::Name("Inter"))
                .weight(weight)
                .style(style);
            for size in [9.0, 13.0, 26.0] {
                let mut buffer = Buffer::new(&mut system, Metrics::new(size, size));
                let text = "a \u{a0}b";
                buffer.set_text(&mut system, text, &attributes, Shaping::Advanced, None);
                buffer.shape_until_scroll(&mut system, false);
                let runs: Vec<_> = buffer
                    .layout_runs()
                    .map(|run| run.glyphs.to_vec())
                    .collect();
                let glyphs = runs.concat();
                assert_eq!(glyphs.len(), 4);
                for blank in &glyphs[1..3] {
                    let key = blank.physical((0.0, 0.0), 1.0).cache_key;
                    let image = SwashCache::new()
                        .get_image_uncached(&mut system, key)
                        .unwrap();
                    assert!(image.placement.width > 0 && image.placement.height > 0);
                    assert!(image.data.iter().all(|alpha| *alpha == 0), "at {size}");
                }
            }
        }
    }
}
