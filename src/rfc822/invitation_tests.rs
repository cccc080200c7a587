//! Calendars as they come by mail, and what becomes of those that nobody can read.

use super::super::{BodyPart, parse_message};
use super::*;
use proptest::prelude::*;

/// A calendar as Outlook and Google send it, with these lines of its event.
fn ics(method: &str, lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\nMETHOD:{method}\nPRODID:x\nVERSION:2.0\n\
         BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n\
         BEGIN:VEVENT\nUID:1\n{lines}\nBEGIN:VALARM\nDESCRIPTION:REMINDER\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n"
    )
}

fn mail(calendar: &str) -> Vec<u8> {
    let raw = format!(
        "Subject: x\nContent-Type: multipart/alternative; boundary=o\n\n--o\nContent-Type: text/plain\n\nHello\n\
         --o\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{calendar}\n--o--\n"
    );
    raw.replace('\n', "\r\n").into_bytes()
}

fn of(method: &str, lines: &str) -> Invitation {
    let message = parse_message(&mail(&ics(method, lines))).unwrap();
    assert_eq!(message.attachments.len(), 1, "the calendar can be saved");
    message.invitation.unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const TIME: &str = "DTSTART;TZID=W. Europe Standard Time:20261102T100000\nDTEND;TZID=W. Europe Standard Time:20261102T113000";

#[test]
fn an_invitation_is_read_with_all_that_one_asks_of_it() {
    let lines = format!(
        "SUMMARY:Quarterly\\, with cake\nLOCATION:Room 4\u{202e}\n{TIME}\nSEQUENCE:0\n\
         ORGANIZER;CN=Kim Park:mailto:kim@shop.example\n\
         ATTENDEE;CN=\"Berg, Anna\";PARTSTAT=ACCEPTED;RSVP=TRUE:MAILTO:anna@acme.example\n\
         ATTENDEE;CN=ben@acme.example:mailto:ben@acme.example"
    );
    let read = of("REQUEST", &lines);
    assert_eq!(
        (read.word, read.title.as_str(), read.place.as_deref()),
        (MeetingWord::Request, "Quarterly, with cake", Some("Room 4"))
    );
    assert_eq!(
        read.when,
        Some(MeetingTime::At {
            start: at("2026-11-02T09:00:00Z"),
            end: Some(at("2026-11-02T10:30:00Z")),
            zone: Some("Europe/Berlin".into())
        })
    );
    assert_eq!(
        read.organiser.unwrap().to_string(),
        "Kim Park <kim@shop.example>"
    );
    let attendees: Vec<_> = read.attendees.iter().map(|a| a.attendance).collect();
    assert_eq!(attendees, [Attendance::Accepted, Attendance::Open]);
    assert_eq!(read.attendees[0].who.name.as_deref(), Some("Berg, Anna"));
    assert_eq!(read.attendees[1].who.name, None);
    assert_eq!((read.attendee_count, read.repeats), (2, None));
}

#[test]
fn what_is_done_with_a_meeting_is_told_apart() {
    for (method, lines, expected) in [
        ("REQUEST", "SEQUENCE:2", MeetingWord::Change),
        ("CANCEL", "SUMMARY:x", MeetingWord::Cancel),
        ("REQUEST", "STATUS:CANCELLED", MeetingWord::Cancel),
        ("REPLY", "SUMMARY:x", MeetingWord::Reply),
        ("COUNTER", "SUMMARY:x", MeetingWord::Counter),
        ("PUBLISH", "SUMMARY:x", MeetingWord::Publish),
        ("X-ELSE", "SUMMARY:x", MeetingWord::Publish),
    ] {
        assert_eq!(of(method, lines).word, expected, "{method} {lines}");
    }
    let without = ics("x", "SUMMARY:x").replace("METHOD:x\n", "");
    let message = parse_message(&mail(&without)).unwrap();
    assert_eq!(message.invitation.unwrap().word, MeetingWord::Request);
}

#[test]
fn times_of_all_kinds() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let clock = |text: &str| text.parse::<DateTime>().unwrap();
    for (lines, expected) in [
        (
            "DTSTART:20261102T100000Z\nDURATION:PT1H30M",
            MeetingTime::At {
                start: at("2026-11-02T10:00:00Z"),
                end: Some(at("2026-11-02T11:30:00Z")),
                zone: None,
            },
        ),
        (
            "DTSTART;TZID=America/New_York:20261102T100000\nDTEND:20261102T140000Z",
            MeetingTime::At {
                start: at("2026-11-02T15:00:00Z"),
                end: None,
                zone: Some("America/New_York".into()),
            },
        ),
        (
            "DTSTART;VALUE=DATE:20261102\nDTEND;VALUE=DATE:20261105",
            MeetingTime::Days {
                first: day("2026-11-02"),
                last: day("2026-11-04"),
            },
        ),
        (
            "DTSTART;VALUE=DATE:20261102\nDURATION:P2D",
            MeetingTime::Days {
                first: day("2026-11-02"),
                last: day("2026-11-03"),
            },
        ),
        (
            "DTSTART;VALUE=DATE:20261102",
            MeetingTime::Days {
                first: day("2026-11-02"),
                last: day("2026-11-02"),
            },
        ),
        (
            "DTSTART:20261102T100000\nDTEND:20261102T110000",
            MeetingTime::Clock {
                start: clock("2026-11-02T10:00"),
                end: Some(clock("2026-11-02T11:00")),
                zone: None,
            },
        ),
        (
            "DTSTART;TZID=Nowhere on Earth:20261102T100000",
            MeetingTime::Clock {
                start: clock("2026-11-02T10:00"),
                end: None,
                zone: Some("Nowhere on Earth".into()),
            },
        ),
    ] {
        assert_eq!(of("REQUEST", lines).when, Some(expected), "{lines}");
    }
    for lines in ["SUMMARY:x", "DTSTART:20261302T100000Z", "DTSTART:soon"] {
        assert_eq!(of("REQUEST", lines).when, None, "{lines}");
    }
}

