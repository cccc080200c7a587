//! TLS: rustls with the ring provider, the platform's trust store, and a `--ca-file` beside it.
//!
//! Nothing invalid is ever accepted, and there is no switch for it. What is wrong with a
//! certificate is told apart ([`TlsError`]) with what a person needs to act on it.

mod certificate;
mod verifier;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, InvalidMessage};
use tokio_rustls::TlsConnector;

pub use certificate::Certificate;

use super::error::WireError;
use super::stream::Stream;
use crate::domain::Endpoint;
use verifier::Verifier;

/// Largest `--ca-file` read, in bytes. The whole of Mozilla's list is a quarter of it.
const MAX_CA_FILE: u64 = 1024 * 1024;

/// How connections are protected: what is trusted, and where protection may be missing.
/// Cheap to clone; clones share the session cache.
#[derive(Debug, Clone)]
pub struct TlsConfig {
    client: Arc<ClientConfig>,
    plaintext: BTreeSet<String>,
}

impl TlsConfig {
    /// Trusts what the platform trusts, and the certificate authorities of a PEM file beside it.
    ///
    /// Reads files, so it belongs on a thread that may block.
    ///
    /// # Errors
    /// [`TlsError::CaFile`] if the file cannot be used, [`TlsError::NoRoots`] if neither the
    /// platform nor the file gives anything to trust.
    pub fn new(ca_file: Option<&Path>) -> Result<Self, TlsError> {
        let roots = ca_file.map(read_ca_file).transpose()?.unwrap_or_default();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Verifier::new(roots, ca_file, Arc::clone(&provider))?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError::Setup {
                words: error.to_string(),
            })?;
        // "dangerous" is rustls's word for any verifier of one's own. Ours only asks others.
        let verifier: Arc<dyn ServerCertVerifier> = Arc::new(verifier);
        let client = builder
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(Self {
            client: Arc::new(client),
            plaintext: BTreeSet::new(),
        })
    }

    /// Also permits unprotected connections to a host, because a person accepted that for exactly
    /// this host.
    #[must_use]
    pub fn accepting_plaintext(mut self, host: &str) -> Self {
        self.plaintext.insert(host.to_lowercase());
        self
    }

    /// May a password go to this endpoint unprotected? Only on loopback, or where a person
    /// accepted it.
    #[must_use]
    pub fn permits_plaintext(&self, endpoint: &Endpoint) -> bool {
        endpoint.is_loopback() || self.plaintext.contains(&endpoint.host.to_lowercase())
    }

    /// The same for a library that makes its own connections.
    pub(super) fn client_config(&self) -> ClientConfig {
        (*self.client).clone()
    }

    /// Makes the handshake over a stream. Without a deadline: the caller has one.
    pub(super) async fn handshake(&self, host: &str, stream: Stream) -> Result<Stream, WireError> {
        let name = ServerName::try_from(ascii_host(host)?).map_err(|_| TlsError::HostName {
            host: host.to_owned(),
        })?;
        let connector = TlsConnector::from(Arc::clone(&self.client));
        match connector.connect(name, stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(handshake_failure(host, &error)),
        }
    }
}

/// The host as DNS and certificates have it: international names in their ASCII form (RFC 5891).
pub(super) fn ascii_host(host: &str) -> Result<String, TlsError> {
    if host.is_ascii() {
        return Ok(host.to_owned());
    }
    idna::domain_to_ascii_strict(host).map_err(|_| TlsError::HostName {
        host: host.to_owned(),
    })
}

/// What a failed handshake means.
fn handshake_failure(host: &str, error: &io::Error) -> WireError {
    let host = host.to_owned();
    let inner = error
        .get_ref()
        .and_then(|source| source.downcast_ref::<rustls::Error>());
    let Some(inner) = inner else {
        return WireError::Closed {
            step: "tls-handshake",
        };
    };
    WireError::Tls(match inner {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            match other.0.downcast_ref::<TlsError>() {
                Some(ours) => ours.clone(),
                None => TlsError::Other {
                    host,
                    words: inner.to_string(),
                    certificate: None,
                },
            }
        }
        // The first bytes were no TLS record: a server that begins in plain text, as on the
        // ports for STARTTLS (25, 587, 143), or some other service.
        rustls::Error::InvalidMessage(
            InvalidMessage::InvalidContentType
            | InvalidMessage::UnknownProtocolVersion
            | InvalidMessage::MessageTooLarge,
        ) => TlsError::NotTls { host },
        rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(_) => {
            TlsError::Incompatible {
                host,
                words: inner.to_string(),
            }
        }
        _ => TlsError::Other {
            host,
            words: inner.to_string(),
            certificate: None,
        },
    })
}

