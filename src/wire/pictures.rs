//! Pictures that a mail names and a person wants to see: fetched over HTTP, each alone, and nothing else said.
//!
//! No cookie is kept or sent, no page is named as the one that leads there, nobody signs in. A stranger's mail must
//! not make this computer ask those near to it (a router, a printer, a service of this computer): only addresses of
//! the Internet are asked, after a redirection too.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, StatusCode, Url, header, redirect};
use tokio::time::Instant;

use super::tls::TlsConfig;

/// Most pictures of one mail that are fetched.
pub const MOST: usize = 200;
/// Largest picture, in octets.
const MAX_OCTETS: usize = 10 * 1024 * 1024;
/// Most octets of all of one mail.
const MAX_TOGETHER: usize = 40 * 1024 * 1024;
/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long all of one mail may take.
const PATIENCE_TOGETHER: Duration = Duration::from_secs(60);
/// Fetched at the same time.
const AT_ONCE: usize = 6;
/// Redirections that are followed.
const MOST_REDIRECTIONS: usize = 5;

/// Why a picture could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It does not lie in the web, or near this computer.
    #[error("it lies where no picture of a mail is fetched from")]
    NotFetched,
    /// The server did not answer as it should.
    #[error("the server could not be reached or broke off")]
    Unreachable,
    /// The server has none for us.
    #[error("the server answered {0}")]
    Refused(u16),
    /// It is no picture of a kind that is drawn.
    #[error("it is no picture")]
    NoPicture,
    /// It is larger than is fetched.
    #[error("it is too large")]
    TooLarge,
    /// It took too long.
    #[error("it took too long")]
    TookTooLong,
}

/// Fetches pictures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PictureClient {
    client: Client,
    reach: Reach,
}

/// Whom it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The Internet.
    Far,
    /// This computer and its network too: for tests.
    Anywhere,
}

impl PictureClient {
    /// A client that trusts what `tls` trusts. `None` if none can be made.
    #[must_use]
    pub fn new(tls: &TlsConfig, reach: Reach) -> Option<Self> {
        let follow = redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > MOST_REDIRECTIONS || !is_fetched(attempt.url(), reach) {
                attempt.stop()
            } else {
                attempt.follow()
            }
        });
        let mut headers = header::HeaderMap::new();
        let kinds = header::HeaderValue::from_static("image/webp,image/png,image/*;q=0.8");
        headers.insert(header::ACCEPT, kinds);
        let client = Client::builder()
            .tls_backend_preconfigured(tls.client_config())
            .default_headers(headers)
            // Some servers refuse those who do not look like a browser. It says nothing about who asks.
            .user_agent("Mozilla/5.0")
            .referer(false)
            .no_proxy()
            .redirect(follow)
            .connect_timeout(PATIENCE)
            .timeout(PATIENCE)
            .pool_max_idle_per_host(0)
            .dns_resolver(Resolver(reach))
            .build();
        let client = client
            .inspect_err(|error| tracing::warn!(%error, "No client for pictures could be made."));
        Some(Self {
            client: client.ok()?,
            reach,
        })
    }

    /// Fetches them, at most [`MOST`], several at a time; each with its address.
    pub async fn fetch(
        &self,
        addresses: Vec<String>,
    ) -> Vec<(String, Result<Vec<u8>, PictureError>)> {
        let end = Instant::now() + PATIENCE_TOGETHER;
        let fetching = addresses.into_iter().take(MOST).map(|address| {
            let client = self.clone();
            async move {
                let fetched = tokio::time::timeout_at(end, client.fetch_one(&address)).await;
                (address, fetched.unwrap_or(Err(PictureError::TookTooLong)))
            }
        });
        let mut fetching = futures_util::stream::iter(fetching).buffer_unordered(AT_ONCE);
        let mut fetched = Vec::new();
        let mut octets = 0;
        while let Some((address, picture)) = fetching.next().await {
            octets += picture.as_ref().map_or(0, Vec::len);
            if octets > MAX_TOGETHER {
                // Those that are on their way are dropped, and no more are asked for.
                fetched.push((address, Err(PictureError::TooLarge)));
                break;
            }
            fetched.push((address, picture));
        }
        fetched
    }

    async fn fetch_one(&self, address: &str) -> Result<Vec<u8>, PictureError> {
        let url = Url::parse(address).map_err(|_| PictureError::NotFetched)?;
        if !is_fetched(&url, self.reach) {
            return Err(PictureError::NotFetched);
        }
        let failed = |error: reqwest::Error| {
            if error.is_timeout() {
                PictureError::TookTooLong
            } else {
                PictureError::Unreachable
            }
        };
        let answer = self.client.get(url).send().await.map_err(failed)?;
        if answer.status() != StatusCode::OK {
            return Err(PictureError::Refused(answer.status().as_u16()));
        }
        let mut picture = Vec::new();
        let mut body = answer.bytes_stream();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(failed)?;
            if picture.len() + piece.len() > MAX_OCTETS {
                return Err(PictureError::TooLarge);
            }
            picture.extend_from_slice(&piece);
            // What the server says of its kind is not believed; its first octets are.
            if picture.len() >= 16 && !is_picture(&picture) {
                return Err(PictureError::NoPicture);
            }
        }
        if is_picture(&picture) {
            Ok(picture)
        } else {
            Err(PictureError::NoPicture)
        }
    }
}

