//! Arithmetic about colours: contrast as WCAG defines it, and distance as colour-blind people see it.

use iced::Color;

fn linear(channel: f32) -> f32 {
    if channel <= 0.04045 {
        channel / 12.92
    } else {
        ((channel + 0.055) / 1.055).powf(2.4)
    }
}

fn luminance(color: Color) -> f32 {
    0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
}

/// The contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio").
pub fn ratio(one: Color, other: Color) -> f32 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// `over` laid on an opaque `below`.
pub fn mix(over: Color, below: Color) -> Color {
    let blend = |o: f32, b: f32| o * over.a + b * (1.0 - over.a);
    Color::from_rgb(
        blend(over.r, below.r),
        blend(over.g, below.g),
        blend(over.b, below.b),
    )
}

/// How far two colours are apart at the least, for ordinary sight and for the three dichromacies:
/// Euclidean in OKLab, where 0.02 is about the smallest difference one notices.
pub fn apart(one: Color, other: Color) -> f32 {
    // Machado, Oliveira, Fernandes 2009, severity 1.0: protanopia, deuteranopia, tritanopia.
    const SIGHTS: [[[f32; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];
    SIGHTS
        .iter()
        .map(|sight| {
            let (a, b) = (oklab(seen(one, sight)), oklab(seen(other, sight)));
            ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2) + (a.2 - b.2).powi(2)).sqrt()
        })
        .fold(f32::INFINITY, f32::min)
}

fn seen(color: Color, sight: &[[f32; 3]; 3]) -> [f32; 3] {
    let [r, g, b] = [linear(color.r), linear(color.g), linear(color.b)];
    sight.map(|[x, y, z]| (x * r + y * g + z * b).clamp(0.0, 1.0))
}

fn oklab([r, g, b]: [f32; 3]) -> (f32, f32, f32) {
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    (
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::color;

    #[test]
    fn black_on_white_is_twenty_one() {
        assert!((ratio(Color::BLACK, Color::WHITE) - 21.0).abs() < 0.01);
        assert!((ratio(color!(0x777777), Color::WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn red_and_green_are_nearer_for_the_colour_blind() {
        let (red, green) = (color!(0xb02020), color!(0x4a6a20));
        let full = {
            let identity = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
            let (a, b) = (oklab(seen(red, &identity)), oklab(seen(green, &identity)));
            ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2) + (a.2 - b.2).powi(2)).sqrt()
        };
        assert!(apart(red, green) < full / 2.0);
    }

    #[test]
    fn half_black_on_white_is_grey() {
        let grey = mix(Color::from_rgba(0.0, 0.0, 0.0, 0.5), Color::WHITE);
        assert_eq!(grey, Color::from_rgb(0.5, 0.5, 0.5));
    }
}
