//! One mail, laid out and painted by blitz.

use std::sync::Arc;

use anyrender::{ImageRenderer as _, NullScenePainter};
use anyrender_vello_cpu::VelloCpuImageRenderer;
use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{
    BaseDocument, DocumentConfig, FontContext, NodeId, UserAgentStylesheet, local_name,
};
use blitz_html::HtmlDocument;
use blitz_traits::net::NetProvider;
use blitz_traits::shell::Viewport;
use vello_cpu::kurbo::{Rect, Vec2};

use super::amended::{mark_folded, name_missing_pictures};
use super::dark::Dark;
use super::darkened::Darkened;
use super::files::{Files, MAX_MISSING, NOWHERE, attached};
use super::mended::mend;
use super::parts::together;
use super::quoted::Folded;
use super::sheet::{PAPER, colours, style, viewport};
use super::signed::WITHIN_LINES;
use super::{
    Anchor, Band, Colours, Laid, MAX_ROWS, MAX_SIDE, Placed, Setting, ZOOMS, direction, likely,
    quoted, simple,
};
use crate::render::colours::Palette;
use crate::render::sanitise::Sanitised;
use crate::render::{Part, Trouble};

/// Most nodes that are laid out; newsletters of 100 KB have about 3,000.
pub(super) const MAX_NODES: usize = 50_000;
/// Most links that are told, and most boxes of one.
const MAX_LINKS: usize = 2_000;
pub(super) const MAX_BOXES: usize = 50;
/// Longest text of a link, in characters.
const MAX_LINK_TEXT: usize = 200;
/// How much smaller a mail is shown that is wider than the room for it, and still read well. What is wider yet is moved
/// sideways.
const READABLE: f32 = 0.75;
/// So wide it becomes, in logical pixels: of more the pixels would fill the memory. What is wider is shown smaller yet.
const WIDEST: f32 = 1600.0;
/// The same where somebody enlarged it.
const WIDEST_ENLARGED: f32 = 2400.0;
/// Below, nobody could read it: it is cut.
const SMALLEST: f32 = 0.4;
/// Most places of pictures that are not here and on which words stand.
const MOST_ABSENT: usize = 500;

/// So wide it becomes at most in a room, where somebody wants it so much larger.
fn widest(room: f32, wanted: f32) -> f32 {
    let widest = (WIDEST * wanted).clamp(WIDEST, WIDEST_ENLARGED);
    room.max(widest)
}

/// How much larger what is so wide is shown in a room: smaller where it does not fit, and from there as much larger as
/// is wanted, which is as much as its letters grow by.
fn zoom(room: f32, wide: f32, wanted: f32) -> f32 {
    let wide = wide + MARGIN;
    let fits = (room / wide).min(1.0);
    let usual = fits.max(READABLE.min(room.max(WIDEST) / wide));
    let most = widest(room, wanted) / wide;
    // No smaller than it has to be.
    let least = (room / wide).min(wanted).max(SMALLEST * wanted);
    (usual * wanted).min(most).max(least)
}

/// A little more than what was measured, for frames around it, and since blitz rounds down.
const MARGIN: f32 = 3.0;
/// The fonts of the system and those that are shipped.
pub(super) struct Fonts(FontContext);

