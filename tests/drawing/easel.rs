//! Something to draw on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use postroom::render::drawn::{Band, Colours, Drawers, Drawing, Laid, Setting};
use postroom::render::{Part, Picture, Source};

/// The window's colours in the light.
pub const LIGHT: Colours = Colours {
    background: [255, 255, 255],
    text: [30, 31, 34],
    dim: [110, 114, 122],
    link: [26, 86, 196],
    is_dark: false,
};

/// The same in the dark.
pub const DARK: Colours = Colours {
    background: [32, 34, 38],
    text: [228, 230, 235],
    dim: [150, 155, 165],
    link: [120, 170, 255],
    is_dark: true,
};

/// The program that is tested, which draws.
pub fn program() -> Option<PathBuf> {
    Some(PathBuf::from(env!("CARGO_BIN_EXE_postroom")))
}

/// With much patience: these tests run beside others.
pub fn drawers() -> Drawers {
    Drawers::new(program(), Duration::from_secs(120), Vec::new())
}

/// A room of usual width in the light.
pub fn setting() -> Setting {
    Setting {
        width: 640.0,
        scale: 1.0,
        zoom: 1.0,
        colours: LIGHT,
        adapt: false,
        elsewhere: false,
        quote: true,
        simple: false,
    }
}

/// A mail of one HTML part.
pub fn html(html: &str) -> Arc<Source> {
    Arc::new(Source {
        parts: vec![Part::Html(html.to_owned())],
        ..Source::default()
    })
}

/// One of the mails that lie beside this.
pub fn mail(name: &str) -> Arc<Source> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawing/mails");
    html(&std::fs::read_to_string(path.join(name)).unwrap())
}

/// A picture of one colour.
pub fn picture(address: &str, width: u32, height: u32, colour: [u8; 3]) -> Picture {
    let image = image::RgbImage::from_pixel(width, height, image::Rgb(colour));
    let mut file = std::io::Cursor::new(Vec::new());
    image.write_to(&mut file, image::ImageFormat::Png).unwrap();
    Picture {
        address: address.to_owned(),
        octets: file.into_inner().into(),
    }
}

/// What was drawn.
pub struct Drawn {
    pub laid: Laid,
    pub band: Band,
    pub drawing: Drawing,
}

impl Drawn {
    /// The colour at a place in pixels.
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let at = usize::try_from((y * self.band.width + x) * 4).unwrap();
        let pixel = &self.band.rgba[at..at + 4];
        assert_eq!(pixel[3], 255, "nothing shines through");
        [pixel[0], pixel[1], pixel[2]]
    }

    /// How many pixels have this colour.
    pub fn count(&self, colour: [u8; 3]) -> usize {
        let pixels = self.band.rgba.chunks(4);
        pixels.filter(|pixel| pixel[..3] == colour).count()
    }
}

/// Draws the first 2,000 rows.
pub async fn draw(name: &str, source: Arc<Source>, setting: Setting) -> Drawn {
    let (drawing, laid) = drawers().open(source, setting).await.unwrap();
    let band = drawing.paint(0, 2000).await.unwrap();
    keep(name, &band);
    Drawn {
        laid,
        band,
        drawing,
    }
}

fn keep(name: &str, band: &Band) {
    let Some(folder) = std::env::var_os("POSTROOM_PICTURES") else {
        return;
    };
    let image = image::RgbaImage::from_raw(band.width, band.height, band.rgba.clone()).unwrap();
    image
        .save(Path::new(&folder).join(format!("{name}.png")))
        .unwrap();
}
