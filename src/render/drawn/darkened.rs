//! A scene in which a mail that was made for white paper is painted for a dark window.
//!
//! It knows on what each thing is painted, since what lies below is painted first: fields are remembered with the
//! colour they were meant to have and the one they got ([`Dark`]), and what stands on them, words, lines and marks, is
//! adapted to both. Pictures are painted as they are, and so is what stands on them.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use anyrender::{
    Filter, Glyph, NormalizedCoord, Paint, PaintRef, PaintScene, RegisterResourceError,
    RenderContext, ResourceId,
};
use vello_cpu::color::{DynamicColor, Srgb};
use vello_cpu::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Stroke, Vec2};
use vello_cpu::peniko::{BlendMode, Color, Fill, FontData, Gradient, ImageBrushRef, StyleRef};

use super::dark::{Dark, MIDDLE, Rgb, luminance, over};
use super::looked::Looked;

/// A field is at least so high and wide, in logical pixels; what is thinner is a line on one.
const THINNEST: f64 = 4.0;
/// Of its box a field covers at least this share; a frame around something covers less.
const FILLED: f64 = 0.5;
/// Curves are followed to so much of a pixel where it is asked how much they enclose.
const SMOOTH: f64 = 0.5;
/// What is more opaque than this hides what lies below it.
const HIDING: f32 = 0.5;
/// A button is at most so wide and high, in logical pixels.
const BUTTON: (f64, f64) = (320.0, 72.0);
/// So many fields are looked through for the one below something; the others lie far above it.
const MOST_FIELDS: usize = 4096;
/// So many fields of the paper itself are painted before all others.
const PAPERS: usize = 2;
/// So many adapted colours are remembered.
const MOST_COLOURS: usize = 4096;
/// The page is covered by what leaves no more of it free at its edges, in logical pixels.
const AT_EDGES: f64 = 4.0;
/// Corners of what is laid below a picture.
const CORNER: f64 = 4.0;

/// What blitz paints behind marked text, and what is painted in the dark instead.
const MARKED: Rgb = [180, 213, 255];
const MARKED_DARK: Rgb = [38, 79, 120];

/// A colour as it was meant, and as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Colour {
    before: Rgb,
    after: Rgb,
}

/// Something on which others stand.
#[derive(Debug, Clone, Copy)]
struct Field {
    area: Rect,
    colour: Colour,
}

/// What is painted lies within a clip, and may be partly seen through.
#[derive(Debug, Clone, Copy)]
struct Layer {
    clip: Rect,
    opacity: f32,
    /// It is painted to be cut out, as inner shadows are: nothing stands on it.
    is_apart: bool,
}

/// How much a shape fills. Edges of frames come as outlines that are not closed, as a filled shape need not be: of
/// those the plain sum says anything, depending on where they lie.
fn filled(shape: &impl Shape) -> f64 {
    if let Some(rect) = shape.as_rect() {
        return rect.area().abs();
    }
    let mut closed = BezPath::new();
    for element in shape.path_elements(SMOOTH) {
        if matches!(element, PathEl::MoveTo(_)) && !closed.elements().is_empty() {
            closed.close_path();
        }
        closed.push(element);
    }
    if !closed.elements().is_empty() {
        closed.close_path();
    }
    closed.area().abs()
}

/// The scene around another one.
pub(super) struct Darkened<'s, S> {
    inner: &'s mut S,
    dark: Dark,
    /// Otherwise colours stay as they are, and only marks fit the dark.
    adapts: bool,
    /// Nothing is painted: it is only asked whether a field would be adapted.
    only_asks: bool,
    scale: f64,
    paper: Colour,
    /// Where pictures that are not here should lie below what is painted.
    absent: Vec<Rect>,
    fields: Vec<Field>,
    layers: Vec<Layer>,
    shown: HashMap<(Rgb, Colour), Rgb>,
    has_changed: bool,
}

impl<'s, S: PaintScene> Darkened<'s, S> {
    /// One around `inner`, whose paper was meant to be of this colour.
    pub(super) fn new(inner: &'s mut S, dark: Dark, adapts: bool, paper: Rgb, scale: f64) -> Self {
        let after = if adapts { dark.field(paper) } else { paper };
        Self {
            inner,
            dark,
            adapts,
            only_asks: false,
            scale,
            paper: Colour {
                before: paper,
                after,
            },
            absent: Vec::new(),
            fields: Vec::new(),
            layers: Vec::new(),
            shown: HashMap::new(),
            has_changed: false,
        }
    }

    /// The same that only tells whether something would be adapted.
    pub(super) fn that_asks(self) -> Self {
        Self {
            only_asks: true,
            ..self
        }
    }

    /// The same with places where pictures should be that are not here.
    pub(super) fn without(self, absent: Vec<Rect>) -> Self {
        Self { absent, ..self }
    }