impl Fonts {
    pub(super) fn new(shipped: &[&'static [u8]]) -> Self {
        let mut context = FontContext::default();
        for font in shipped {
            let _ = context
                .collection
                .register_fonts(font.to_vec().into(), None);
        }
        Self(context)
    }
}

/// HTML read and ready to be laid out.
struct Made {
    html: HtmlDocument,
    files: Arc<Files>,
    sanitised: Sanitised,
    folded: Folded,
    sheet: UserAgentStylesheet,
}

impl Made {
    fn new(
        whole: &Sanitised,
        files: Files,
        setting: &Setting,
        fonts: &Fonts,
    ) -> Result<Self, Trouble> {
        let (sanitised, marked) = if setting.simple {
            let (simple, folded) = simple::of(whole, files.anew(), fonts)?;
            (simple, Some(folded))
        } else {
            (whole.clone(), None)
        };
        let files = Arc::new(files);
        let colours = colours(&sanitised, setting);
        let room = viewport(setting.width, setting.scale, &colours);
        let sheet = UserAgentStylesheet::parse(&style(&colours, &sanitised.hints, setting));
        let mut html = read(&sanitised.html, room, sheet.clone(), &files, fonts)?;
        name_missing_pictures(&mut html, &files);
        let mut folded = match marked {
            Some(folded) => simple::marked(&html, folded),
            None => quoted::at_end(&html),
        };
        mark_folded(&mut html, std::mem::take(&mut folded.nodes));
        mend(&mut html);
        Ok(Self {
            html,
            files,
            sanitised,
            folded,
            sheet,
        })
    }
}

/// Reads what was made harmless, as far as it is of a size that is laid out.
pub(super) fn read(
    body: &str,
    room: Viewport,
    sheet: UserAgentStylesheet,
    files: &Arc<Files>,
    fonts: &Fonts,
) -> Result<HtmlDocument, Trouble> {
    let mut html = HtmlDocument::from_html(
        &format!("<html><body>{body}</body></html>"),
        DocumentConfig {
            viewport: Some(room),
            // Nothing lies there (RFC 2606 2); blitz needs something to resolve against.
            base_url: Some(format!("https://{NOWHERE}/")),
            ua_stylesheets: vec![UserAgentStylesheet::default_sheet(), sheet],
            net_provider: Some(Arc::clone(files) as Arc<dyn NetProvider>),
            font_ctx: Some(fonts.0.clone()),
            ..DocumentConfig::default()
        },
    );
    if TreeTraverser::new(&html).take(MAX_NODES + 1).count() > MAX_NODES {
        return Err(Trouble::TooComplex);
    }
    direction::decide(&mut html);
    Ok(html)
}

/// A mail that is laid out.
pub(super) struct Document {
    pub(super) html: HtmlDocument,
    files: Arc<Files>,
    /// All of it as its author laid it out.
    whole: Sanitised,
    /// What is drawn of it: the same, or the simple view.
    sanitised: Sanitised,
    pub(super) setting: Setting,
    /// What is folded at its end; the nodes are marked in `html`.
    folded: Folded,
    /// Logical pixels of the layout to one on the screen before its scale: as many as are wanted, or fewer where it is
    /// shown smaller to fit.
    pub(super) zoom: f32,
    size: (f32, f32),
    cut: bool,
    sheet: UserAgentStylesheet,
    renderer: Option<((u32, u32), VelloCpuImageRenderer)>,
}

impl Document {
    /// Makes the parts harmless and lays them out.
    pub(super) fn new(
        parts: &[Part],
        pictures: Vec<(String, Vec<u8>)>,
        setting: Setting,
        fonts: &Fonts,
    ) -> Result<Self, Trouble> {
        let (whole, cut) = together(parts, setting.elsewhere)?;
        let files = Files::new(pictures);
        let made = Made::new(&whole, files, &setting, fonts)?;
        let mut document = Self {
            html: made.html,
            files: made.files,
            whole,
            sanitised: made.sanitised,
            setting,
            folded: made.folded,
            zoom: 1.0,
            size: (0.0, 0.0),
            cut,
            sheet: made.sheet,
            renderer: None,
        };
        document.lay_out();
        Ok(document)
    }

    /// Lays it out for another room, or as another view of it.
    pub(super) fn set(&mut self, setting: Setting, fonts: &Fonts) -> Result<(), Trouble> {
        if setting.simple != self.setting.simple {
            let made = Made::new(&self.whole, self.files.anew(), &setting, fonts)?;
            self.html = made.html;
            self.files = made.files;
            self.sanitised = made.sanitised;
            self.folded = made.folded;
            self.sheet = made.sheet;
            self.setting = setting;
            self.lay_out();
            return Ok(());
        }
        self.setting = setting;
        let colours = colours(&self.sanitised, &setting);
        let style = style(&colours, &self.sanitised.hints, &setting);
        let sheet = UserAgentStylesheet::parse(&style);
        self.html.remove_user_agent_stylesheet(&self.sheet);
        self.html.add_user_agent_stylesheet(sheet.clone());
        self.sheet = sheet;
        self.lay_out();
        Ok(())
    }

    fn lay_out(&mut self) {
        let room = self.setting.width.clamp(50.0, 10_000.0);
        self.setting.zoom = self.setting.zoom.clamp(*ZOOMS.start(), *ZOOMS.end());
        if !self.lay_out_as_is_likely(room) {
            self.lay_out_as_measured(room);
        }
    }

