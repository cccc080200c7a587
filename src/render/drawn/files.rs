//! The pictures that are there, and the one way by which what draws a mail asks for anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use blitz_traits::net::{Bytes, NetHandler, NetProvider, Request, Url};

/// Most addresses of pictures that are told.
pub(super) const MAX_MISSING: usize = 500;
/// Most pixels and octets of a picture that is decoded; telephones take pictures of 50 million.
const MAX_PIXELS: u64 = 52_000_000;
const MAX_OCTETS: usize = 20 * 1024 * 1024;
/// Most pixels of all pictures of a mail, those that are written in it among them. Painted, they take eight octets
/// each: four as they were decoded, and four as vello has them.
const MAX_PIXELS_TOGETHER: u64 = 90_000_000;
/// Where nothing lies.
pub(super) const NOWHERE: &str = "mail.invalid";

/// The pictures that are there; whatever else is asked for is refused and noted. blitz has no other way
/// to anything outside of it.
pub(super) struct Files {
    pictures: BTreeMap<String, Bytes>,
    /// So many pixels may be decoded beside those.
    room: u64,
    seen: Mutex<Seen>,
}

/// What was asked for.
struct Seen {
    /// What is not here.
    missing: BTreeSet<String>,
    /// Those that came along.
    shown: BTreeSet<String>,
    /// So many pixels may still be decoded.
    room: u64,
}

impl Seen {
    fn new(room: u64) -> Self {
        Self {
            missing: BTreeSet::new(),
            shown: BTreeSet::new(),
            room,
        }
    }
}

impl Files {
    /// Keeps the pictures that can be drawn, as many as fit into memory when they are decoded; the others become boxes
    /// that name them.
    pub(super) fn new(pictures: Vec<(String, Vec<u8>)>) -> Self {
        let mut room = MAX_PIXELS_TOGETHER;
        let fits = |(address, file): (String, Vec<u8>)| {
            let pixels = pixels_of(&file)?;
            room = room.checked_sub(pixels)?;
            Some((spelled_alike(&address), Bytes::from(file)))
        };
        let pictures = pictures.into_iter().filter_map(fits).collect();
        Self {
            pictures,
            room,
            seen: Mutex::new(Seen::new(room)),
        }
    }

    /// The same pictures, of which nothing was asked for yet: for another view of the mail.
    pub(super) fn anew(&self) -> Self {
        Self {
            pictures: self.pictures.clone(),
            room: self.room,
            seen: Mutex::new(Seen::new(self.room)),
        }
    }

    /// So many pixels of it are decoded, or may be.
    pub(super) fn pixels(&self) -> u64 {
        self.seen(|seen| MAX_PIXELS_TOGETHER - seen.room)
    }

    pub(super) fn has(&self, address: &str) -> bool {
        self.pictures.contains_key(&spelled_alike(address))
    }

    /// The addresses of pictures that were asked for, lie elsewhere and are not here.
    pub(super) fn missing(&self) -> Vec<String> {
        self.seen(|seen| seen.missing.iter().cloned().collect())
    }

    /// The addresses of those that came along and were asked for.
    pub(super) fn shown(&self) -> Vec<String> {
        self.seen(|seen| seen.shown.iter().cloned().collect())
    }

    fn seen<T>(&self, with: impl FnOnce(&mut Seen) -> T) -> T {
        with(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A picture that is written in the mail, if there is room for it.
    fn written(&self, path: &str) -> Option<Bytes> {
        let file = data(path)?;
        let pixels = pixels_of(&file)?;
        self.seen(|seen| {
            seen.room = seen.room.checked_sub(pixels)?;
            Some(file)
        })
    }

    fn asked(&self, request: &Request) -> Option<Bytes> {
        if request.url.scheme() == "data" {
            return self.written(request.url.path());
        }
        let url = request.url.to_string();
        let picture = self.pictures.get(&spelled_alike(&url));
        // What has no place of its own lies nowhere.
        let is_elsewhere = matches!(request.url.scheme(), "http" | "https")
            && request.url.host_str() != Some(NOWHERE);
        self.seen(|seen| match picture {
            Some(_) => drop(seen.shown.insert(spelled_alike(&url))),
            None if is_elsewhere && seen.missing.len() < MAX_MISSING => {
                let _ = seen.missing.insert(url);
            }
            None => {}
        });
        picture.cloned()
    }
}

/// The `Content-ID` of a picture that is attached.
pub(super) fn attached(address: &str) -> Option<String> {
    let address = spelled_alike(address);
    address.strip_prefix("cid:").map(ToOwned::to_owned)
}

/// An address as it is looked up: a `Content-ID` may be escaped (RFC 2392 2), a host in capitals.
fn spelled_alike(address: &str) -> String {
    let address = address.trim();
    match address.split_once(':') {
        Some((scheme, name)) if scheme.eq_ignore_ascii_case("cid") => {
            let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
            format!("cid:{name}")
        }
        _ => Url::parse(address).map_or_else(|_| address.to_owned(), String::from),
    }
}

impl NetProvider for Files {
    fn fetch(&self, _document: usize, request: Request, handler: Box<dyn NetHandler>) {
        let bytes = self.asked(&request).unwrap_or_default();
        // Answered in any case: what is not answered is waited for, and the mail never painted.
        handler.bytes(request.url.to_string(), bytes);
    }
}

/// The octets of a `data:` address (RFC 2397), of which only base64 is written for pictures.
fn data(path: &str) -> Option<Bytes> {
    use base64::Engine as _;
    let (kind, data) = path.split_once(',')?;
    let is_base64 = kind.trim_end().to_ascii_lowercase().ends_with(";base64");
    if !is_base64 || data.len() > MAX_OCTETS * 2 {
        return None;
    }
    let plain: String = data
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=")
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && *c != '=')
        .collect();
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    engine.decode(plain).ok().map(Bytes::from)
}

/// How many pixels a picture has by its beginning, if it is one that fits into memory.
fn pixels_of(file: &[u8]) -> Option<u64> {
    if file.is_empty() || file.len() > MAX_OCTETS {
        return None;
    }
    let reader = image::ImageReader::new(std::io::Cursor::new(file)).with_guessed_format();
    let (width, height) = reader.ok()?.into_dimensions().ok()?;
    Some(u64::from(width) * u64::from(height)).filter(|pixels| *pixels <= MAX_PIXELS)
}