    /// Is it known already?
    fn is_answered(&self) -> bool {
        self.only_asks && self.has_changed
    }

    /// Was anything to be seen adapted on a page of this size?
    pub(super) fn has_changed(&self, width: f64, height: f64) -> bool {
        let edge = AT_EDGES * self.scale;
        let page = Rect::new(edge, edge, width - edge, height - edge);
        let covers = |field: &Field| {
            let is_kept = field.colour.before == field.colour.after;
            is_kept && field.area.union(page) == field.area
        };
        self.has_changed || !self.fields.iter().any(covers)
    }

    fn layer(&self) -> Layer {
        self.layers.last().copied().unwrap_or(Layer {
            clip: Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX),
            opacity: 1.0,
            is_apart: false,
        })
    }

    fn push(&mut self, clip: Rect, opacity: f32, is_apart: bool) {
        let around = self.layer();
        self.layers.push(Layer {
            clip: around.clip.intersect(clip),
            opacity: around.opacity * opacity,
            is_apart: around.is_apart || is_apart,
        });
    }

    /// What is painted at a place by now.
    fn below(&self, at: Point) -> Colour {
        let mut fields = self.fields.iter().rev().take(MOST_FIELDS);
        let field = fields.find(|field| field.area.contains(at));
        field.map_or(self.paper, |field| field.colour)
    }

    /// Do words at this place stand on nothing that is here but the paper?
    fn is_free(&self, at: Point) -> bool {
        let mut fields = self.fields.iter().enumerate().rev().take(MOST_FIELDS);
        let found = fields.find(|(_, field)| field.area.contains(at));
        // The paper is painted first: the canvas, and the box of the page.
        let canvas = self.fields.first().map_or(Rect::ZERO, |first| first.area);
        let is_paper = |index: usize, field: &Field| {
            let is_as_wide = field.area.x0 <= canvas.x0 && field.area.x1 >= canvas.x1;
            index < PAPERS && field.colour == self.paper && is_as_wide
        };
        let found = found.filter(|(index, field)| !is_paper(*index, field));
        let Some((_, field)) = found else {
            return true;
        };
        let edge = AT_EDGES * self.scale;
        // Below a picture lies what reaches out on all sides; what has the same edges is a ground of its own.
        self.absent.iter().any(|absent| {
            let around = absent.inflate(edge, edge);
            absent.contains(at) && field.area.intersect(around) != field.area
        })
    }

    fn remember(&mut self, area: Rect, colour: Colour) {
        if !self.layer().is_apart && area.width() > 0.0 && area.height() > 0.0 {
            self.fields.push(Field { area, colour });
        }
    }

    /// A colour that stands on another one.
    fn on(&mut self, color: Color, below: Colour) -> Color {
        let (colour, opacity) = octets(color);
        if self.only_asks || below.before == below.after || opacity <= 0.0 {
            return color;
        }
        let colour = over(colour, opacity, below.before);
        let shown = match self.shown.get(&(colour, below)) {
            Some(shown) => *shown,
            None => {
                let shown = self.dark.on(colour, below.before, below.after);
                if self.shown.len() >= MOST_COLOURS {
                    self.shown.clear();
                }
                let _ = self.shown.insert((colour, below), shown);
                shown
            }
        };
        opaque(shown)
    }

    /// A colour with which a shape is filled: that of a field, a line or a mark.
    fn fills(&mut self, color: Color, transform: Affine, shape: &impl Shape) -> Color {
        if self.is_answered() {
            return color;
        }
        let bounds = shape.bounding_box();
        let whole = transform.transform_rect_bbox(bounds);
        let area = self.layer().clip.intersect(whole);
        let below = self.below(area.center());
        let (colour, opacity) = octets(color);
        if colour == MARKED && opacity >= 1.0 {
            let is_dark = luminance(below.after) <= MIDDLE;
            return if is_dark { opaque(MARKED_DARK) } else { color };
        }
        let is_thin = whole.width().min(whole.height()) < THINNEST * self.scale;
        if is_thin || filled(shape) < bounds.area() * FILLED {
            return self.on(color, below);
        }
        // A veil over paper is a tint of it.
        let is_veil = opacity > 0.0 && opacity < HIDING && below.before != below.after;
        let (colour, opacity, color) = if is_veil && !self.layer().is_apart {
            let tint = over(colour, opacity, below.before);
            (tint, 1.0, opaque(tint))
        } else {
            (colour, opacity, color)
        };
        let seen = opacity * self.layer().opacity;
        let after = self.field(colour, seen, below, whole);
        if after != colour && colour != below.before && seen >= HIDING {
            self.has_changed = true;
        }
        let colours = Colour {
            before: over(colour, seen, below.before),
            after: over(after, seen, below.after),
        };
        self.remember(area, colours);
        if after == colour {
            color
        } else {
            opaque(after).with_alpha(opacity)
        }
    }

    fn field(&self, colour: Rgb, opacity: f32, below: Colour, area: Rect) -> Rgb {
        let is_on_paper = below.before != below.after;
        let is_veil = opacity < HIDING;
        if !self.adapts || is_veil && !is_on_paper {
            return colour;
        }
        if colour == below.before {
            return below.after;
        }
        let after = self.dark.field(colour);
        let (wide, high) = BUTTON;
        let is_small = area.width() <= wide * self.scale && area.height() <= high * self.scale;
        if !is_small || is_veil {
            after
        } else if !is_on_paper {
            // A white button on a band of colour, in a mail that was designed dark, or on a picture.
            colour
        } else if after == colour {
            Dark::button(colour, below.before, below.after)
        } else {
            after
        }
    }

    /// The same of a gradient. What stands on it is adapted to the lightest that it has.
    fn blends(&mut self, gradient: &Gradient, transform: Affine, shape: &impl Shape) -> Gradient {
        let whole = transform.transform_rect_bbox(shape.bounding_box());
        let area = self.layer().clip.intersect(whole);
        let below = self.below(area.center());
        let mut blended = gradient.clone();
        let mut before: [f32; 3] = [0.0; 3];
        let mut lightest: Option<Rgb> = None;
        let stops = blended.stops.len().max(1) as f32;
        for stop in blended.stops.iter_mut() {
            let color = stop.color.to_alpha_color::<Srgb>();
            let (colour, opacity) = octets(color);
            let seen = opacity * self.layer().opacity;
            let after = self.field(colour, seen, below, Rect::new(0.0, 0.0, f64::MAX, f64::MAX));
            if after != colour {
                self.has_changed |= seen >= HIDING;
                stop.color = DynamicColor::from_alpha_color(opaque(after).with_alpha(opacity));
            }
            for (sum, channel) in before.iter_mut().zip(over(colour, seen, below.before)) {
                *sum += f32::from(channel) / stops;
            }
            let shown = over(after, seen, below.after);
            let is_lightest = |one: Rgb| luminance(one) >= luminance(shown);
            if !lightest.is_some_and(is_lightest) {
                lightest = Some(shown);
            }
        }
        let before = before.map(|sum| sum.round() as u8);
        // What stands on one that stayed stays too.
        let is_kept = blended.stops == gradient.stops;
        let after = lightest.filter(|_| !is_kept).unwrap_or(before);
        self.remember(area, Colour { before, after });
        blended
    }

    /// A picture is about to be painted. What is dark and stands free on white gets what it stood on.
    fn shows(
        &mut self,
        image: ImageBrushRef<'_>,
        transform: Affine,
        moved: Option<Affine>,
        shape: &impl Shape,
    ) {
        let bounds = shape.bounding_box();
        let area = self
            .layer()
            .clip
            .intersect(transform.transform_rect_bbox(bounds));
        if self.is_answered() || !self.adapts || area.width() <= 0.0 || area.height() <= 0.0 {
            return;
        }
        let looked = Looked::at(image.image);
        if let Some(colour) = looked.covers() {
            let kept = Colour {
                before: colour,
                after: colour,
            };
            self.remember(area, kept);
            return;
        }
        let below = self.below(area.center());
        let size = (f64::from(image.image.width), f64::from(image.image.height));
        let is_whole = moved.is_none() && (bounds.width(), bounds.height()) == size;
        if is_whole && below.before != below.after && looked.vanishes(below.before, below.after) {
            let [a, b, c, d, _, _] = transform.as_coeffs();
            let stretched = a.hypot(b).min(c.hypot(d)).max(f64::EPSILON);
            let plate = bounds.to_rounded_rect(CORNER * self.scale / stretched);
            let colour = opaque(below.before);
            self.inner
                .fill(Fill::NonZero, transform, colour, None, &plate);
            let kept = Colour {
                before: below.before,
                after: below.before,
            };
            self.remember(area, kept);
        }
    }
}

