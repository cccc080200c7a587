//! A throw-away certificate authority and the servers' certificates.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// A certificate authority that lives as long as the test.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate and its key, both PEM.
pub struct Leaf {
    /// The certificate.
    pub certificate: String,
    /// The private key.
    pub key: String,
}

impl Authority {
    /// Makes an authority with a new key.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names, nothing to refuse");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// The authority's own certificate, PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A server certificate for these names and addresses, good for some days.
    #[must_use]
    pub fn leaf(&self, names: &[&str]) -> Leaf {
        self.leaf_between(names, now() - DAY, now() + 30 * DAY)
    }

    /// A server certificate that ran out some days ago.
    #[must_use]
    pub fn expired_leaf(&self, names: &[&str]) -> Leaf {
        self.leaf_between(names, now() - 30 * DAY, now() - 3 * DAY)
    }

    /// A certificate good between two moments, in seconds since 1970.
    fn leaf_between(&self, names: &[&str], from: u64, until: u64) -> Leaf {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names of a certificate");
        params
            .distinguished_name
            .push(DnType::CommonName, "A server of the Postroom mail lab");
        let moment = |second| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(second);
        (params.not_before, params.not_after) = (moment(from), moment(until));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().expect("a key");
        Leaf {
            certificate: params
                .signed_by(&key, &self.issuer)
                .expect("a certificate")
                .pem(),
            key: key.serialize_pem(),
        }
    }
}

/// Writes `name.pem` and `name.key` and gives their paths.
pub fn write(leaf: &Leaf, directory: &Path, name: &str) -> (PathBuf, PathBuf) {
    let certificate = directory.join(format!("{name}.pem"));
    let key = directory.join(format!("{name}.key"));
    std::fs::write(&certificate, &leaf.certificate).expect("the certificate is written");
    std::fs::write(&key, &leaf.key).expect("the key is written");
    (certificate, key)
}

const DAY: u64 = 24 * 60 * 60;

/// Seconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.expect("a clock after 1970").as_secs()
}
