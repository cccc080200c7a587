//! Pictures that a mail names and that lie elsewhere: whether they are fetched.

use super::Participants;

/// Most senders and domains that are kept of each kind.
pub const MOST_PICTURE_SENDERS: usize = 5000;

/// What a person decided about pictures that lie elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureRules {
    /// Nobody is asked: they are never fetched but where `always` says so.
    pub never_ask: bool,
    /// Addresses, and domains as `@a.test`, whose pictures are always fetched.
    pub always: Vec<String>,
    /// The same of those whose never are.
    pub never: Vec<String>,
}

/// What is done about the pictures of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureConsent {
    /// A person is asked.
    Ask,
    /// They are fetched.
    Always,
    /// They are not.
    Never,
}

impl PictureConsent {
    /// The same of a mail that may not be of whom it says: what was decided about them is not done for others.
    #[must_use]
    pub fn of_doubtful(self) -> Self {
        match self {
            Self::Always => Self::Ask,
            Self::Ask | Self::Never => self,
        }
    }
}

impl PictureRules {
    /// What is done about a mail of these people. What says who wrote it can be forged, so whoever is not
    /// the only author is asked about.
    #[must_use]
    pub fn consent(&self, participants: &Participants) -> PictureConsent {
        let usual = if self.never_ask {
            PictureConsent::Never
        } else {
            PictureConsent::Ask
        };
        let [from] = participants.from.as_slice() else {
            return usual;
        };
        let (address, domain) = names_of(&from.address);
        let within = |list: &[String]| {
            let is_it = |one: &&String| {
                one.eq_ignore_ascii_case(&address) || one.eq_ignore_ascii_case(&domain)
            };
            list.iter().find(is_it).map(String::len)
        };
        // An address says more than its domain.
        let exact = |list: &[String]| list.iter().any(|one| one.eq_ignore_ascii_case(&address));
        match (within(&self.always), within(&self.never)) {
            (Some(_), None) => PictureConsent::Always,
            (Some(_), Some(_)) if exact(&self.always) && !exact(&self.never) => {
                PictureConsent::Always
            }
            (_, Some(_)) => PictureConsent::Never,
            (None, None) => usual,
        }
    }

    /// From now on this address or domain always has its pictures fetched, or never.
    pub fn decide(&mut self, sender: &str, always: bool) {
        self.forget(sender);
        let list = if always {
            &mut self.always
        } else {
            &mut self.never
        };
        // What was decided longest ago goes.
        if list.len() >= MOST_PICTURE_SENDERS {
            let _ = list.remove(0);
        }
        list.push(sender.to_lowercase());
    }

    /// Nothing is decided about it any more.
    pub fn forget(&mut self, sender: &str) {
        for list in [&mut self.always, &mut self.never] {
            list.retain(|one| !one.eq_ignore_ascii_case(sender));
        }
    }
}

/// An address and its domain, as they stand in the lists.
#[must_use]
pub fn names_of(address: &str) -> (String, String) {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let domain = format!("@{domain}").to_lowercase();
    (address.to_lowercase(), domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::NamedAddress;

    fn from(addresses: &[&str]) -> Participants {
        let from = addresses.iter().map(|address| NamedAddress {
            name: None,
            address: (*address).to_owned(),
        });
        Participants {
            from: from.collect(),
            ..Participants::default()
        }
    }

    #[test]
    fn an_address_is_decided_before_its_domain_and_never_before_always() {
        let mut rules = PictureRules::default();
        let kim = from(&["Kim@Shop.test"]);
        assert_eq!(rules.consent(&kim), PictureConsent::Ask);
        rules.decide("@shop.test", true);
        assert_eq!(rules.consent(&kim), PictureConsent::Always);
        rules.decide("kim@shop.test", false);
        assert_eq!(rules.consent(&kim), PictureConsent::Never);
        assert_eq!(
            rules.consent(&from(&["bo@shop.test"])),
            PictureConsent::Always
        );
        rules.decide("KIM@shop.test", true);
        rules.decide("@shop.test", false);
        assert_eq!(rules.consent(&kim), PictureConsent::Always);
        assert_eq!(
            rules.consent(&from(&["bo@shop.test"])),
            PictureConsent::Never
        );
        assert_eq!(rules.always, ["kim@shop.test"]);
        rules.forget("kim@shop.test");
        assert_eq!(rules.consent(&kim), PictureConsent::Never);
    }

    #[test]
    fn who_may_be_somebody_else_has_nothing_fetched() {
        for (consent, expected) in [
            (PictureConsent::Always, PictureConsent::Ask),
            (PictureConsent::Ask, PictureConsent::Ask),
            (PictureConsent::Never, PictureConsent::Never),
        ] {
            assert_eq!(consent.of_doubtful(), expected);
        }
    }

    #[test]
    fn several_authors_are_nobody_that_was_decided_about() {
        let mut rules = PictureRules::default();
        rules.decide("@shop.test", true);
        let both = from(&["kim@shop.test", "x@evil.test"]);
        assert_eq!(rules.consent(&both), PictureConsent::Ask);
        assert_eq!(rules.consent(&from(&[])), PictureConsent::Ask);
        assert_eq!(
            rules.consent(&from(&["x@notshop.test"])),
            PictureConsent::Ask
        );
        rules.never_ask = true;
        assert_eq!(rules.consent(&both), PictureConsent::Never);
        assert_eq!(
            rules.consent(&from(&["kim@shop.test"])),
            PictureConsent::Always
        );
    }
}
