//! What stands in the text by itself: the signature of the identity.

use super::Compose;
use crate::app::known::Known;
use crate::engine::{signature_in, with_signature};

impl Compose {
    /// The text without the signature that was put in.
    pub(super) fn own_text(&self) -> String {
        with_signature(&self.body.text(), self.signature.as_deref(), None)
    }

    /// The signature of the identity, as the window opens. A draft that is gone on with has one
    /// already, unless somebody took it out: who goes on with it under that address lets it stand.
    pub(super) fn sign(&mut self, known: &Known) {
        if self.id.is_none() {
            self.sign_anew(known);
        } else {
            let all = known.identities.iter();
            let all = all.filter_map(|one| one.signature.as_deref());
            let signed = signature_in(&self.body.text(), all);
            let of_identity = || self.identity(known).and_then(|i| i.signature.clone());
            self.signature = signed.or_else(of_identity);
        }
    }

    /// The signature of the identity in place of the one before.
    pub(super) fn sign_anew(&mut self, known: &Known) {
        let new = self.identity(known).and_then(|i| i.signature.clone());
        let text = self.body.text();
        let signed = with_signature(&text, self.signature.as_deref(), new.as_deref());
        if signed != text {
            self.body.replace(&signed);
        }
        self.signature = new;
    }
}
