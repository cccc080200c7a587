//! T61: pictures that are small as files and large when they are decoded, or claim to be: they are left out, and the rest of
//! the mail is drawn by a process that lives.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};
use postroom::render::drawn::Drawers;
use postroom::render::{Part, Picture, Source};

use super::easel::{drawers, html, picture, setting};

/// A colour that nothing else has.
const RED: [u8; 3] = [201, 31, 61];

/// A grey picture of this size, as PNG: a thousandth of its pixels.
fn grey(width: u32, height: u32) -> Vec<u8> {
    let image = image::GrayImage::new(width, height);
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::NoFilter)
        .write_image(&image, width, height, ExtendedColorType::L8)
        .unwrap();
    file
}

/// A piece of a PNG (PNG 3rd edition 5.3).
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let sum = !kind.iter().chain(data).fold(!0_u32, |sum, octet| {
        (0..8).fold(sum ^ u32::from(*octet), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    });
    let length = u32::try_from(data.len()).unwrap();
    [
        &length.to_be_bytes(),
        kind.as_slice(),
        data,
        &sum.to_be_bytes(),
    ]
    .concat()
}

/// The same file, which now claims another size.
fn claims(file: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut header = file[16..29].to_vec();
    header[..4].copy_from_slice(&width.to_be_bytes());
    header[4..8].copy_from_slice(&height.to_be_bytes());
    [&file[..8], &chunk(b"IHDR", &header), &file[33..]].concat()
}

/// The same file with something behind its header.
fn with(file: &[u8], chunks: &[u8]) -> Vec<u8> {
    [&file[..33], chunks, &file[33..]].concat()
}

/// The packed octets within a PNG.
fn packed(file: &[u8]) -> Vec<u8> {
    let at = file.windows(4).position(|kind| kind == b"IDAT").unwrap();
    let length = u32::from_be_bytes(file[at - 4..at].try_into().unwrap());
    file[at + 4..at + 4 + usize::try_from(length).unwrap()].to_vec()
}

/// A GIF with a screen and frames of these sizes, each of one colour.
fn gif(screen: u16, frame: u16, frames: usize) -> Vec<u8> {
    let side = |length: u16| [length.to_le_bytes(), length.to_le_bytes()].concat();
    let mut file = [
        b"GIF89a".as_slice(),
        &side(screen),
        &[0x80, 0, 0, 9, 9, 9, 0, 0, 0],
    ]
    .concat();
    // Its place, its size, and one pixel (GIF89a 20, 22).
    let image = [
        &[0x2c, 0, 0, 0, 0],
        side(frame).as_slice(),
        &[0, 2, 2, 0x44, 1, 0],
    ]
    .concat();
    for _ in 0..frames {
        file.extend_from_slice(&image);
    }
    file.push(0x3b);
    file
}

fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let small = grey(10, 10);
    let large = grey(7000, 7000);
    // "x", no method but the one there is, and octets that become 49 million.
    let text = chunk(b"zTXt", &[b"x\0\0".as_slice(), &packed(&large)].concat());
    let profile = chunk(b"iCCP", &[b"x\0\0".as_slice(), &packed(&large)].concat());
    let frames = |side: u16| {
        let side = side.to_be_bytes();
        [
            &[0xff, 0xd8, 0xff, 0xc0, 0, 11, 8],
            side.as_slice(),
            &side,
            &[1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1],
        ]
        .concat()
    };
    let webp = |kind: &[u8; 4], data: &[u8]| {
        let length = |octets: usize| u32::try_from(octets).unwrap().to_le_bytes();
        [
            b"RIFF".as_slice(),
            &length(data.len() + 12),
            b"WEBP",
            kind,
            &length(data.len()),
            data,
        ]
        .concat()
    };
    vec![
        ("50,000 times 50,000", claims(&large, 50_000, 50_000)),
        (
            "a side of four thousand million",
            claims(&small, u32::MAX, 1),
        ),
        (
            "as large as sides can be",
            claims(&small, 0x7fff_ffff, 0x7fff_ffff),
        ),
        ("no size", claims(&small, 0, 0)),
        ("more octets than pixels", claims(&large, 10, 10)),
        ("more pixels than octets", claims(&small, 7000, 7000)),
        ("a text that becomes long", with(&small, &text.repeat(20))),
        ("a profile that becomes long", with(&small, &profile)),
        (
            "a hundred thousand pieces",
            with(&small, &chunk(b"teSt", b"").repeat(100_000)),
        ),
        (
            "a moving picture without end",
            with(&small, &chunk(b"acTL", &[0xff; 8])),
        ),
        ("a hundred thousand frames", gif(1, 1, 100_000)),
        ("a screen of four thousand million", gif(u16::MAX, 1, 1)),
        ("a frame larger than its screen", gif(10, u16::MAX, 3)),
        ("no frame", gif(4000, 1, 0)),
        ("a photograph of four thousand million", frames(u16::MAX)),
        ("a photograph that breaks off", frames(7000)),
        // A lossless one of 16,384 times 16,384, and one that says less of itself than what is in it.
        (
            "a WebP of 268 million",
            webp(b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f, 0]),
        ),
        (
            "a WebP that grows",
            webp(b"VP8X", &[0x02, 0, 0, 0, 9, 0, 0, 9, 0, 0]),
        ),
    ]
}