/// Is that the beginning of a file of a kind that is drawn?
fn is_picture(file: &[u8]) -> bool {
    file.starts_with(b"\x89PNG\r\n\x1a\n")
        || file.starts_with(b"\xff\xd8\xff")
        || file.starts_with(b"GIF87a")
        || file.starts_with(b"GIF89a")
        || (file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP"))
}

/// Is anything fetched from there?
fn is_fetched(url: &Url, reach: Reach) -> bool {
    let names_user = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || names_user {
        return false;
    }
    match url.host() {
        Some(url::Host::Domain(name)) => {
            // A name of one word is one of the network around.
            reach == Reach::Anywhere || name.trim_end_matches('.').contains('.')
        }
        Some(url::Host::Ipv4(address)) => may_be_asked(address.into(), reach),
        Some(url::Host::Ipv6(address)) => may_be_asked(address.into(), reach),
        None => false,
    }
}

fn may_be_asked(address: IpAddr, reach: Reach) -> bool {
    reach == Reach::Anywhere
        || match address {
            IpAddr::V4(address) => is_far(address),
            IpAddr::V6(address) => is_far_v6(address),
        }
}

/// Is this an address of the Internet (RFC 6890, IANA's registry of special addresses)?
fn is_far(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a == 10
        || a == 127
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

/// The same: of what IANA has given out for the Internet (2000::/3), without what stands for other addresses.
fn is_far_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_far(inner);
    }
    let [first, second, ..] = address.segments();
    match (first, second) {
        // NAT64 (RFC 6052) and 6to4 (RFC 3056) lead to the address within.
        (0x64, 0xff9b) => {
            let [.., high, low] = address.segments();
            is_far(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        (0x2002, high) => {
            let low = address.segments()[2];
            is_far(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        // Teredo, documentation, benchmarks.
        (0x2001, 0 | 0xdb8 | 2) => false,
        _ => first & 0xe000 == 0x2000,
    }
}

/// Names lead to addresses that may be asked, or nowhere. Checked where the connection is made, so that a name
/// cannot mean one address when it is looked at and another one when it is asked.
struct Resolver(Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let asked: Vec<SocketAddr> = found
                .filter(|address| may_be_asked(address.ip(), reach))
                .collect();
            if asked.is_empty() {
                return Err("no address of the Internet".into());
            }
            let asked: Addrs = Box::new(asked.into_iter());
            Ok(asked)
        })
    }
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Resolver").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

    /// A web server that answers by path, and what it was asked.
    async fn server() -> (String, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (seen, own) = (asked.clone(), base.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (seen, own) = (seen.clone(), own.clone());
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        let mut octet = [0];
                        if stream.read_exact(&mut octet).await.is_err() {
                            return;
                        }
                        request.push(octet[0]);
                    }
                    let request = String::from_utf8_lossy(&request).into_owned();
                    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                    seen.lock().unwrap().push(request);
                    let answer = |status: &str, headers: &str, body: &[u8]| {
                        let length = body.len();
                        let mut all = format!(
                            "HTTP/1.1 {status}\r\n{headers}Set-Cookie: who=me\r\nContent-Length: {length}\r\n\r\n"
                        )
                        .into_bytes();
                        all.extend(body);
                        all
                    };
                    let all = match path.as_str() {
                        "/png" => answer("200 OK", "Content-Type: text/html\r\n", PNG),
                        "/svg" => answer(
                            "200 OK",
                            "Content-Type: image/png\r\n",
                            b"<svg xmlns='x'></svg>",
                        ),
                        "/to" => answer("302 Found", &format!("Location: {own}/png\r\n"), b""),
                        "/round" => answer("302 Found", &format!("Location: {own}/round\r\n"), b""),
                        "/file" => answer("302 Found", "Location: file:///etc/passwd\r\n", b""),
                        "/huge" => {
                            let mut huge = PNG.to_vec();
                            huge.resize(MAX_OCTETS + 1, 0);
                            answer("200 OK", "", &huge)
                        }
                        "/cut" => {
                            let mut cut = answer("200 OK", "", PNG);
                            cut.truncate(cut.len() - 3);
                            cut
                        }
                        _ => answer("404 Not Found", "", PNG),
                    };
                    let _ = stream.write_all(&all).await;
                });
            }
        });
        (base, asked)
    }

    fn client(reach: Reach) -> PictureClient {
        let ca = rcgen::generate_simple_self_signed(["x.test".to_owned()]).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), ca.cert.pem()).unwrap();
        let tls = TlsConfig::new(Some(file.path())).unwrap();
        PictureClient::new(&tls, reach).unwrap()
    }

    #[tokio::test]
    async fn a_picture_is_fetched_and_nothing_is_told() {
        let (base, asked) = server().await;
        let client = client(Reach::Anywhere);
        let both = vec![format!("{base}/png"), format!("{base}/to")];
        for (address, picture) in client.fetch(both).await {
            assert_eq!(picture, Ok(PNG.to_vec()), "{address}");
        }
        let asked = asked.lock().unwrap();
        assert_eq!(asked.len(), 3, "each once, and where one leads");
        for request in asked.iter() {
            let lower = request.to_lowercase();
            let fields: Vec<&str> = lower
                .lines()
                .skip(1)
                .filter_map(|l| l.split(':').next())
                .collect();
            let mut fields: Vec<&str> = fields
                .into_iter()
                .filter(|f| !f.trim().is_empty())
                .collect();
            fields.sort_unstable();
            assert_eq!(fields, ["accept", "host", "user-agent"], "{request}");
        }
    }

    #[tokio::test]
    async fn what_is_no_picture_is_told_apart() {
        let (base, _) = server().await;
        let client = client(Reach::Anywhere);
        for (path, error) in [
            ("/svg", PictureError::NoPicture),
            ("/none", PictureError::Refused(404)),
            ("/round", PictureError::Refused(302)),
            ("/file", PictureError::Refused(302)),
            ("/huge", PictureError::TooLarge),
            ("/cut", PictureError::Unreachable),
        ] {
            let fetched = client.fetch(vec![format!("{base}{path}")]).await;
            assert_eq!(fetched[0].1, Err(error), "{path}");
        }
        for address in [
            "file:///etc/passwd",
            "ftp://x.test/a",
            "x",
            "http://me@x.test/a",
        ] {
            let fetched = client.fetch(vec![address.to_owned()]).await;
            assert_eq!(fetched[0].1, Err(PictureError::NotFetched), "{address}");
        }
    }

    #[tokio::test]
    async fn nobody_near_is_asked() {
        let (base, asked) = server().await;
        let port = base.rsplit(':').next().unwrap().to_owned();
        let client = client(Reach::Far);
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "0.0.0.0",
            "2130706433",
            "printer",
        ] {
            let fetched = client
                .fetch(vec![format!("http://{host}:{port}/png")])
                .await;
            assert!(
                matches!(fetched[0].1, Err(PictureError::NotFetched)),
                "{host}: {:?}",
                fetched[0].1
            );
        }
        // Its dot at the end makes it no name of the Internet.
        let fetched = client
            .fetch(vec![format!("http://localhost.:{port}/png")])
            .await;
        assert!(fetched[0].1.is_err());
        assert!(asked.lock().unwrap().is_empty());
    }

    #[test]
    fn addresses_of_the_internet_are_told_from_those_near() {
        for (address, far) in [
            ("93.184.216.34", true),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("198.18.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:2800:220:1::1", true),
            ("::1", false),
            ("::", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("ff02::1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:93.184.216.34", true),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b::5db8:d822", true),
            ("2002:7f00:1::", false),
            ("2001:db8::1", false),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(may_be_asked(address, Reach::Far), far, "{address}");
        }
    }
}
