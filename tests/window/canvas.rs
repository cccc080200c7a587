//! A window's pixels, of which only what changed is drawn anew: what iced's software renderer does on a screen
//! (`iced_tiny_skia::window::compositor::present`), without the screen.

use iced::advanced::graphics::{Viewport, damage};
use iced::{Color, Rectangle, Renderer, Size};
use iced_tiny_skia::Layer;
use tiny_skia::{Mask, PixmapMut};

pub struct Canvas {
    viewport: Viewport,
    pixels: Vec<u8>,
    mask: Mask,
    last: Option<Vec<Layer>>,
}

impl Canvas {
    /// One for a window of this size, in which nothing is drawn yet.
    pub fn new(size: Size<u32>) -> Self {
        Self {
            viewport: Viewport::with_physical_size(size, 1.0),
            pixels: vec![0; size.width as usize * size.height as usize * 4],
            mask: Mask::new(size.width, size.height).expect("a window has a size"),
            last: None,
        }
    }

    /// Draws what is not as it was, and says how much of the window that is, from 0 to 1.
    pub fn draw(&mut self, renderer: &mut Renderer, background: Color) -> f32 {
        let Renderer::Secondary(renderer) = renderer else {
            panic!("this is about the software renderer");
        };
        let all = Rectangle::with_size(self.viewport.logical_size());
        let changed = match &self.last {
            Some(last) => {
                let bounds = |layer: &Layer| vec![layer.bounds];
                damage::diff(last, renderer.layers(), bounds, Layer::damage)
            }
            None => vec![all],
        };
        let changed = damage::group(changed, all);
        if changed.is_empty() {
            return 0.0;
        }
        self.last = Some(renderer.layers().to_vec());
        let physical = self.viewport.physical_size();
        let mut pixels = PixmapMut::from_bytes(&mut self.pixels, physical.width, physical.height)
            .expect("there are as many pixels");
        renderer.draw(
            &mut pixels,
            &mut self.mask,
            &self.viewport,
            &changed,
            background,
        );
        changed.iter().map(Rectangle::area).sum::<f32>() / all.area()
    }
}
