//! Mails that would tell somebody that they were read: by pages that fetch something, and by all else that a message can
//! ask for. `evil.test` is who would be told.

/// So many pages go into one mail.
const PAGES: usize = 30;

/// What other parts of a message name, each with the subject of the mail in which it stands.
const OTHERS: &[(&str, &str)] = &[
    (
        "A receipt is wanted",
        "Disposition-Notification-To: <who@evil.test>\r\nReturn-Receipt-To: who@evil.test\r\n\
         X-Confirm-Reading-To: who@evil.test\r\nGenerate-Delivery-Report: who@evil.test\r\n\
         Disposition-Notification-Options: x=required,imap-read\r\n\
         Content-Type: text/plain\r\n\r\nPlease confirm that you read this.\r\n",
    ),
    (
        "Fields that name places",
        "List-Unsubscribe: <http://evil.test/leave>, <mailto:leave@evil.test>\r\n\
         List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nList-Help: <http://evil.test/help>\r\n\
         Archived-At: <http://evil.test/archived>\r\nBIMI-Location: v=BIMI1; l=http://evil.test/logo.svg\r\n\
         X-Image-URL: http://evil.test/face.png\r\nFace: aHR0cDovL2V2aWwudGVzdC8=\r\nX-Face: x\r\n\
         Content-Base: \"http://evil.test/\"\r\nContent-Location: http://evil.test/page\r\n\
         Link: <http://evil.test/a>; rel=preload\r\nRefresh: 0; url=http://evil.test/b\r\n\
         OpenPGP: id=1; url=http://evil.test/key\r\nAutocrypt: addr=who@evil.test; keydata=eA==\r\n\
         Content-Type: text/html\r\n\r\n<p>All is in the header.</p><img src=relative.png>\r\n",
    ),
    (
        "A signature to be checked",
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=o\r\n\r\n\
         --o\r\nContent-Type: text/plain\r\n\r\nThe contract is ready.\r\n\
         --o\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n\
         MIAGCSqGSIb3DQEHAqCAhhVodHRwOi8vZXZpbC50ZXN0L29jc3CGFGh0dHA6Ly9ldmlsLnRlc3QvY3Js\r\n--o--\r\n",
    ),
    (
        "A key to be fetched",
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=o\r\n\r\n\
         --o\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\
         --o\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n\
         -----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----\r\n--o--\r\n",
    ),
    (
        "A meeting",
        "Content-Type: text/calendar; method=REQUEST; name=a.ics\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
         METHOD:REQUEST\r\nSOURCE;VALUE=URI:http://evil.test/all.ics\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1S\r\n\
         BEGIN:VTIMEZONE\r\nTZID:Evil\r\nTZURL:http://evil.test/zone\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\n\
         SUMMARY;ALTREP=\"http://evil.test/words\":Lamps\r\nDTSTART;TZID=Evil:20261102T100000\r\n\
         URL:http://evil.test/event\r\nATTACH:http://evil.test/file\r\nIMAGE;VALUE=URI:http://evil.test/image\r\n\
         CONFERENCE;VALUE=URI:http://evil.test/join\r\nORGANIZER;DIR=\"http://evil.test/who\":mailto:who@evil.test\r\n\
         ATTENDEE;RSVP=TRUE:mailto:support@acme.example\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT1S\r\n\
         ATTACH:http://evil.test/sound\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ),
    (
        "A card",
        "Content-Type: text/vcard; name=a.vcf\r\n\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Kim\r\n\
         PHOTO;VALUE=uri:http://evil.test/photo\r\nLOGO:http://evil.test/logo\r\nSOUND:http://evil.test/sound\r\n\
         KEY:http://evil.test/key\r\nSOURCE:http://evil.test/card\r\nEND:VCARD\r\n",
    ),
    (
        "A text that lies elsewhere",
        "Content-Type: multipart/mixed; boundary=o\r\n\r\n\
         --o\r\nContent-Type: message/external-body; access-type=URL; URL=\"http://evil.test/body\"\r\n\r\n\
         Content-Type: text/html\r\n\r\n\
         --o\r\nContent-Type: message/external-body; access-type=anon-ftp; site=evil.test; name=a\r\n\r\n\
         Content-Type: image/png\r\n\r\n\
         --o\r\nContent-Type: message/external-body; access-type=mail-server; server=\"who@evil.test\"\r\n\r\n\
         Content-Type: text/plain\r\n\r\n--o--\r\n",
    ),
    (
        "Pages that are attached",
        "Content-Type: multipart/related; boundary=o\r\n\r\n\
         --o\r\nContent-Type: text/html\r\n\r\n<p>See below.</p><img src=cid:s><object data=cid:h></object>\r\n\
         --o\r\nContent-Type: image/svg+xml\r\nContent-ID: <s>\r\n\r\n\
         <svg xmlns='http://www.w3.org/2000/svg'><image href='http://evil.test/svg'/></svg>\r\n\
         --o\r\nContent-Type: text/html; name=a.html\r\nContent-ID: <h>\r\n\r\n<img src=http://evil.test/attached>\r\n\
         --o\r\nContent-Type: application/internet-shortcut; name=a.url\r\n\r\n[InternetShortcut]\r\nURL=http://evil.test/\r\n\
         --o\r\nContent-Type: message/rfc822\r\n\r\nSubject: within\r\nContent-Type: text/html\r\n\r\n\
         <img src=http://evil.test/within>\r\n--o--\r\n",
    ),
    (
        "Other kinds of text",
        "Content-Type: multipart/alternative; boundary=o\r\n\r\n\
         --o\r\nContent-Type: text/plain\r\n\r\nhttp://evil.test/plain ![x](http://evil.test/marks)\r\n\
         --o\r\nContent-Type: text/enriched\r\n\r\n<x-img><param>http://evil.test/rich</param></x-img>\r\n\
         --o\r\nContent-Type: text/x-amp-html\r\n\r\n<html amp4email><amp-img src=http://evil.test/amp></amp-img>\r\n\
         --o\r\nContent-Type: text/watch-html\r\n\r\n<img src=http://evil.test/watch>\r\n\
         --o\r\nContent-Type: text/html\r\n\r\n<p>x</p><img src=http://evil.test/html>\r\n--o--\r\n",
    ),
];

/// Whole messages with their subjects: these pages, many to a mail, and all the others.
pub fn mails(to: &str, pages: &[&str]) -> Vec<(String, String)> {
    let mut mails = Vec::new();
    for (at, some) in pages.chunks(PAGES).enumerate() {
        // Of what one leaves open, the next is a part.
        let closed = some
            .iter()
            .map(|page| format!("{page}</style></svg></math>\r\n"));
        let html: String = closed.collect();
        mails.push((
            format!("Pages {at}"),
            format!("Content-Type: text/html; charset=utf-8\r\n\r\n{html}"),
        ));
    }
    let others = OTHERS.iter().copied();
    mails.extend(others.map(|(subject, rest)| (subject.to_owned(), rest.to_owned())));
    for (subject, rest) in &mut mails {
        *rest = format!(
            "From: Kim <who@evil.test>\r\nTo: {to}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
             Message-ID: <{}@evil.test>\r\n{rest}",
            subject.replace(' ', "-")
        );
    }
    mails
}
