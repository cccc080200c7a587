//! Header fields as they should not be, each seen in mail or easily thought of.

/// Fields of a header, without the empty line behind them.
pub const HEADERS: &[&[u8]] = &[
    b"From: Kim <kim@a.test>\r\nTo: support@b.test\r\nSubject: all is well\r\nDate: Sun, 9 Nov 2025 10:42:07 +0000\r\n",
    b"",
    b"\r\n",
    b"From kim@a.test Sun Nov  9 10:42:07 2025\r\nFrom: kim@a.test\r\n",
    b">From kim@a.test Sun Nov  9 10:42:07 2025\r\nFrom: kim@a.test\r\n",
    b"\xef\xbb\xbfFrom: kim@a.test\r\nSubject: a mark before it\r\n",
    b"no colon at all\r\nFrom: kim@a.test\r\n",
    b": no name\r\nFrom: kim@a.test\r\n",
    b"From : kim@a.test\r\nSubject\t: blanks before the colon\r\n",
    b" folded before anything\r\nFrom: kim@a.test\r\n",
    b"From: kim@a.test\r\n \r\nSubject: a line of blanks ends no header\r\n",
    b"From:kim@a.test\nSubject: bare line feeds\nTo: b@b.test\n",
    b"From: kim@a.test\rSubject: bare returns\rTo: b@b.test\r\r\n",
    b"From: kim@a.test\r\r\nSubject: doubled returns\r\r\n",
    b"From: kim@a.test\r\nSub\0ject: a NUL in a name\r\nSubject: a\0b\r\n",
    b"From: kim@a.test\r\nFrom: ceo@bank.test\r\nSubject: one\r\nSubject: two\r\nDate: x\r\nDate: y\r\n",
    b"From: Kim Berg kim@a.test\r\nTo: <<b@b.test>>\r\nCc: b@@b.test\r\n",
    b"From: \"Kim <kim@a.test>\r\nTo: \"never closed\r\nSubject: quotes\r\n",
    b"From: kim@a.test (a (comment (in) a) comment\r\nTo: (b@b.test\r\n",
    b"From: ((((((((((((((((((((((((((((((kim@a.test))))))\r\n",
    b"From: @a.test,@b.test:kim@c.test\r\nTo: <@a:b@c.test>\r\nReply-To: <@>\r\n",
    b"To: Team: a@b.test, b@b.test;, x: ;, y:;;;,,,: \r\nFrom: undisclosed-recipients:;\r\n",
    b"From: kim@a.test,,, ,; <>, <>,\r\nTo: ,\r\nCc: ;\r\nBcc: :\r\n",
    b"From: =?utf-8?q?Kim?=<kim@a.test>\r\nSubject: =?utf-8?q?=C3?= =?utf-8?q?=BC?=\r\n",
    b"From: =?utf-8?b?S2lt?= =?x-none?q?a?= <kim@a.test>\r\nSubject: =?utf-8?b?!!!?=\r\n",
    b"Subject: =?utf-8?q?never closed\r\nFrom: =?utf-8?\r\nTo: =?=?=?=?=?=?=\r\n",
    b"Subject: =?utf-8?z?x?= =??q?x?= =?utf-8??x?= =?utf-8?q??=\r\nFrom: kim@a.test\r\n",
    b"Subject: =?utf-8?q?a=0D=0ABcc:_x@evil.test?=\r\nFrom: =?utf-8?q?=00?= <kim@a.test>\r\n",
    b"Subject: =?utf-7?q?+AGE-?= =?utf-16?b?AGEA?= =?iso-2022-jp?b?GyRC?=\r\nFrom: kim@a.test\r\n",
    b"Subject: =?iso-2022-jp?B?GyRCJDMkcyRLJEEkTw==?= =?gb18030?b?gTCB?=\r\nFrom: a@b.test\r\n",
    b"Subject: Gr\xfc\xdfe \xff\xfe\x80\r\nFrom: M\xfcller <m\xfcller@b\xfccher.test>\r\n",
    b"Subject: \xe2\x80\xae\xe2\x81\xa6turned\xe2\x81\xa9\r\nFrom: \xe2\x80\x8b <a@b.test>\r\n",
    b"Date: Thu, 31 Feb 2099 25:61:61 +9999\r\nFrom: a@b.test\r\n",
    b"Date: 99999999999999999999\r\nDate: -1 Jan -1 -1:-1:-1 -0000\r\nFrom: a@b.test\r\n",
    b"Date: Sun, 09 Nov 25 10:42 PST (((\r\nReceived: from x by y; never\r\nFrom: a@b.test\r\n",
    b"Message-ID: <>\r\nIn-Reply-To: <a\r\nReferences: a> <b c> <<d>> <e@f> ,<g@h>;\r\nFrom: a@b.test\r\n",
    b"Message-ID: <a@b>\r\n <c@d>\r\nReferences:\r\n\r\n\t<x@y>\r\n",
    b"Message-ID: no brackets\r\nX-Forwarded-Message-Id: < > <<\r\nFrom: a@b.test\r\n",
    b"Received: from (((\r\nReceived: by\r\nReceived: ;;;;\r\nReturn-Path: <>\r\nFrom: a@b.test\r\n",
    b"Authentication-Results: ;;;=;=;\r\nAuthentication-Results: a.test; dkim=pass (( header.d=\r\nFrom: a@b.test\r\n",
    b"Authentication-Results: \"a\0b\" 99999999999; spf=pass smtp.mailfrom=\"\r\nFrom: a@b.test\r\n",
    b"DKIM-Signature: v=1; a=; b=\r\n\t=\r\n\t;\r\nARC-Seal: i=99999999999\r\nFrom: a@b.test\r\n",
    b"List-Unsubscribe: <mailto:x@y.test?subject=%00>, <javascript:x>\r\nList-ID: <<<\r\nFrom: a@b.test\r\n",
    b"Auto-Submitted: auto-replied; ;;\r\nX-Postroom-Sent-By: \xff\xfe <\r\nX-Postroom-Draft: ../../x; revision=-1\r\nFrom: a@b.test\r\n",
    b"X-Postroom-Draft: 0123456789abcdef0123456789abcdef; revision=18446744073709551616\r\nFrom: a@b.test\r\n",
    b"MIME-Version: 9.9 (((\r\nMIME-Version:\r\nContent-Length: -1\r\nLines: x\r\nFrom: a@b.test\r\n",
    b"Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\nContent-Type: x\r\nFrom: a@b.test\r\n",
    b"Content-Disposition: attachment; filename=\"all of it\"\r\nContent-ID: <<<a>\r\nFrom: a@b.test\r\n",
    b"Content-Type: text/html\r\nContent-Type: multipart/mixed; boundary=zz\r\nFrom: a@b.test\r\n",
    b"Resent-From: a@b.test\r\nResent-Date: x\r\nResent-To: y\r\nSender: <\r\nReply-To: >\r\nFrom: a@b.test\r\n",
    b"Return-Receipt-To: x\r\nDisposition-Notification-To: <x@evil.test>\r\nPrecedence: bulk\r\nFrom: a@b.test\r\n",
    b"Subject:\r\n a\r\n b\r\n\tc\r\n  \r\n d\r\nFrom:\r\n\t\r\n kim@a.test\r\n",
    b"FROM: KIM@A.TEST\r\nsUbJeCt: capitals\r\ndate:\r\nTo:\r\n",
    b"Subject: Re: RE: Aw: Re[2]: Fwd: [x] [y] \r\nFrom: a@b.test\r\nIn-Reply-To: Kim's message of Monday\r\n",
];

/// A long line of a header, which no array can hold.
pub fn long_lines() -> Vec<Vec<u8>> {
    let long = |field: &str, piece: &str, times: usize| {
        let line = format!("{field}: {}\r\nFrom: a@b.test\r\n", piece.repeat(times));
        line.into_bytes()
    };
    vec![
        long("Subject", "x", 2_000),
        long("Subject", "=?utf-8?q?x?= ", 150),
        long("To", "a@b.test, ", 150),
        long("To", "(", 1_500),
        long("To", "g: ", 500),
        long("References", "<a@b.test>\r\n ", 150),
        long("From", "\"\\\"", 500),
        long("Content-Type", "text/plain; a*0=b; ", 60),
    ]
}