fn octets(color: Color) -> (Rgb, f32) {
    let rgba = color.to_rgba8();
    ([rgba.r, rgba.g, rgba.b], f32::from(rgba.a) / 255.0)
}

fn opaque([r, g, b]: Rgb) -> Color {
    Color::from_rgb8(r, g, b)
}

impl<S: RenderContext> RenderContext for Darkened<'_, S> {
    fn try_register_custom_resource(
        &mut self,
        resource: Box<dyn Any>,
    ) -> Result<ResourceId, RegisterResourceError> {
        self.inner.try_register_custom_resource(resource)
    }

    fn unregister_resource(&mut self, resource_id: ResourceId) {
        self.inner.unregister_resource(resource_id);
    }

    fn renderer_specific_context(&self) -> Option<Box<dyn Any>> {
        self.inner.renderer_specific_context()
    }
}

impl<S: PaintScene> PaintScene for Darkened<'_, S> {
    fn reset(&mut self) {
        self.fields.clear();
        self.layers.clear();
        self.inner.reset();
    }

    fn push_layer(
        &mut self,
        fill: Fill,
        blend: impl Into<BlendMode>,
        alpha: f32,
        transform: Affine,
        clip: &impl Shape,
        filter: Option<Arc<Filter>>,
        backdrop_filter: Option<Arc<Filter>>,
    ) {
        // blitz makes a layer for opacity or a filter, and one with neither for what is cut out of it later.
        let is_apart = alpha >= 1.0 && filter.is_none() && backdrop_filter.is_none();
        let area = transform.transform_rect_bbox(clip.bounding_box());
        self.push(area, alpha, is_apart);
        self.inner
            .push_layer(fill, blend, alpha, transform, clip, filter, backdrop_filter);
    }

    fn push_clip_layer(&mut self, fill: Fill, transform: Affine, clip: &impl Shape) {
        let area = transform.transform_rect_bbox(clip.bounding_box());
        self.push(area, 1.0, false);
        self.inner.push_clip_layer(fill, transform, clip);
    }

    fn pop_layer(&mut self) {
        let _ = self.layers.pop();
        self.inner.pop_layer();
    }

    fn stroke<'a>(
        &mut self,
        style: &Stroke,
        transform: Affine,
        brush: impl Into<PaintRef<'a>>,
        brush_transform: Option<Affine>,
        shape: &impl Shape,
    ) {
        let brush = match brush.into() {
            Paint::Solid(color) if !self.only_asks => {
                let area = transform.transform_rect_bbox(shape.bounding_box());
                let below = self.below(area.center());
                Paint::Solid(self.on(color, below))
            }
            other => other,
        };
        self.inner
            .stroke(style, transform, brush, brush_transform, shape);
    }

    fn fill<'a>(
        &mut self,
        style: Fill,
        transform: Affine,
        brush: impl Into<PaintRef<'a>>,
        brush_transform: Option<Affine>,
        shape: &impl Shape,
    ) {
        let brush = match brush.into() {
            Paint::Solid(color) => Paint::Solid(self.fills(color, transform, shape)),
            Paint::Gradient(gradient) => {
                let blended = self.blends(gradient, transform, shape);
                self.inner
                    .fill(style, transform, &blended, brush_transform, shape);
                return;
            }
            Paint::Image(image) => {
                self.shows(image, transform, brush_transform, shape);
                Paint::Image(image)
            }
            other => other,
        };
        self.inner
            .fill(style, transform, brush, brush_transform, shape);
    }

    fn draw_glyphs<'a, 's: 'a>(
        &'s mut self,
        font: &'a FontData,
        font_size: f32,
        hint: bool,
        normalized_coords: &'a [NormalizedCoord],
        embolden: Vec2,
        style: impl Into<StyleRef<'a>>,
        brush: impl Into<PaintRef<'a>>,
        brush_alpha: f32,
        transform: Affine,
        glyph_transform: Option<Affine>,
        glyphs: impl Iterator<Item = Glyph> + Clone,
    ) {
        let brush = match (brush.into(), glyphs.clone().next()) {
            (Paint::Solid(color), Some(first)) if !self.only_asks => {
                // Within the first letter.
                let (right, up) = (font_size * 0.2, font_size * 0.3);
                let at = Point::new(f64::from(first.x + right), f64::from(first.y - up));
                let below = self.below(transform * at);
                let (colour, opacity) = octets(color);
                let colour = over(colour, opacity, below.before);
                let is_readable = below.before != below.after
                    && Dark::frees(colour, below.before, below.after)
                    && self.is_free(transform * at);
                Paint::Solid(if is_readable {
                    color
                } else {
                    self.on(color, below)
                })
            }
            (other, _) => other,
        };
        self.inner.draw_glyphs(
            font,
            font_size,
            hint,
            normalized_coords,
            embolden,
            style,
            brush,
            brush_alpha,
            transform,
            glyph_transform,
            glyphs,
        );
    }

    fn draw_box_shadow(
        &mut self,
        transform: Affine,
        rect: Rect,
        brush: Color,
        radius: f64,
        std_dev: f64,
    ) {
        let below = self.below(transform.transform_rect_bbox(rect).center());
        let (colour, opacity) = octets(brush);
        let brush = if self.adapts && below.before != below.after {
            opaque(self.dark.field(colour)).with_alpha(opacity)
        } else {
            brush
        };
        self.inner
            .draw_box_shadow(transform, rect, brush, radius, std_dev);
    }
}