    /// Lays it out as wide as it says itself, where that is more than the room. Was it so wide?
    fn lay_out_as_is_likely(&mut self, room: f32) -> bool {
        let colours = colours(&self.sanitised, &self.setting);
        let nodes = TreeTraverser::new(&self.html);
        let rigid = nodes.filter_map(|id| likely::rigid(self.html.get_node(id)?));
        let wide = rigid.fold(0.0, f32::max);
        let wanted = self.setting.zoom;
        let zoom = zoom(room, wide, wanted);
        let is_wider = wide * wanted > room + 1.0 && zoom > SMALLEST * wanted;
        let (narrow, wider) = (room / wanted, room / zoom);
        if !is_wider || !likely::is_same_for(&self.sanitised.html, narrow, wider) {
            return false;
        }
        self.zoom = zoom;
        self.resolve(room, &colours);
        // All of it is seen then, and none of it is smaller than it has to be.
        let is_so = (wide - 0.5..=wide + MARGIN).contains(&self.extent().0);
        if is_so {
            self.keep_size(room);
        }
        is_so
    }

    /// Lays it out for the room, and where it is wider than that, for the width that it was.
    fn lay_out_as_measured(&mut self, room: f32) {
        let colours = colours(&self.sanitised, &self.setting);
        let wanted = self.setting.zoom;
        self.zoom = wanted;
        self.resolve(room, &colours);
        let wide = self.extent().0;
        if wide * wanted > room + 1.0 {
            self.zoom = zoom(room, wide, wanted);
            self.resolve(room, &colours);
        }
        self.keep_size(room);
    }

    fn keep_size(&mut self, room: f32) {
        let (width, height) = self.extent();
        let side = |length: f32| (length * self.zoom).clamp(1.0, MAX_SIDE).ceil();
        let most = widest(room, self.setting.zoom);
        let width = if width * self.zoom > room + 1.0 {
            side(width).min(most)
        } else {
            room
        };
        self.size = (width, side(height));
    }

    /// Lays it out for a room of the window, smaller by the zoom: letters are made for the pixels that they get.
    fn resolve(&mut self, room: f32, colours: &Colours) {
        let scale = self.setting.scale * self.zoom;
        self.html
            .set_viewport(viewport(room / self.zoom, scale, colours));
        self.html.resolve(0.0);
    }

    /// How far it reaches, in logical pixels of the layout.
    fn extent(&self) -> (f32, f32) {
        let Some(root) = self.html.try_root_element() else {
            return (0.0, 0.0);
        };
        let body = self.html.find_body_node().unwrap_or(root);
        let height = root.final_layout().size.height.max(body.scroll_height());
        // A cell does not tell those around it that what stands in it is wider.
        let rigid = TreeTraverser::new(&self.html).filter_map(|id| {
            let node = self.html.get_node(id)?;
            let is_rigid = node.data.is_element_with_tag_name(&local_name!("table"))
                || node.data.is_element_with_tag_name(&local_name!("img"));
            // blitz panics where it is asked for the box of a text.
            let rect = is_rigid.then(|| self.html.get_client_bounding_rect(id))??;
            Some((rect.x + rect.width) as f32)
        });
        let rigid = rigid.fold(0.0, f32::max);
        let width = root.scroll_width().max(body.scroll_width()).max(rigid);
        (width, height)
    }

    /// So many pixels of pictures it holds.
    pub(super) fn pixels(&self) -> u64 {
        self.files.pixels()
    }

