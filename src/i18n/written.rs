//! When a message was written, and when it arrived.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Texts;
use crate::domain::MessageHeader;

/// A mail that took no longer arrived when it was written.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_hours(1);

impl Texts {
    /// When it was written, as its author's clock says, and when it arrived, if that is another time.
    #[must_use]
    pub fn written(&self, header: &MessageHeader, zone: &TimeZone) -> String {
        let long = |at| self.long_date(at, zone);
        let written = header.date_header.unwrap_or(header.date);
        if header.date.duration_since(written).abs() <= ON_ITS_WAY {
            return long(written);
        }
        // On the same day the time is enough, so that both stand in a line.
        let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date();
        let arrived = if day(header.date) == day(written) {
            self.time_of_day(header.date, zone)
        } else {
            long(header.date)
        };
        let args = [
            ("written", long(written).into()),
            ("arrived", arrived.into()),
        ];
        self.say_with("reader-arrived", &args)
    }
}
