//! Messages that are broken: how their parts lie in each other, and what a part is. Every form with every part makes
//! a sample, each under one of the headers.

use super::headers::{HEADERS, long_lines};

/// How the parts lie in each other. `@` is one of the parts, with its own fields.
const STRUCTURES: &[&str] = &[
    "@",
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n@\r\n--o\r\n@\r\n--o--\r\n",
    // Never closed; never opened; closed twice; closed before it is opened.
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n@\r\n--o\r\n@",
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n@\r\n",
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n@\r\n--o--\r\n--o--\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o--\r\n--o\r\n@\r\n",
    // What goes for a boundary.
    "Content-Type: multipart/mixed\r\n\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n@\r\n----\r\n",
    "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n@\r\n----\r\n",
    "Content-Type: multipart/mixed; boundary=\"o\r\n\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/mixed; boundary=\"o o \"\r\n\r\n--o o \r\n@\r\n--o o--\r\n",
    "Content-Type: multipart/mixed; boundary=\"=_(o)?:/,\"\r\n\r\n--=_(o)?:/,   \t\r\n@\r\n--=_(o)?:/,--\r\n",
    "Content-Type: multipart/mixed; boundary=o; boundary=p\r\n\r\n--o\r\n@\r\n--p\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/mixed; boundary*0=o; boundary*1=p\r\n\r\n--op\r\n@\r\n--op--\r\n",
    "Content-Type: multipart/mixed; boundary*=utf-8''o%20p\r\n\r\n--o p\r\n@\r\n--o p--\r\n",
    "Content-Type: multipart/mixed; BOUNDARY = \"o\" (comment; boundary=x)\r\n\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/mixed; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n@\r\n",
    "Content-Type: multipart/mixed; boundary=ü\r\n\r\n--ü\r\n@\r\n--ü--\r\n",
    // Boundaries that are each other's beginning, or the same.
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/mixed; boundary=oo\r\n\r\n--oo\r\n@\r\n--oo--\r\n--o--\r\n",
    "Content-Type: multipart/mixed; boundary=oo\r\n\r\n--oo\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n@\r\n--o--\r\n--oo--\r\n",
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n@\r\n--o--\r\n--o\r\n@\r\n--o--\r\n",
    // Words before, between and behind.
    "Content-Type: multipart/mixed; boundary=o\r\n\r\nbefore --o\r\n --o\r\n--ox\r\n--o\r\n@\r\n--o-\r\n--o--x\r\nbehind\r\n--o\r\n",
    // Kinds of several parts.
    "Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain\r\n\r\n \r\n--i\r\n@\r\n--i--\r\n",
    "Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n@\r\n--i\r\n@\r\n--i\r\n@\r\n--i--\r\n",
    "Content-Type: multipart/related; boundary=r; start=\"<none>\"\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n<img src=cid:a><img src='cid:%00'>\r\n--r\r\nContent-ID: <a>\r\n@\r\n--r--\r\n",
    "Content-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n@\r\n--r\r\n@\r\n--i--\r\n--r--\r\n",
    "Content-Type: multipart/signed; protocol=\"\"; micalg=x; boundary=o\r\n\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/encrypted; boundary=o\r\n\r\n--o\r\n@\r\n--o\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--o--\r\n",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=o\r\n\r\n--o\r\n@\r\n--o\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns\r\n\r\nFinal-Recipient: rfc822;\r\nAction:\r\nStatus: 5..\r\n\r\n--o\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <\r\n--o--\r\n",
    "Content-Type: multipart/digest; boundary=o\r\n\r\n--o\r\n\r\n@\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/appledouble; boundary=o\r\n\r\n--o\r\nContent-Type: application/applefile\r\n\r\n\0\x05\x16\x07\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart\r\n\r\n--o\r\n@\r\n",
    "Content-Type: multipart/; boundary=o\r\n\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/x-nobody-knows; boundary=o\r\nContent-Transfer-Encoding: base64\r\n\r\n--o\r\n@\r\n--o--\r\n",
    // Messages in messages.
    "Content-Type: message/rfc822\r\n\r\nSubject: within\r\n@",
    "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogd2l0aGluDQoNCmE=\r\n",
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n@\r\n--o--\r\n--o--\r\n",
    "Content-Type: message/partial; id=x; number=0; total=-1\r\n\r\n@",
    "Content-Type: message/external-body; access-type=local-file; name=\"/etc/passwd\"\r\n\r\n@",
    "Content-Type: message/delivery-status\r\n\r\n@",
    // A part whose fields have no end.
    "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain\r\n--o\r\n@\r\n--o--\r\n",
    "Content-Type: multipart/mixed; boundary=o\n\n--o\n@\n--o\r@\r--o--\n",
];