    /// What there is to tell of it.
    pub(super) fn laid(&mut self) -> Laid {
        // The simple view names none that lie elsewhere.
        let mut addresses: Vec<String> = self
            .sanitised
            .pictures
            .iter()
            .filter(|address| !self.files.has(address))
            .cloned()
            .collect();
        for address in self.files.missing() {
            if addresses.len() < MAX_MISSING && !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        Laid {
            size: self.size,
            scale: self.setting.scale * self.zoom,
            links: self.links(),
            missing: addresses,
            shown: self.files.shown(),
            pictures: self.pictures(),
            has_quote: self.folded.quote,
            has_signature: self.folded.signature,
            has_own_colours: self.sanitised.palette == Palette::Own,
            adapts: self.would_adapt(),
            cut: self.cut,
        }
    }

    /// Would a dark window change any colour that it brings? It is painted to see that, but onto nothing.
    fn would_adapt(&mut self) -> bool {
        let colours = self.setting.colours;
        if !colours.is_dark || self.sanitised.palette != Palette::Own {
            return false;
        }
        let scale = f64::from(self.setting.scale * self.zoom);
        let (width, height) = self.whole();
        let mut nothing = NullScenePainter::new();
        let dark = Dark::new(&colours);
        let scene = Darkened::new(&mut nothing, dark, true, PAPER.background, scale);
        let mut scene = scene.that_asks();
        let html: &mut BaseDocument = &mut self.html;
        blitz_paint::paint_scene(&mut scene, html, scale, width, height, 0, 0);
        scene.has_changed(f64::from(width), f64::from(height))
    }

    /// Width and height in pixels of the screen.
    fn whole(&self) -> (u32, u32) {
        let whole = |logical: f32| pixels(logical, self.setting.scale);
        let width = whole(self.size.0).clamp(1, u32::from(u16::MAX));
        (width, whole(self.size.1))
    }

    fn scaled(&self, rect: &blitz_dom::BoundingRect) -> [f32; 4] {
        [rect.x, rect.y, rect.width, rect.height].map(|side| side as f32 * self.zoom)
    }

    /// The pictures that came along, where they are seen.
    fn pictures(&self) -> Vec<Placed> {
        let nodes = TreeTraverser::new(&self.html);
        let pictures = nodes.filter_map(|id| {
            let node = self.html.get_node(id)?;
            let is_picture = node.data.is_element_with_tag_name(&local_name!("img"));
            let source = node.attr(local_name!("src")).filter(|_| is_picture)?;
            let content_id = attached(source).filter(|_| self.files.has(source))?;
            let rects = self.html.node_client_rects(id);
            let boxes = rects.iter().take(MAX_BOXES);
            Some(Placed {
                content_id,
                boxes: boxes.map(|rect| self.scaled(rect)).collect(),
            })
        });
        pictures.take(MAX_LINKS).collect()
    }

    fn links(&self) -> Vec<Anchor> {
        let nodes = TreeTraverser::new(&self.html);
        let links = nodes.filter_map(|id| {
            let node = self.html.get_node(id)?;
            let is_link = node.data.is_element_with_tag_name(&local_name!("a"));
            let target = node.attr(local_name!("href")).filter(|_| is_link)?.trim();
            let mut boxes: Vec<[f32; 4]> = Vec::new();
            // A picture in a link is a box of its own.
            for within in TreeTraverser::new_with_root(&self.html, id).take(MAX_BOXES) {
                let is_text = within == id;
                let is_box = self.html.get_node(within).is_some_and(|node| {
                    node.data.is_element_with_tag_name(&local_name!("img"))
                        || node.data.is_element_with_tag_name(&local_name!("table"))
                        || node.data.is_element_with_tag_name(&local_name!("div"))
                });
                if is_text || is_box {
                    let rects = self.html.node_client_rects(within);
                    boxes.extend(rects.iter().map(|rect| self.scaled(rect)));
                }
            }
            boxes.retain(|[_, _, width, height]| *width > 0.0 && *height > 0.0);
            boxes.truncate(MAX_BOXES);
            Some(Anchor {
                text: self.words_of(id),
                target: target.to_owned(),
                boxes,
            })
        });
        links.take(MAX_LINKS).collect()
    }

    /// The words of an element, as they are read: what begins a line is parted from what stands before.
    fn words_of(&self, id: NodeId) -> String {
        let mut words = String::new();
        for within in TreeTraverser::new_with_root(&self.html, id) {
            let Some(node) = self.html.get_node(within) else {
                continue;
            };
            match node.text_data() {
                Some(text) => words.push_str(&text.content),
                None if !WITHIN_LINES
                    .iter()
                    .any(|name| node.data.is_element_with_tag_name(name)) =>
                {
                    words.push(' ');
                }
                None => {}
            }
            if words.len() > MAX_LINK_TEXT * 8 {
                break;
            }
        }
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(MAX_LINK_TEXT).collect()
    }

    /// Where pictures should lie below words that are not here, in pixels of the screen from a row on.
    fn absent(&self, scale: f64, row: f64) -> Vec<Rect> {
        let places = TreeTraverser::new(&self.html).filter_map(|id| {
            let element = self.html.get_node(id)?.element_data()?;
            let mut grounds = element.background_images.iter().flatten();
            let is_absent = grounds.any(|ground| {
                ground.url.scheme() != "data" && !self.files.has(ground.url.as_str())
            });
            let at = is_absent.then(|| self.html.get_client_bounding_rect(id))??;
            let place = Rect::new(at.x, at.y, at.x + at.width, at.y + at.height);
            Some(place.scale_from_origin(scale) - Vec2::new(0.0, row))
        });
        places.take(MOST_ABSENT).collect()
    }

    /// The pixels from a row on, as many as there are.
    pub(super) fn paint(&mut self, row: u32, rows: u32) -> Band {
        let scale = f64::from(self.setting.scale * self.zoom);
        let (width, whole) = self.whole();
        let height = rows.min(MAX_ROWS).min(whole.saturating_sub(row)).max(1);
        let window = self.setting.colours;
        let paper = colours(&self.sanitised, &self.setting).background;
        let adapts = self.setting.adapt && self.sanitised.palette == Palette::Own;
        let absent = match adapts && window.is_dark {
            true => self.absent(scale, f64::from(row)),
            false => Vec::new(),
        };
        let mut rgba = Vec::new();
        let at = (width, height);
        let (_, renderer) = match self.renderer.take() {
            Some((before, renderer)) if before == at => (before, renderer),
            _ => (at, VelloCpuImageRenderer::new(width, height)),
        };
        let renderer = &mut self.renderer.insert((at, renderer)).1;
        renderer.reset();
        self.html.set_viewport_scroll(blitz_dom::Point {
            x: 0.0,
            y: f64::from(row) / scale,
        });
        let html: &mut BaseDocument = &mut self.html;
        renderer.render_to_vec(
            |scene| {
                if window.is_dark {
                    let dark = Dark::new(&window);
                    let scene = Darkened::new(scene, dark, adapts, paper, scale);
                    let mut scene = scene.without(absent);
                    blitz_paint::paint_scene(&mut scene, html, scale, width, height, 0, 0);
                } else {
                    blitz_paint::paint_scene(scene, html, scale, width, height, 0, 0);
                }
            },
            &mut rgba,
        );
        self.html
            .set_viewport_scroll(blitz_dom::Point { x: 0.0, y: 0.0 });
        let is_adapted = adapts && window.is_dark;
        opaque(
            &mut rgba,
            if is_adapted { window.background } else { paper },
        );
        Band {
            width,
            height,
            rgba,
        }
    }

    /// Marks what lies between two points.
    pub(super) fn mark(&mut self, from: (f32, f32), to: (f32, f32)) {
        if let (Some(from), Some(to)) = (self.place(from), self.place(to)) {
            self.html.set_text_selection(from.0, from.1, to.0, to.1);
        }
    }

    /// The place in the text next to a point: people drag from the margin and between paragraphs.
    fn place(&self, (x, y): (f32, f32)) -> Option<(NodeId, usize)> {
        let (x, y) = (x / self.zoom, y / self.zoom);
        let beside = |from: f32, length: f32, at: f32| (from - at).max(at - from - length).max(0.0);
        let paragraphs = TreeTraverser::new(&self.html).filter_map(|id| {
            let node = self.html.get_node(id)?;
            let text = node.element_data()?.inline_layout_data.as_ref()?;
            let at = self.html.get_client_bounding_rect(id)?;
            if text.text.trim().is_empty() || at.height <= 0.0 {
                return None;
            }
            let [left, top, width, height] = [at.x, at.y, at.width, at.height].map(|n| n as f32);
            // First the line, then the column.
            let distance = (beside(top, height, y), beside(left, width, x));
            Some((distance, node, (left, top, width, height)))
        });
        let nearest = paragraphs
            .min_by(|(a, ..), (b, ..)| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let (_, node, (left, top, width, height)) = nearest?;
        let within = |at: f32, length: f32| at.clamp(0.0, (length - 0.5).max(0.0));
        let offset = node.text_offset_at_point(within(x - left, width), within(y - top, height))?;
        Some((node.id, offset))
    }

    /// Marks nothing.
    pub(super) fn unmark(&mut self) {
        self.html.clear_text_selection();
    }

    /// What is marked, a line for each paragraph.
    pub(super) fn marked(&self) -> String {
        let mut text = String::new();
        for (node, from, to) in self.html.get_text_selection_ranges() {
            let words = self.words(node, from, to).unwrap_or_default();
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(words);
        }
        text
    }

    fn words(&self, node: NodeId, from: usize, to: usize) -> Option<&str> {
        let element = self.html.get_node(node)?.element_data()?;
        element.inline_layout_data.as_ref()?.text.get(from..to)
    }
}

/// Rows or columns of pixels that so much takes.
pub(super) fn pixels(logical: f32, scale: f32) -> u32 {
    // Both are bounded; a float becomes the nearest number there is.
    (logical * scale).ceil().max(1.0) as u32
}

/// vello leaves pixels without paint transparent, and the window's renderer expects straight alpha.
fn opaque(rgba: &mut [u8], background: [u8; 3]) {
    for pixel in rgba.as_chunks_mut::<4>().0 {
        let [r, g, b, a] = pixel;
        if *a == 255 {
            continue;
        }
        let through = 255 - u16::from(*a);
        let over = |premultiplied: u8, below: u8| {
            let below = (u16::from(below) * through + 127) / 255;
            u8::try_from(u16::from(premultiplied) + below).unwrap_or(u8::MAX)
        };
        *r = over(*r, background[0]);
        *g = over(*g, background[1]);
        *b = over(*b, background[2]);
        *a = 255;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAILS: [&str; 4] = [
        include_str!("../../../tests/drawing/mails/newsletter.html"),
        include_str!("../../../tests/drawing/mails/outlook.html"),
        "<table width=700><tr><td>words</td><td width=900>and more</td></tr></table>\
         <div style='width:800px;max-width:100%'>gives way</div>",
        "<table width=700><tr><td>words that are long enough for lines</td><td>more</td></tr></table>",
    ];

    #[test]
    fn what_is_enlarged_grows_from_what_it_is_shown_as() {
        let usual = |room, wide| zoom(room, wide, 1.0);
        for (room, wide) in [(600.0, 400.0), (600.0, 650.0), (600.0, 1200.0)] {
            let now = usual(room, wide);
            assert!((READABLE..=1.0).contains(&now), "{now}");
            let larger = zoom(room, wide, 1.5) / now;
            assert!((larger - 1.5).abs() < 0.01, "{room} {wide}: {larger}");
            let smaller = zoom(room, wide, 0.5);
            assert!(smaller >= 0.5 * now && smaller <= 0.5, "{smaller}");
        }
        // Not so much that nothing holds it.
        assert!(zoom(600.0, 1200.0, 3.0) * 1200.0 <= WIDEST_ENLARGED);
        assert!(usual(600.0, 4000.0) * 4000.0 <= WIDEST + 1.0);
    }

    #[test]
    fn a_mail_that_is_laid_out_as_wide_as_it_says_lies_as_it_does_when_it_is_measured() {
        let fonts = Fonts::new(&[]);
        let mut guessed = 0;
        for mail in MAILS {
            for width in [300.0, 420.0, 560.0, 598.0, 640.0, 900.0] {
                let setting = Setting {
                    width,
                    scale: 1.0,
                    zoom: 1.0,
                    colours: PAPER,
                    adapt: false,
                    elsewhere: false,
                    quote: true,
                    simple: false,
                };
                let parts = [Part::Html(mail.to_owned())];
                let mut document = Document::new(&parts, Vec::new(), setting, &fonts).unwrap();
                let of = |document: &mut Document| {
                    let links = document.laid().links;
                    (document.size, document.zoom, links.len())
                };
                let (laid, zoom, links) = of(&mut document);
                guessed += u32::from(document.lay_out_as_is_likely(width));
                document.lay_out_as_measured(width);
                let (measured, as_measured, as_many) = of(&mut document);
                let is_near = |one: f32, other: f32| (one / other - 1.0).abs() < 0.01;
                assert!(
                    laid.0 == measured.0
                        && is_near(laid.1, measured.1)
                        && is_near(zoom, as_measured)
                        && links == as_many,
                    "at {width}: {laid:?} {zoom}, measured {measured:?} {as_measured}"
                );
            }
        }
        assert!(guessed > 5, "only {guessed} were laid out but once");
    }
}