/// Draws a mail, and gives how many pixels are red.
async fn red(drawers: &Drawers, source: Source) -> usize {
    let (drawing, _) = drawers.open(Arc::new(source), setting()).await.unwrap();
    let rgba = drawing.paint(0, 2000).await.unwrap().rgba;
    rgba.chunks(4).filter(|pixel| pixel[..3] == RED).count()
}

/// Beside each there is a picture that is one.
fn beside(file: &[u8], address: &str) -> Source {
    let mut source = (*html(&format!(
        "<img src=cid:red><img src='{address}' width=20 height=20>"
    )))
    .clone();
    source.pictures.push(picture("cid:red", 100, 50, RED));
    source.pictures.push(Picture {
        address: "cid:bomb".into(),
        octets: file.into(),
    });
    source
}

#[tokio::test]
async fn what_becomes_large_is_left_out_and_the_rest_is_drawn() {
    let drawers = drawers();
    let mut process = None;
    for (name, file) in bombs() {
        let kind = if file.starts_with(b"GIF") {
            "gif"
        } else {
            "png"
        };
        let written = format!("data:image/{kind};base64,{}", STANDARD.encode(&file));
        // What is longer is cut off with the mail.
        let written = if written.len() < 900_000 {
            written
        } else {
            "cid:bomb".into()
        };
        for address in ["cid:bomb".to_owned(), written] {
            assert_eq!(red(&drawers, beside(&file, &address)).await, 5000, "{name}");
        }
        let now = drawers.process().await;
        assert!(
            process.is_none_or(|before| before == now),
            "{name}: the process ended"
        );
        process = Some(now);
    }
}

/// A mail of large pictures, and one picture that is small. They came along, or are written in it.
fn large(files: &[Vec<u8>], is_written: bool) -> Source {
    let mut page = "<img src=cid:red>".to_owned();
    let mut source = Source::default();
    source.pictures.push(picture("cid:red", 100, 50, RED));
    for (n, file) in files.iter().enumerate() {
        let address = if is_written {
            format!("data:image/png;base64,{}", STANDARD.encode(file))
        } else {
            format!("cid:{n}")
        };
        page.push_str(&format!("<img src='{address}' width=20 height=20>"));
        let octets = file.as_slice().into();
        source.pictures.push(Picture { address, octets });
    }
    assert!(page.len() < 1024 * 1024, "{}", page.len());
    source.parts = vec![Part::Html(page)];
    source
}

/// Each fits into memory; all of them do not, nor do those of several mails.
#[tokio::test]
async fn many_large_pictures_are_drawn_as_far_as_they_fit() {
    let drawers = drawers();
    let mut process = None;
    let mut open = Vec::new();
    let files: Vec<Vec<u8>> = (0..3).map(|n| grey(6000 - n, 6000)).collect();
    for is_written in [false, true] {
        let source = Arc::new(large(&files, is_written));
        let (drawing, _) = drawers.open(source, setting()).await.unwrap();
        let rgba = drawing.paint(0, 2000).await.unwrap().rgba;
        let red = rgba.chunks(4).filter(|pixel| pixel[..3] == RED).count();
        assert_eq!(red, 5000);
        let now = drawers.process().await;
        assert!(
            process.is_none_or(|before| before == now),
            "the process ended"
        );
        process = Some(now);
        // It stays open, as the window keeps what it shows until there is something else.
        open.push(drawing);
    }
}