/// A part: its fields, an empty line, what it holds.
const PARTS: &[&[u8]] = &[
    b"\r\nHello\r\n> quoted\r\n-- \r\nKim\r\n",
    b"Content-Type: text/plain; charset=\r\n\r\nno charset\r\n",
    b"Content-Type: text/plain; charset=\"utf-7\"\r\n\r\n+ADw-script+AD4- +\r\n",
    b"Content-Type: text/plain; charset=utf-16\r\n\r\n\xff\xfea\0b\0\xd8\x00\xdc\r\n",
    b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B$3$s\x1b(X\x1b\r\n",
    b"Content-Type: text/plain; charset=gb18030\r\n\r\n\x81\x30\x81\xfe\xff\x84\x31\r\n",
    b"Content-Type: text/plain; charset=x-user-defined-nobody\r\n\r\n\x80\x81\xfe\xff\r\n",
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xc3\x28\xf0\x9f\x98 \xed\xa0\x80 \xf4\x90\x80\x80\r\n",
    b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n> > a \r\n>> b \r\n -- \r\n-- \r\n >c \r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\na=\r\n=3D=ZZ= =\t\r\n=0D=0A=00=1b[31m=\xff=E",
    b"Content-Transfer-Encoding: base64\r\n\r\nSGVs!!!bG8=\r\nSGVsbG8\r\n====\r\n=A=B\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 ../../x\r\n#0V%T\r\n`\r\nend\r\n=ybegin line=128 size=1 name=a\r\n",
    b"Content-Transfer-Encoding: base64; x\r\nContent-Type: text/html\r\n\r\nPGI+SGVsbG88L2I+PHNjcmlwdD4=\r\n",
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><meta charset=utf-7><title>x<style>p{</head><body onload=x()><p>a<table><tr><b>b</table><!-- c",
    b"Content-Type: text/html\r\n\r\n<a href=\"javascript:x\"><img src='http://evil.test/a' srcset=http://evil.test/b onerror=x><svg><style><img src=x></style>",
    b"Content-Type: text/html\r\n\r\n<div><div><div><div><div><table><td><table><td><blockquote><blockquote><ul><li><ol><li><b><i><u><a><a><p><form><select><option>x",
    b"Content-Type: text/html\r\n\r\n&#0;&#x110000;&#xD800;&nbsp;&amp;amp;&notanentity;&#128;&lt;script&gt;\0\x0c<\0script>x</\0script>\r\n",
    b"Content-Type: text/html\r\n\r\n<!--[if mso]><style>@import 'http://evil.test'</style><![endif]--><![CDATA[x]]><?php x ?></p></br></body></html><p>y",
    b"Content-Type: text/enriched\r\n\r\n<bold><nl><<x</bold>\r\n",
    b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=No/Where:99999999T999999\r\nRRULE:FREQ=SECONDLY;INTERVAL=0\r\nDURATION:P99999999W\r\nORGANIZER:mailto:\r\nATTENDEE;CN=\"\r\n",
    b"Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:9\r\nFN;CHARSET=:\\\\\\\r\nEMAIL:\r\nPHOTO;ENCODING=b:=\r\n",
    b"Content-Type: image/png; name=\"a.png\"\r\nContent-ID: <a>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUv////8=\r\n",
    b"Content-Type: image/svg+xml\r\nContent-Disposition: inline; filename=\"\r\nContent-ID:\r\n\r\n<svg onload=x>\r\n",
    b"Content-Type: application/pdf; name*0*=utf-8''a%; name*2=b; name*1*=%zz; name=\"=?utf-8?q?c?=\"\r\n\r\n%PDF-\r\n",
    b"Content-Disposition: attachment; filename*=''../%00%2e%2e/%5c..%5cx.exe; filename=../../y\r\nContent-Type: /\r\n\r\nMZ\r\n",
    b"Content-Disposition: attachment; filename=\"=?utf-8?b?Li4vLi4vLmJhc2hyYw==?=\"; size=99999999999999999999; creation-date=x\r\n\r\nx\r\n",
    b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n\x78\x9f\x3e\x22\x00\x00\xff\xff\xff\xff\r\n",
    b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CA\r\n",
];

/// All of them: every structure with every part, under the headers in turn.
pub fn samples() -> Vec<Vec<u8>> {
    let mut headers: Vec<Vec<u8>> = HEADERS.iter().map(|header| header.to_vec()).collect();
    headers.extend(long_lines());
    let mut headers = headers.iter().cycle();
    let mut samples = Vec::new();
    for structure in STRUCTURES {
        for (at, part) in PARTS.iter().enumerate() {
            let mut sample = headers.next().unwrap().clone();
            // Where there are several, the next ones stand beside it.
            let mut parts = PARTS.iter().cycle().skip(at + 1).step_by(5);
            let mut pieces = structure.split('@');
            sample.extend(pieces.next().unwrap().bytes());
            for (n, piece) in pieces.enumerate() {
                let part = if n == 0 { part } else { parts.next().unwrap() };
                sample.extend_from_slice(part);
                sample.extend(piece.bytes());
            }
            samples.push(sample);
        }
    }
    samples
}
