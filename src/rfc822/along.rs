//! Which files of a draft go along when it leaves, and where.

use std::collections::BTreeSet;

use super::markdown::{layout_address, layout_places, picture_address, shown_pictures};
use crate::domain::{Attachment, Draft, TextFormat};

/// Where a file of a draft is in what leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    /// The text shows it.
    InText,
    /// It is attached.
    Beside,
    /// It was put into the text and taken out again: it does not go along.
    Not,
}

/// Where each of these files is when they leave with this text.
///
/// A picture that was put into the text goes with its mark. Where the mark stands and shows nothing, such as below a
/// signature or in code, it is attached: nothing that somebody sees themselves send is left behind.
#[must_use]
pub fn along(files: &[Attachment], body: &str, format: TextFormat) -> Vec<Along> {
    let has_picture = files.iter().any(Attachment::is_picture);
    let shown = match format {
        TextFormat::Formatted if has_picture => shown_pictures(body),
        TextFormat::Formatted | TextFormat::Plain => BTreeSet::new(),
    };
    let has_layout = files.iter().any(Attachment::is_layout);
    let layouts = match format {
        TextFormat::Formatted if has_layout => layout_places(body),
        TextFormat::Formatted | TextFormat::Plain => Vec::new(),
    };
    // A text passes one on.
    let mut layout = layouts.into_iter().map(|place| place.name).find(|name| {
        let mut files = files.iter();
        files.any(|file| file.is_layout() && file.name == *name)
    });
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let place = |file| {
        let file: &Attachment = file;
        if file.is_layout() {
            return match layout.take_if(|name| *name == file.name) {
                Some(_) => Along::InText,
                None if body.contains(&layout_address(&file.name)) => Along::Beside,
                None => Along::Not,
            };
        }
        // Of two pictures with one name the text shows the first.
        if file.is_picture() && shown.contains(&file.name) && named.insert(&file.name) {
            Along::InText
        } else if !file.in_text || body.contains(&picture_address(&file.name)) {
            Along::Beside
        } else {
            Along::Not
        }
    };
    files.iter().map(place).collect()
}

/// The files of a draft that go along, each with where it is.
pub fn goes_along(draft: &Draft) -> impl Iterator<Item = (&Attachment, Along)> {
    let places = along(&draft.attachments, &draft.body, draft.format);
    let files = draft.attachments.iter().zip(places);
    files.filter(|(_, along)| *along != Along::Not)
}

#[cfg(test)]
mod tests {
    use super::super::{layout_mark, picture_mark};
    use super::*;

    fn picture(name: &str, in_text: bool) -> Attachment {
        Attachment {
            name: name.into(),
            media_type: "image/png".into(),
            bytes: vec![1],
            in_text,
        }
    }

    #[test]
    fn a_picture_goes_with_its_mark_and_is_never_left_behind_with_it() {
        let files = [picture("a.png", true)];
        let mark = picture_mark("a.png");
        for (body, format, expected) in [
            (format!("See {mark}"), TextFormat::Formatted, Along::InText),
            (
                format!("Hi\n-- \n{mark}"),
                TextFormat::Formatted,
                Along::Beside,
            ),
            (
                format!("```\n{mark}\n```"),
                TextFormat::Formatted,
                Along::Beside,
            ),
            (format!("See {mark}"), TextFormat::Plain, Along::Beside),
            ("See".to_owned(), TextFormat::Formatted, Along::Not),
        ] {
            assert_eq!(along(&files, &body, format), [expected], "{body}");
        }
    }

    #[test]
    fn a_layout_goes_with_its_mark_and_a_whole_message_is_none() {
        let file = |name: &str, in_text| Attachment {
            name: name.into(),
            media_type: "message/rfc822".into(),
            bytes: vec![1],
            in_text,
        };
        let files = [
            file("a.eml", false),
            file("a.eml", true),
            file("a.eml", true),
        ];
        let mark = layout_mark("a.eml");
        use Along::{Beside, InText, Not};
        for (body, format, expected) in [
            (
                format!("Hi\n-- \nMe\n\n{mark}"),
                TextFormat::Formatted,
                [Beside, InText, Beside],
            ),
            (format!("> {mark}"), TextFormat::Formatted, [Beside; 3]),
            (format!("Hi\n{mark}"), TextFormat::Plain, [Beside; 3]),
            ("Hi".to_owned(), TextFormat::Formatted, [Beside, Not, Not]),
        ] {
            assert_eq!(along(&files, &body, format), expected, "{body}");
        }
    }

    #[test]
    fn of_one_name_the_first_is_shown_and_what_was_attached_stays_attached() {
        let files = [
            picture("a.png", true),
            picture("a.png", false),
            picture("b.png", false),
        ];
        let body = format!("{} {}", picture_mark("a.png"), picture_mark("a.png"));
        assert_eq!(
            along(&files, &body, TextFormat::Formatted),
            [Along::InText, Along::Beside, Along::Beside]
        );
    }
}
