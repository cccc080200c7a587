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
