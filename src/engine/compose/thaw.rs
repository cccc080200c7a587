//! A frozen message back into a draft.

use crate::domain::{
    Attachment, Draft, EmailAddress, NamedAddress, Outgoing, SendRightKey, TextFormat,
};
use crate::rfc822::{self, BodyPart, ParseError};

/// The draft from which this message could have been frozen: its words, its people, its files.
/// Only our own bytes are read here; those of Bcc stand in the envelope alone.
///
/// # Errors
/// [`ParseError`]: the bytes are no message.
pub(in crate::engine) fn thaw(row: &Outgoing, bytes: &[u8]) -> Result<Draft, ParseError> {
    let message = rfc822::parse_message(bytes)?;
    // Its text is its source, but for links, which lead on as they stand there, and the marks around what is bold.
    let format = match message.html {
        Some(_) => TextFormat::Formatted,
        None => TextFormat::Plain,
    };
    let mut who = message.header.participants.clone();
    // A header has domains in ASCII; the envelope has them as they were written.
    let mut bcc: Vec<NamedAddress> = row.envelope.to.iter().map(NamedAddress::bare).collect();
    for one in who.to.iter_mut().chain(&mut who.cc) {
        let shown = ascii(one);
        let at = bcc
            .iter()
            .position(|to| shown.is_some() && ascii(to) == shown);
        if let Some(at) = at {
            one.address = bcc.remove(at).address;
        }
    }
    let mut texts = message.body.iter().filter_map(|part| match part {
        BodyPart::Text(text) => Some(text.clone()),
        BodyPart::Html(_) => None,
    });
    let mut body = texts.next().unwrap_or_default();
    // Text that flowed ends its last line (RFC 3676 4.2); that end is the message's, not the text's.
    if body.ends_with('\n') {
        body.pop();
    }
    let found = rfc822::layout_in_message(bytes, &message, &body);
    let mut html = message.html;
    let mut attachments = Vec::new();
    let mut laid = Vec::new();
    if let Some(found) = found {
        let file = found.layout.to_file(rfc822::LAYOUT_NAME);
        body = found.text;
        attachments.push(file);
        laid = found.files;
        html = Some(found.rest);
    }
    if let Some(html) = &html {
        make_bold_again(&mut body, html);
    }
    let files = message.attachments.iter();
    for file in files.filter(|file| !laid.contains(&file.index)) {
        attachments.push(Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: rfc822::attachment_bytes(bytes, file.index)?,
            in_text: format == TextFormat::Formatted
                && file.inline
                && put_back(&mut body, &file.name),
        });
    }
    Ok(Draft {
        from: row.from.checked().ok().map(|address| SendRightKey {
            account: row.account.clone(),
            address,
            mode: row.mode,
        }),
        bcc,
        to: who.to,
        cc: who.cc,
        subject: row.subject.clone(),
        body,
        attachments,
        reply: row.answer_to.clone(),
        receipt: row.envelope.receipt,
        format,
    })
}

/// The text beside the HTML has one mark on each side of what is bold, where its source had two.
fn make_bold_again(body: &mut String, html: &str) {
    let bold = html.split("<strong>").skip(1);
    let mut after = 0;
    for inner in bold.filter_map(|rest| Some(rest.split_once("</strong>")?.0)) {
        // What is formatted within it keeps its own marks in the text, and is left as it stands there.
        let words = inner
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        let marked = format!("*{words}*");
        let found = body.get(after..).and_then(|rest| rest.find(&marked));
        if let Some(at) = found.map(|at| after + at) {
            let again = format!("*{marked}*");
            body.replace_range(at..at + marked.len(), &again);
            after = at + again.len();
        }
    }
}

/// Puts the mark of a picture back in place of its name, which is what the text beside the HTML says of it. False:
/// it is not there.
fn put_back(body: &mut String, name: &str) -> bool {
    let mark = rfc822::picture_mark(name);
    let said = mark.strip_prefix('!').and_then(|mark| mark.split_once('('));
    let Some((at, said)) = said.and_then(|(said, _)| Some((body.find(said)?, said))) else {
        return false;
    };
    let end = at + said.len();
    body.replace_range(at..end, &mark);
    true
}