#[test]
fn what_repeats_says_how_often() {
    let of = |rule: &str| {
        let read = of("REQUEST", &format!("{TIME}\n{rule}"));
        let repeats = read.repeats.unwrap();
        (
            repeats.every,
            repeats.interval,
            repeats.count,
            repeats.until,
        )
    };
    let until = Some("2027-03-01".parse().unwrap());
    assert_eq!(
        of("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20270301T000000Z"),
        (Every::Week, 2, None, until)
    );
    assert_eq!(
        of("RRULE:FREQ=DAILY;COUNT=5"),
        (Every::Day, 1, Some(5), None)
    );
    assert_eq!(
        of("RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"),
        (Every::Other, 1, None, None)
    );
    assert_eq!(of("RDATE:20261109T100000Z").0, Every::Other);
}

#[test]
fn one_date_of_a_series_is_no_series() {
    let one = format!("{TIME}\nRECURRENCE-ID:20261102T090000Z\nSUMMARY:Later");
    assert!(of("REQUEST", &one).is_one_of_series);
    let both = ics("REQUEST", &one).replace(
        "END:VCALENDAR",
        &format!("BEGIN:VEVENT\nUID:1\n{TIME}\nSUMMARY:All\nEND:VEVENT\nEND:VCALENDAR"),
    );
    let message = parse_message(&mail(&both)).unwrap();
    assert_eq!(message.invitation.unwrap().title, "All");
}

#[test]
fn many_and_much_are_bounded() {
    let guests = "ATTENDEE:mailto:a@b.test\n".repeat(3000);
    let read = of("REQUEST", guests.trim_end());
    assert_eq!(
        (read.attendees.len(), read.attendee_count),
        (MAX_ATTENDEES, 3000)
    );
    let long = format!("SUMMARY:{}", "x".repeat(MAX_CALENDAR));
    let message = parse_message(&mail(&ics("REQUEST", &long))).unwrap();
    assert_eq!(message.invitation, None);
    assert_eq!(message.attachments.len(), 1);
    let nested = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(15_000));
    let begun = std::time::Instant::now();
    let _ = parse_message(&mail(&nested)).unwrap();
    assert!(begun.elapsed().as_secs() < 5);
}

#[test]
fn what_holds_no_event_is_an_attachment_alone() {
    let task = ics("REQUEST", "SUMMARY:x").replace("VEVENT", "VTODO");
    for calendar in [task.as_str(), "", "BEGIN:VCARD\nEND:VCARD\n", "Hello"] {
        let message = parse_message(&mail(calendar)).unwrap();
        assert_eq!(message.invitation, None, "{calendar}");
    }
}

proptest! {
    #[test]
    fn no_calendar_defeats_it(
        lines in prop::collection::vec("(DTSTART|DTEND|DURATION|RRULE|ATTENDEE|ORGANIZER|SUMMARY|BEGIN|END|TZID)(;(TZID|VALUE|CN|PARTSTAT)=[A-Za-z0-9/\"]{0,10})?:[-A-Z0-9;=,:/+é\"\\\\]{0,30}", 0..20),
        other in "(?s).{0,200}",
    ) {
        let _ = parse_message(&mail(&ics("REQUEST", &lines.join("\n"))));
        let _ = parse_message(&mail(&other));
    }
}

#[test]
fn the_days_of_a_week_are_named_where_they_are_several() {
    let of = |rule: &str| {
        of("REQUEST", &format!("{TIME}\n{rule}"))
            .repeats
            .unwrap()
            .weekdays
    };
    assert_eq!(of("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,TU"), [2, 4]);
    assert!(of("RRULE:FREQ=WEEKLY;BYDAY=MO").is_empty());
    assert!(of("RRULE:FREQ=MONTHLY;BYDAY=2TU").is_empty());
}

#[test]
fn what_is_said_about_it_is_the_text_of_a_mail_without_one() {
    let lines =
        format!("{TIME}\nDESCRIPTION:1. Lamps\\n2. Prices\\n\\nJoin: https://meet.example/x");
    let said = "1. Lamps\n2. Prices\n\nJoin: https://meet.example/x";
    let alone = format!(
        "From: a@b.test\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n{}",
        ics("REQUEST", &lines)
    );
    let read = parse_message(alone.as_bytes()).unwrap();
    assert_eq!(read.invitation.unwrap().description.as_deref(), Some(said));
    assert_eq!(read.body, [BodyPart::Text(said.into())]);
    let beside = parse_message(&mail(&ics("REQUEST", &lines))).unwrap();
    assert_ne!(
        beside.body,
        [BodyPart::Text(said.into())],
        "it has words of its own"
    );
}

#[test]
fn a_calendar_is_known_by_its_name_where_its_type_says_nothing() {
    let calendar = ics("REQUEST", TIME);
    let raw = |name: &str| {
        let raw = format!(
            "Subject: x\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nHello\n\
             --o\nContent-Type: application/octet-stream; name={name}\nContent-Disposition: attachment; filename={name}\n\n{calendar}\n--o--\n"
        );
        raw.replace('\n', "\r\n").into_bytes()
    };
    let named = parse_message(&raw("Invite.ICS")).unwrap();
    assert!(named.invitation.is_some());
    let other = parse_message(&raw("invite.bin")).unwrap();
    assert!(other.invitation.is_none());
}
