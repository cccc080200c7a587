//! Who decides whether a certificate is good: the platform, then the authorities of a `--ca-file`.
//!
//! The file's authorities are asked apart from the platform instead of through it, so that a
//! private authority works alike on Windows, macOS and Linux.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::{Certificate, TlsError};

/// Asks the platform, then the file's authorities. Never says yes by itself.
#[derive(Debug)]
pub(super) struct Verifier {
    /// `None` where the system has no trust store, which only a `--ca-file` can make good.
    platform: Option<rustls_platform_verifier::Verifier>,
    extra: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(super) fn new(
        roots: Vec<CertificateDer<'static>>,
        ca_file: Option<&Path>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, TlsError> {
        let extra = match ca_file {
            Some(path) => Some(extra(roots, path, &provider)?),
            None => None,
        };
        let platform = match rustls_platform_verifier::Verifier::new(Arc::clone(&provider)) {
            Ok(verifier) => Some(verifier),
            Err(error) if extra.is_none() => {
                return Err(TlsError::NoRoots {
                    words: error.to_string(),
                });
            }
            Err(error) => {
                tracing::warn!(%error, "only the certificate file is trusted");
                None
            }
        };
        Ok(Self {
            platform,
            extra,
            provider,
        })
    }

    fn verdict(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let first = match &self.platform {
            Some(platform) => {
                platform.verify_server_cert(certificate, intermediates, name, ocsp, now)
            }
            None => Err(unknown.clone()),
        };
        let (Err(refusal), Some(extra)) = (&first, &self.extra) else {
            return first;
        };
        if *refusal == Error::InvalidCertificate(CertificateError::Revoked) {
            return first;
        }
        match extra.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            // The file does not know the issuer: what the platform said stands.
            Err(error) if error == unknown => first,
            second => second,
        }
    }
}

/// A verifier for the authorities of a file.
fn extra(
    roots: Vec<CertificateDer<'static>>,
    path: &Path,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, TlsError> {
    let fault = |words: String| TlsError::CaFile {
        path: path.to_owned(),
        words,
    };
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(root).map_err(|error| fault(error.to_string()))?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
        .build()
        .map_err(|error| fault(error.to_string()))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verdict(certificate, intermediates, name, ocsp, now)
            .map_err(|error| {
                // Only here are the certificate and the reason known together, so the typed error
                // is made here and carried through rustls.
                let error = in_words(name.to_str().into_owned(), certificate, &error);
                Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(error))))
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// `CERT_E_CHAINING`: what Windows says if the server does not send its unknown authority along.
/// The platform verifier passes it on by number only.
const NO_CHAIN: &str = "(os error -2146762486)";

/// The refusal of a certificate as our error. Platforms word it differently: macOS and Windows
/// give no context, and macOS has no error of its own for some of these.
fn in_words(host: String, der: &CertificateDer<'_>, error: &Error) -> TlsError {
    let certificate = Arc::new(Certificate::read(der));
    let Error::InvalidCertificate(reason) = error else {
        return TlsError::Other {
            host,
            words: error.to_string(),
            certificate: Some(certificate),
        };
    };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            TlsError::Expired { host, certificate }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsError::NotYetValid { host, certificate }
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsError::WrongHost { host, certificate }
        }
        CertificateError::UnknownIssuer => TlsError::UnknownIssuer { host, certificate },
        CertificateError::Other(other) if other.0.to_string().contains(NO_CHAIN) => {
            TlsError::UnknownIssuer { host, certificate }
        }
        CertificateError::Revoked => TlsError::Revoked { host, certificate },
        other => TlsError::Other {
            host,
            words: other.to_string(),
            certificate: Some(certificate),
        },
    }
}