/// An address in the form in which it stands in a header: its domain in ASCII (RFC 5891).
fn ascii(one: &NamedAddress) -> Option<String> {
    let address: EmailAddress = one.checked().ok()?;
    let domain = idna::domain_to_ascii(address.domain()).ok()?;
    Some(format!("{}@{domain}", address.local()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samples;
    use crate::rfc822::{FrozenFields, LaidPicture, Layout, build, new_boundary, picture_mark};

    fn frozen(row: &Outgoing) -> FrozenFields {
        FrozenFields {
            message_id: "1@a.test".into(),
            date: jiff::Timestamp::UNIX_EPOCH,
            boundary: new_boundary(),
            from: row.from.clone(),
            sender: None,
            reply_to: Vec::new(),
            flowed: true,
        }
    }

    #[test]
    fn what_was_passed_on_is_laid_out_again() {
        let row = samples::outgoing();
        let key = "0123456789abcdef".to_owned();
        let layout = Layout {
            words: "Our *lamps*\n\n[lamp.png]".into(),
            html: format!(
                "<style>.fwd-{key} p{{margin:0;}}</style><div><div class=\"fwd-{key}\"><p>Our <strong>lamps</strong>\
                 <img src=\"cid:1.{key}@forwarded\"></p></div></div>"
            ),
            pictures: vec![LaidPicture {
                id: format!("1.{key}@forwarded"),
                octets: b"\x89PNG\r\n\x1a\n".to_vec(),
            }],
            key,
        };
        let file = |name: &str, media_type: &str, in_text| Attachment {
            name: name.into(),
            media_type: media_type.into(),
            bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
            in_text,
        };
        let name = rfc822::LAYOUT_NAME;
        let draft = Draft {
            body: format!(
                "**Look**:\n{}\n-- \nAnna\n\n---------- Forwarded\n\n{}\nBye",
                picture_mark("lamp.png"),
                rfc822::layout_mark(name)
            ),
            format: TextFormat::Formatted,
            attachments: vec![
                layout.to_file(name),
                file("lamp.png", "image/png", true),
                file("offer.pdf", "application/pdf", false),
            ],
            ..Draft::default()
        };
        let frozen = frozen(&row);
        let thawed = thaw(&row, &build(&draft, &frozen).unwrap()).unwrap();
        assert_eq!(thawed.body, draft.body);
        assert_eq!(thawed.attachments, draft.attachments);
    }

    #[test]
    fn a_picture_stands_in_the_text_again() {
        let picture = |name: &str, in_text| Attachment {
            name: name.into(),
            media_type: "image/png".into(),
            bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
            in_text,
        };
        let row = samples::outgoing();
        let draft = Draft {
            to: vec![NamedAddress::bare(
                &EmailAddress::parse("kim@b.test").unwrap(),
            )],
            body: format!(
                "**Lamps**, and [one](https://b.test/):\n{}\nSee [beside.png]",
                picture_mark("a [new] lamp.png")
            ),
            format: TextFormat::Formatted,
            attachments: vec![
                picture("a [new] lamp.png", true),
                picture("beside.png", false),
            ],
            ..Draft::default()
        };
        let frozen = frozen(&row);
        let bytes = build(&draft, &frozen).unwrap();
        let thawed = thaw(&row, &bytes).unwrap();
        assert_eq!(
            thawed.body,
            format!(
                "**Lamps**, and one <https://b.test/>:\n{}\nSee [beside.png]",
                picture_mark("a [new] lamp.png")
            )
        );
        let files = thawed.attachments.iter();
        let files: Vec<_> = files.map(|f| (f.name.as_str(), f.in_text)).collect();
        assert_eq!(files, [("a [new] lamp.png", true), ("beside.png", false)]);
    }
}
