//! A renderer that only notes what is drawn, so that a control of iced can be drawn with something added: the
//! editor says nowhere else where it laid its text out.

use iced::advanced::graphics::text::{Editor, Paragraph, editor};
use iced::advanced::renderer::{Quad, Renderer as Draws};
use iced::advanced::text::{Renderer as Writes, Text};
use iced::advanced::{image, text};
use iced::{Background, Color, Font, Pixels, Point, Rectangle, Renderer, Transformation};

/// Something that was drawn.
pub enum Step {
    /// A surface.
    Quad(Quad, Background),
    /// A text.
    Text(Text<String, Font>, Point, Color, Rectangle),
    /// The text of an editor: where its top left corner is, the colour, and what of it is seen.
    Editor(editor::Weak, Point, Color, Rectangle),
}

/// Notes what is drawn, in its order.
pub struct Recorder {
    font: Font,
    size: Pixels,
    /// What was drawn.
    pub steps: Vec<Step>,
}

impl Recorder {
    /// In place of this one: text is laid out alike.
    pub fn of(renderer: &Renderer) -> Self {
        Self {
            font: renderer.default_font(),
            size: renderer.default_size(),
            steps: Vec::new(),
        }
    }
}

impl Draws for Recorder {
    // An editor needs neither layers nor pictures.
    fn start_layer(&mut self, _bounds: Rectangle) {}

    fn end_layer(&mut self) {}

    fn start_transformation(&mut self, _transformation: Transformation) {}

    fn end_transformation(&mut self) {}

    fn fill_quad(&mut self, quad: Quad, background: impl Into<Background>) {
        self.steps.push(Step::Quad(quad, background.into()));
    }

    fn reset(&mut self, _new_bounds: Rectangle) {
        self.steps.clear();
    }

    fn allocate_image(
        &mut self,
        _handle: &image::Handle,
        _callback: impl FnOnce(Result<image::Allocation, image::Error>) + Send + 'static,
    ) {
    }
}

impl Writes for Recorder {
    type Font = Font;
    type Paragraph = Paragraph;
    type Editor = Editor;

    const ICON_FONT: Font = <Renderer as text::Renderer>::ICON_FONT;
    const CHECKMARK_ICON: char = <Renderer as text::Renderer>::CHECKMARK_ICON;
    const ARROW_DOWN_ICON: char = <Renderer as text::Renderer>::ARROW_DOWN_ICON;
    const SCROLL_UP_ICON: char = <Renderer as text::Renderer>::SCROLL_UP_ICON;
    const SCROLL_DOWN_ICON: char = <Renderer as text::Renderer>::SCROLL_DOWN_ICON;
    const SCROLL_LEFT_ICON: char = <Renderer as text::Renderer>::SCROLL_LEFT_ICON;
    const SCROLL_RIGHT_ICON: char = <Renderer as text::Renderer>::SCROLL_RIGHT_ICON;
    const ICED_LOGO: char = <Renderer as text::Renderer>::ICED_LOGO;

    fn default_font(&self) -> Font {
        self.font
    }

    fn default_size(&self) -> Pixels {
        self.size
    }

    fn fill_paragraph(
        &mut self,
        _text: &Paragraph,
        _position: Point,
        _color: Color,
        _clip_bounds: Rectangle,
    ) {
        // An editor writes none.
    }

    fn fill_editor(
        &mut self,
        editor: &Editor,
        position: Point,
        color: Color,
        clip_bounds: Rectangle,
    ) {
        let editor = editor.downgrade();
        self.steps
            .push(Step::Editor(editor, position, color, clip_bounds));
    }

    fn fill_text(
        &mut self,
        text: Text<String, Font>,
        position: Point,
        color: Color,
        clip_bounds: Rectangle,
    ) {
        self.steps
            .push(Step::Text(text, position, color, clip_bounds));
    }
}
