//! Letters without their accents, in the scripts in which people leave them out of what they look for.
//!
//! `unicode61` knows accents of Latin letters alone. Greek, Cyrillic, Hebrew and Arabic are typed without
//! theirs as well (`τιμολογιο`, `счет`, `שלום`); in Devanagari, Thai and the like such a mark is a vowel, and
//! without it the word is another one.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{GeneralCategory, Script, VariationSelector};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Is it written on, under or beside the letter before it, and part of its word?
#[must_use]
pub fn is_mark(c: char) -> bool {
    use GeneralCategory::{NonspacingMark, SpacingMark};
    !c.is_ascii() && matches!(category(c), NonspacingMark | SpacingMark)
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// A text in which what only looks another way is written the usual way (NFKC), and without accents.
#[must_use]
pub fn without_accents(text: &str) -> String {
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let mut bare = String::with_capacity(apart.len());
    // Do marks go here? At the beginning they stay: they are what the letter before was a pair with.
    let mut go = false;
    for c in apart.chars() {
        go = leaves_out(c).unwrap_or(go);
        let is_accent = || is_mark(c) || category(c) == GeneralCategory::EnclosingMark;
        if !(go && !c.is_ascii() && is_accent() || selects(c)) {
            bare.push(c);
        }
    }
    // Marks that stay, and the parts of Hangul, are with their letters again.
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(&bare)
        .into_owned()
}

/// Do marks go that stand on what is of this character's script? `None`: it is one of all scripts itself.
fn leaves_out(c: char) -> Option<bool> {
    if c.is_ascii() {
        return Some(true);
    }
    match CodePointMapData::<Script>::new().get(c) {
        Script::Inherited => None,
        // Of no script are digits, and the line that draws out Arabic letters.
        Script::Latin
        | Script::Greek
        | Script::Cyrillic
        | Script::Hebrew
        | Script::Arabic
        | Script::Common => Some(true),
        _ => Some(false),
    }
}

/// Does it say in which shape the character before it is shown (an emoji, an ideograph)?
fn selects(c: char) -> bool {
    !c.is_ascii() && CodePointSetData::new::<VariationSelector>().contains(c)
}

/// Is it written without spaces between words?
#[must_use]
pub fn runs_on(c: char) -> bool {
    // Most writing is none.
    c >= '\u{0E00}'
        && matches!(u32::from(c),
        0x0E00..=0x0EFF      // Thai, Lao
        | 0x1000..=0x109F    // Myanmar
        | 0x1780..=0x17FF    // Khmer
        | 0x2E80..=0x2FDF      // radicals
        | 0x3005..=0x3007    // iteration mark, zero
        | 0x3040..=0x30FF    // Hiragana, Katakana
        | 0x3105..=0x312F    // Bopomofo
        | 0x31F0..=0x31FF    // Katakana extensions
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF   // ideographs
        | 0xAC00..=0xD7AF    // Hangul syllables
        | 0x2_0000..=0x3_FFFF)
}

/// What a letter is written as which Unicode takes for one of its own, although people look for it without
/// its stroke; and what ends a text, in an index.
#[must_use]
pub fn plainly(c: char) -> Option<&'static str> {
    Some(match c {
        '\0' => " ",
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'ı' => "i",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'þ' | 'Þ' => "th",
        // As it is written at the end of a word, which may go on.
        'ς' => "σ",
        _ => return None,
    })
}

/// Is a character a word's, rather than between words?
#[must_use]
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_go_where_people_leave_them_out_and_stay_where_they_are_vowels() {
        for (text, bare) in [
            ("Zoë, Đặng", "Zoe, Đang"),
            ("Άνοιξη ᾧ ΐ", "Ανοιξη ω ι"),
            ("Ёлка й ї", "Елка и і"),
            ("שָׁלוֹם \u{fb2a}", "שלום ש"),
            ("جدًّا أهلا ﻻ ـّـ هٰذا", "جدا اهلا لا ــ هذا"),
            ("बिल \u{95b}", "बिल ज\u{93c}"),
            ("ব\u{9c7}\u{9be}", "ব\u{9cb}"),
            ("ด้วย กำ", "ด้วย ก\u{e4d}\u{e32}"),
            ("か\u{3099} ｶﾞ", "が ガ"),
            ("\u{3099}あ", "\u{3099}あ"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("❤\u{fe0f} 1\u{fe0f}\u{20e3} 葛\u{e0100}", "❤ 1 葛"),
        ] {
            assert_eq!(without_accents(text), bare, "{text}");
            assert_eq!(without_accents(bare), bare, "{text}");
        }
    }
}
