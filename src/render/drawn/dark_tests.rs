//! What is promised of colours in a dark window: of pairs that mails use, and of any.

use proptest::prelude::*;

use super::*;

/// The window in the dark, and with more contrast.
const WINDOWS: [Colours; 2] = [
    Colours {
        background: [32, 34, 38],
        text: [228, 230, 235],
        dim: [150, 155, 165],
        link: [120, 170, 255],
        is_dark: true,
    },
    Colours {
        background: [0, 0, 0],
        text: [255, 255, 255],
        dim: [200, 200, 200],
        link: [160, 200, 255],
        is_dark: true,
    },
];

fn windows() -> [Dark; 2] {
    WINDOWS.map(|colours| Dark::new(&colours))
}

fn hex(text: &str) -> Rgb {
    let value = u32::from_str_radix(text, 16).unwrap();
    [16, 8, 0].map(|shift| ((value >> shift) & 0xff) as u8)
}

/// The contrast of a text with its field, before and after.
fn contrasts(dark: &Dark, text: Rgb, field: Rgb) -> (f32, f32) {
    let after = dark.field(field);
    let shown = dark.on(text, field, after);
    (contrast(text, field), contrast(shown, after))
}

/// Text and field, as newsletters, shops, tickets and offices write them.
const PAIRS: [(&str, &str); 24] = [
    ("000000", "ffffff"),
    ("222222", "ffffff"),
    ("333333", "ffffff"),
    ("333333", "f1efe9"),
    ("555555", "f4f4f4"),
    ("666666", "f6f6f6"),
    ("0563c1", "ffffff"),
    ("0000ee", "ffffff"),
    ("b3261e", "ffffff"),
    ("14532d", "eef3ee"),
    ("856404", "fff3cd"),
    ("721c24", "f8d7da"),
    ("155724", "d4edda"),
    ("0c5460", "d1ecf1"),
    ("ffffff", "14532d"),
    ("ffffff", "0066cc"),
    ("ffffff", "d93025"),
    ("ffffff", "222222"),
    ("ffffff", "6c757d"),
    ("000000", "ffcc00"),
    ("111111", "ff9900"),
    ("1d1c1d", "17a2b8"),
    ("000000", "999999"),
    ("c6d9c9", "14532d"),
];

#[test]
fn white_is_the_ground_of_the_window_and_black_its_text() {
    for (window, dark) in WINDOWS.iter().zip(windows()) {
        assert_eq!(dark.field([255; 3]), window.background);
        let black = dark.on([0; 3], [255; 3], window.background);
        for (shown, text) in black.iter().zip(window.text) {
            assert!(shown.abs_diff(text) <= 6, "{black:?}");
        }
    }
}

#[test]
fn what_real_mails_pair_stays_readable() {
    for dark in windows() {
        for (text, field) in PAIRS {
            let (before, after) = contrasts(&dark, hex(text), hex(field));
            assert!(after >= before.min(READABLE), "{text} on {field}: {after}");
        }
    }
}

#[test]
fn greys_stay_readable_on_greys() {
    for dark in windows() {
        for field in 0..=255 {
            for text in (0..=255).step_by(5) {
                let (before, after) = contrasts(&dark, [text; 3], [field; 3]);
                assert!(after >= before.min(READABLE), "{text} on {field}: {after}");
            }
        }
    }
}

#[test]
fn brands_and_what_is_dark_stay_as_they_are() {
    for dark in windows() {
        for field in [
            "14532d", "0066cc", "d93025", "ffcc00", "ff9900", "222222", "1a1a2e", "1db954",
            "17a2b8", "6c757d", "00ffff",
        ] {
            assert_eq!(dark.field(hex(field)), hex(field), "{field}");
            assert_eq!(dark.on([255; 3], hex(field), hex(field)), [255; 3]);
        }
    }
}

#[test]
fn notices_keep_their_tint() {
    for dark in windows() {
        for field in ["fff3cd", "f8d7da", "d4edda", "d1ecf1", "e8f0fe"] {
            let [_, before, hue] = oklch(hex(field));
            let [lightness, after, turned] = oklch(dark.field(hex(field)));
            assert!(lightness < 0.4, "{field}");
            assert!(after > before * 0.4, "{field}: no muddy grey");
            let apart = (hue - turned).rem_euclid(360.0);
            assert!(apart.min(360.0 - apart) < 30.0, "{field}: {hue} {turned}");
        }
    }
}

#[test]
fn what_was_hidden_stays_hidden() {
    for dark in windows() {
        for (text, field) in [
            ("ffffff", "ffffff"),
            ("fefefe", "ffffff"),
            ("f1efe9", "f1efe9"),
        ] {
            let (_, after) = contrasts(&dark, hex(text), hex(field));
            assert!(after < 1.1, "{text} on {field}: {after}");
        }
    }
}

#[test]
fn a_dark_button_is_seen_as_one() {
    for dark in windows() {
        let ground = dark.field([255; 3]);
        for colour in ["000000", "1a1a2e", "222222", "1a237e"] {
            let button = Dark::button(hex(colour), [255; 3], ground);
            assert!(contrast(button, ground) >= EDGE, "{colour}");
            let words = dark.on([255; 3], hex(colour), button);
            assert!(contrast(words, button) >= READABLE, "{colour}");
        }
        assert_eq!(Dark::button([0; 3], [0; 3], [0; 3]), [0; 3]);
        assert_eq!(
            Dark::button(hex("0066cc"), [255; 3], ground),
            hex("0066cc"),
            "it stands out by itself"
        );
    }
}

proptest! {
    #[test]
    fn what_could_be_read_can_be_read(text: Rgb, field: Rgb) {
        for dark in windows() {
            let (before, after) = contrasts(&dark, text, field);
            prop_assert!(after >= before.min(READABLE), "{before} became {after}");
            prop_assert!(before >= MEANT || after <= before * 1.1 + 0.1, "{before} became {after}");
        }
    }

    #[test]
    fn on_a_button_too(text: Rgb, field: Rgb) {
        for dark in windows() {
            let button = Dark::button(dark.field(field), [255; 3], dark.field([255; 3]));
            let shown = dark.on(text, field, button);
            prop_assert!(contrast(shown, button) >= contrast(text, field).min(READABLE));
        }
    }

    #[test]
    fn no_paper_dazzles(field: Rgb) {
        for dark in windows() {
            let after = dark.field(field);
            let [_, chroma, _] = oklch(field);
            prop_assert!(luminance(after) <= luminance(field) + 0.01);
            if chroma <= 0.06 {
                prop_assert!(luminance(after) <= 0.23, "{after:?}");
            }
        }
    }

    #[test]
    fn what_stands_on_a_field_keeps_its_hue(text: Rgb) {
        for dark in windows() {
            let shown = dark.on(text, [255; 3], dark.field([255; 3]));
            let ([_, before, hue], [_, after, turned]) = (oklch(text), oklch(shown));
            let apart = (hue - turned).rem_euclid(360.0);
            prop_assume!(before > 0.05 && after > 0.05);
            prop_assert!(apart.min(360.0 - apart) < 8.0, "{hue} became {turned}");
        }
    }

    #[test]
    fn a_colour_over_another_lies_between(one: Rgb, other: Rgb, opacity in 0.0..=1.0f32) {
        let mixed = over(one, opacity, other);
        for ((a, b), mixed) in one.iter().zip(other).zip(mixed) {
            prop_assert!((*a.min(&b)..=*a.max(&b)).contains(&mixed));
        }
        prop_assert_eq!(over(one, 1.0, other), one);
        prop_assert_eq!(over(one, 0.0, other), other);
    }
}