/// Reads the certificates of a PEM file.
fn read_ca_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let fault = |words: String| TlsError::CaFile {
        path: path.to_owned(),
        words,
    };
    let size = std::fs::metadata(path)
        .map_err(|error| fault(error.to_string()))?
        .len();
    if size > MAX_CA_FILE {
        return Err(fault("larger than 1 MiB".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|error| fault(error.to_string()))?;
    if found.is_empty() {
        return Err(fault("no certificate in it".to_owned()));
    }
    Ok(found)
}

/// Why a connection could not be protected.
///
/// Certificates come from whoever answered, so their names prove nothing; they are for a person
/// to recognise.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The certificate's time is over.
    #[error("the certificate of {host} has expired ({certificate})")]
    Expired {
        /// The host asked for.
        host: String,
        /// What it showed.
        certificate: Arc<Certificate>,
    },
    /// The certificate's time has not come. Often this computer's clock is wrong.
    #[error("the certificate of {host} is not valid yet ({certificate})")]
    NotYetValid {
        /// The host asked for.
        host: String,
        /// What it showed.
        certificate: Arc<Certificate>,
    },
    /// The certificate is for other names.
    #[error("the certificate is not for {host} ({certificate})")]
    WrongHost {
        /// The host asked for.
        host: String,
        /// What it showed; [`Certificate::names`] are the hosts it is for.
        certificate: Arc<Certificate>,
    },
    /// Nobody trusted here has issued the certificate; it may be self-signed.
    #[error("the issuer of the certificate of {host} is not trusted ({certificate})")]
    UnknownIssuer {
        /// The host asked for.
        host: String,
        /// What it showed.
        certificate: Arc<Certificate>,
    },
    /// The issuer withdrew the certificate.
    #[error("the certificate of {host} was revoked ({certificate})")]
    Revoked {
        /// The host asked for.
        host: String,
        /// What it showed.
        certificate: Arc<Certificate>,
    },
    /// What answered does not speak TLS: most likely the port is one for STARTTLS.
    #[error("{host} does not answer with TLS on this port")]
    NotTls {
        /// The host asked for.
        host: String,
    },
    /// No TLS version or cipher in common, or the server broke the handshake off.
    #[error("{host} and this program found no way to protect the connection: {words}")]
    Incompatible {
        /// The host asked for.
        host: String,
        /// The details, in English.
        words: String,
    },
    /// The host is no name that a certificate could hold.
    #[error("{host} is no host name")]
    HostName {
        /// The host asked for.
        host: String,
    },
    /// The file with certificate authorities cannot be used.
    #[error("the certificate file {} cannot be used: {words}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// The details.
        words: String,
    },
    /// The system has no certificate authorities, and no file names any.
    #[error("this system has no certificate authorities to trust: {words}")]
    NoRoots {
        /// The details, in English.
        words: String,
    },
    /// The TLS library could not be set up.
    #[error("TLS could not be set up: {words}")]
    Setup {
        /// The details, in English.
        words: String,
    },
    /// Anything else that makes the connection unsafe.
    #[error("the connection to {host} is not safe: {words}")]
    Other {
        /// The host asked for.
        host: String,
        /// The details, in English.
        words: String,
        /// What it showed, where it is about the certificate.
        certificate: Option<Arc<Certificate>>,
    },
}

impl TlsError {
    /// The certificate it is about.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match self {
            Self::Expired { certificate, .. }
            | Self::NotYetValid { certificate, .. }
            | Self::WrongHost { certificate, .. }
            | Self::UnknownIssuer { certificate, .. }
            | Self::Revoked { certificate, .. } => Some(certificate),
            Self::Other { certificate, .. } => certificate.as_deref(),
            Self::NotTls { .. }
            | Self::Incompatible { .. }
            | Self::HostName { .. }
            | Self::CaFile { .. }
            | Self::NoRoots { .. }
            | Self::Setup { .. } => None,
        }
    }
}
