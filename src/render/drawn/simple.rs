//! The simple view of a mail: what it says and how that is built, and nothing of how its author wanted it to look.
//!
//! The mail is laid out as it was sent first, since only that tells what is seen of it. Of what is seen headings,
//! lists, links, quotes, code, emphasis, tables of data and the pictures that came along are written down anew; tables
//! that only put things in their place become paragraphs, one after the other. What comes of it passes
//! [`sanitise`] like what came with the mail.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use blitz_dom::traversal::TreeTraverser;
use blitz_dom::{Node, NodeId, UserAgentStylesheet, local_name};
use blitz_html::HtmlDocument;
use style::computed_values::direction::T as Direction;
use style::computed_values::white_space_collapse::T as WhiteSpace;
use style::properties::ComputedValues;
use style::values::computed::font::FontStyle;
use style::values::specified::TextDecorationLine;

use super::Setting;
use super::amended::as_elements;
use super::contents::{AllContents, Contents, Shown, is_in_line, picture};
use super::document::{Fonts, read};
use super::files::Files;
use super::quoted::{self, Folded};
use super::sheet::{PAPER, style, viewport};
use crate::render::sanitise::{Elsewhere, Sanitised, sanitise};
use crate::render::{MAX_HTML, Trouble};

/// How wide a mail is laid out to see what of it is seen: a window in which the whole of a newsletter is shown, and not
/// what it keeps for telephones.
const WIDTH: f32 = 800.0;
/// What of it is folded has this class. Those of its author are dropped.
const FOLDED: &str = "postroom-folded";
/// From this weight on letters are bold.
const BOLD: f32 = 600.0;
/// So much room above or below, in pixels, parts a paragraph from the next.
const PARTED: f32 = 6.0;
/// A line of letters at least so large, in pixels, and no longer than this is a title.
const TITLE: f32 = 20.0;
const TITLE_LETTERS: usize = 150;
/// Most line breaks that follow each other.
const MOST_BREAKS: usize = 2;

/// Makes the simple view of a mail. Of what is folded in it it is told what there is; [`marked`] finds it again.
pub(super) fn of(
    whole: &Sanitised,
    files: Files,
    fonts: &Fonts,
) -> Result<(Sanitised, Folded), Trouble> {
    let setting = Setting {
        width: WIDTH,
        scale: 1.0,
        zoom: 1.0,
        colours: PAPER,
        adapt: false,
        elsewhere: false,
        quote: true,
        simple: false,
    };
    let files = Arc::new(files);
    let sheet = UserAgentStylesheet::parse(&style(&PAPER, &whole.hints, &setting));
    let room = viewport(WIDTH, 1.0, &PAPER);
    let mut html = read(&whole.html, room, sheet, &files, fonts)?;
    let mut folded = quoted::at_end(&html);
    folded.nodes = as_elements(&mut html, folded.nodes);
    html.resolve(0.0);
    let contents = AllContents::of(&html, &files);
    let writer = Writer {
        html: &html,
        files: &files,
        contents,
        folded: folded.nodes.iter().copied().collect(),
        open: Vec::new(),
        out: String::new(),
        breaks: MOST_BREAKS,
        is_parted: true,
    };
    let simple = sanitise(&writer.write()?, Elsewhere::Out);
    folded.nodes.clear();
    Ok((simple, folded))
}

/// What of a simple view is folded.
pub(super) fn marked(html: &HtmlDocument, folded: Folded) -> Folded {
    let is_folded = |id: &NodeId| {
        let node = html.get_node(*id);
        node.is_some_and(|node| node.attr(local_name!("class")) == Some(FOLDED))
    };
    Folded {
        nodes: TreeTraverser::new(html).filter(is_folded).collect(),
        ..folded
    }
}

/// What holds around an element in what was written.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    bold: bool,
    italic: bool,
    struck: bool,
    rtl: bool,
    /// Do line breaks and spaces count as they stand in the text?
    kept: bool,
    /// Is it in a table of data?
    data: bool,
    /// Is it a row whose cells read as one line?
    line: bool,
    /// Or one whose cells stood beside each other, and are read one after the other?
    columns: bool,
}

/// What is still to be written.
enum Step {
    Node(NodeId, Around),
    Words(&'static str),
}

struct Writer<'h> {
    html: &'h HtmlDocument,
    files: &'h Files,
    contents: AllContents,
    folded: BTreeSet<NodeId>,
    open: Vec<Step>,
    out: String,
    /// Line breaks that stand at the end of it.
    breaks: usize,
    /// Does it end with a gap, or is there nothing that could be parted?
    is_parted: bool,
}

/// An element that is to be written.
#[derive(Clone, Copy)]
struct Element<'n> {
    node: &'n Node,
    tag: &'n str,
    within: &'n Contents,
    /// Does it stand in a line with what is beside it?
    in_line: bool,
    styles: &'n ComputedValues,
}

/// The tags of an element as it is written.
#[derive(Default)]
struct Tags {
    /// From the outermost to the innermost: what opens it, what closes it.
    pairs: Vec<(String, &'static str)>,
    /// Stands behind it.
    behind: &'static str,
}

impl Tags {
    fn add(&mut self, open: impl Into<String>, close: &'static str) {
        self.pairs.push((open.into(), close));
    }
}

impl Writer<'_> {
    fn write(mut self) -> Result<String, Trouble> {
        let body = self.html.find_body_node();
        let parts = body.map(|body| body.children.clone()).unwrap_or_default();
        for id in parts.iter().rev() {
            self.open.push(Step::Node(*id, Around::default()));
        }
        while let Some(step) = self.open.pop() {
            if self.out.len() > MAX_HTML * 2 {
                return Err(Trouble::TooComplex);
            }
            match step {
                Step::Words(words) => self.out.push_str(words),
                Step::Node(id, around) => self.node(id, around),
            }
        }
        Ok(self.out)
    }

    fn node(&mut self, id: NodeId, around: Around) {
        let html = self.html;
        let Some(node) = html.get_node(id) else {
            return;
        };
        let within = self.contents.of_node(id).copied();
        if let Some(text) = node.text_data() {
            match within {
                Some(within) => {
                    escape(&text.content, &mut self.out);
                    self.has_come(within.letters);
                }
                // What stood around it stays parted.
                None => self.out.push(' '),
            }
            return;
        }
        let (Some(within), Some(element)) = (within, node.element_data()) else {
            return;
        };
        match &*element.name.local {
            "br" => self.line_break(),
            "hr" => {
                self.out.push_str("<hr>");
                self.has_come(1);
            }
            "img" => self.picture(node),
            "wbr" => self.out.push_str("<wbr>"),
            tag => self.element(node, tag, &within, around),
        }
    }

    /// So much was written that is seen.
    fn has_come(&mut self, letters: usize) {
        if letters > 0 {
            self.breaks = 0;
            self.is_parted = false;
        }
    }

    fn line_break(&mut self) {
        if self.breaks < MOST_BREAKS {
            self.out.push_str("<br>");
        }
        self.breaks += 1;
    }

    fn gap(&mut self) {
        if !self.is_parted {
            self.out.push_str("<div class=\"postroom-gap\"></div>");
        }
        self.is_parted = true;
    }

    fn picture(&mut self, node: &Node) {
        match picture(node, self.files) {
            Some(Shown::Here(address, width)) => {
                self.out.push_str("<img src=\"");
                escape(&address, &mut self.out);
                self.out.push_str("\" alt=\"");
                let words = node.attr(local_name!("alt")).unwrap_or_default();
                escape(words, &mut self.out);
                self.out.push('"');
                if let Some(width) = width {
                    let _ = write!(self.out, " width=\"{width}\"");
                }
                self.out.push('>');
                self.has_come(1);
            }
            Some(Shown::Words(words)) => {
                self.out.push_str("<span class=\"postroom-picture\">");
                escape(&words, &mut self.out);
                self.out.push_str("</span> ");
                self.has_come(1);
            }
            None => {}
        }
    }

    fn element(&mut self, node: &Node, tag: &str, within: &Contents, mut around: Around) {
        let Some(styles) = node.primary_styles() else {
            return;
        };
        let in_line = is_in_line(styles.clone_display());
        let is_folded = self.folded.contains(&node.id);
        let is_part_of_table = around.data && matches!(tag, "tbody" | "tr" | "td" | "th");
        if within.is_nothing() && !is_part_of_table && (!in_line || is_folded) {
            if within.breaks > 0 && !is_folded && !around.data && !around.line {
                self.gap();
            }
            return;
        }
        let mut tags = Tags::default();
        if is_folded {
            let (open, close) = if in_line { SPAN } else { DIV };
            tags.add(format!("{open} class=\"{FOLDED}\">"), close);
        }
        let element = Element {
            node,
            tag,
            within,
            in_line,
            styles: &styles,
        };
        self.structure(element, &mut around, &mut tags);
        if !HOLDERS.contains(&tag) {
            emphasis(&styles, &mut around, &mut tags);
        }
        self.open.push(Step::Words(tags.behind));
        for (open, close) in tags.pairs {
            self.out.push_str(&open);
            self.open.push(Step::Words(close));
        }
        let children = node.children.iter().rev();
        self.open
            .extend(children.map(|child| Step::Node(*child, around)));
    }

    /// The tags for what an element is.
    fn structure(&self, element: Element<'_>, around: &mut Around, tags: &mut Tags) {
        let Element {
            node,
            tag,
            within,
            in_line,
            styles,
        } = element;
        let more = manner(tag, styles, around);
        let in_data = around.data;
        if let Some((name, close)) = KEPT.iter().find(|(name, _)| *name == tag) {
            let is_text = tag == "pre" && node.attr(local_name!("class")) == Some("postroom-text");
            let class = if is_text {
                " class=\"postroom-text\""
            } else {
                ""
            };
            let (numbers, direction) = (numbers(node, tag), more.direction());
            tags.add(format!("<{name}{class}{numbers}{direction}>"), close);
            around.kept |= tag == "pre";
            around.bold |= name.starts_with('h');
            around.line = false;
            return;
        }
        match tag {
            "a" => {
                let target = node.attr(local_name!("href")).unwrap_or_default().trim();
                if !in_line {
                    let open = format!("<div class=\"postroom-block\"{}>", more.direction());
                    tags.add(open, "</div>");
                }
                if !target.is_empty() {
                    let mut open = "<a href=\"".to_owned();
                    escape(target, &mut open);
                    open.push_str("\">");
                    tags.add(open, "</a>");
                }
                if in_line && !styles.clone_display().is_inline_flow() {
                    tags.behind = " ";
                }
            }
            "table" if !in_line && self.is_data(node) => {
                around.data = true;
                around.line = false;
                let open = format!("<table class=\"postroom-table\"{}>", more.direction());
                tags.add(open, "</table>");
            }
            "caption" if in_data => tags.add("<caption>", "</caption>"),
            "tr" if in_data => tags.add("<tr>", "</tr>"),
            "td" | "th" if in_data => {
                let close = if tag == "th" { "</th>" } else { "</td>" };
                around.bold |= tag == "th";
                let (numbers, direction) = (numbers(node, tag), more.direction());
                tags.add(format!("<{tag}{numbers}{direction}>"), close);
            }
            "tbody" | "thead" | "tfoot" if in_data => {}
            "tr" => {
                around.line = self.contents.is_line(self.html, node);
                around.columns = !around.line && self.contents.has_columns(self.html, node);
                tags.add(format!("<div{}>", more.with("")), "</div>");
            }
            "td" | "th" if around.line => {
                tags.add("<span class=\"postroom-cell\">", "</span>");
                tags.behind = " ";
            }
            _ if in_line => {
                let more = more.with("");
                if !more.is_empty() {
                    tags.add(format!("<span{more}>"), "</span>");
                }
                // What stood beside each other in boxes is parted.
                if !styles.clone_display().is_inline_flow() {
                    tags.behind = " ";
                }
            }
            _ => {
                let is_title = !within.has_block
                    && within.pictures == 0
                    && (1..=TITLE_LETTERS).contains(&within.letters)
                    && within.smallest >= TITLE;
                let layout = node.final_layout();
                let above = layout.margin.top.max(layout.padding.top);
                let below = layout.margin.bottom.max(layout.padding.bottom);
                around.bold |= is_title;
                let is_column = around.columns && matches!(tag, "td" | "th");
                around.columns = false;
                let of_part = node.attr(local_name!("class")).is_some_and(is_part)
                    && self.html.find_body_node().map(|body| body.id) == node.parent;
                let class = if of_part {
                    "postroom-part "
                } else if is_title {
                    "postroom-title "
                } else if above.max(below) >= PARTED || is_column {
                    "postroom-block "
                } else {
                    ""
                };
                tags.add(format!("<div{}>", more.with(class)), "</div>");
            }
        }
    }

    fn is_data(&self, table: &Node) -> bool {
        // What is folded of a table is put into boxes of its own, which have no place in one.
        let mut nodes = TreeTraverser::new_with_root(self.html, table.id);
        self.contents.is_data(self.html, table) && !nodes.any(|id| self.folded.contains(&id))
    }
}

/// In which direction it is read, and whether its spaces count, where that is not as it is around.
fn manner(tag: &str, styles: &ComputedValues, around: &mut Around) -> Manner {
    let rtl = styles.clone_direction() == Direction::Rtl;
    let kept = styles.clone_white_space_collapse() != WhiteSpace::Collapse;
    let manner = Manner {
        direction: (rtl != around.rtl).then_some(if rtl { "rtl" } else { "ltr" }),
        is_kept: kept && !around.kept && tag != "pre",
    };
    around.rtl = rtl;
    around.kept |= kept;
    manner
}

/// What holds others and no words of its own: tags for words have no place in it.
const HOLDERS: [&str; 8] = ["table", "tbody", "thead", "tfoot", "tr", "ul", "ol", "dl"];
const SPAN: (&str, &str) = ("<span", "</span>");
const DIV: (&str, &str) = ("<div", "</div>");

/// What keeps its tag, and what closes it.
const KEPT: [(&str, &str); 25] = [
    ("h1", "</h1>"),
    ("h2", "</h2>"),
    ("h3", "</h3>"),
    ("h4", "</h4>"),
    ("h5", "</h5>"),
    ("h6", "</h6>"),
    ("blockquote", "</blockquote>"),
    ("pre", "</pre>"),
    ("ul", "</ul>"),
    ("ol", "</ol>"),
    ("li", "</li>"),
    ("dl", "</dl>"),
    ("dt", "</dt>"),
    ("dd", "</dd>"),
    ("code", "</code>"),
    ("kbd", "</kbd>"),
    ("samp", "</samp>"),
    ("tt", "</tt>"),
    ("sub", "</sub>"),
    ("sup", "</sup>"),
    ("q", "</q>"),
    ("u", "</u>"),
    ("mark", "</mark>"),
    ("ruby", "</ruby>"),
    ("rt", "</rt>"),
];

/// How the words of an element are to be read.
#[derive(Debug, Clone, Copy)]
struct Manner {
    direction: Option<&'static str>,
    is_kept: bool,
}

impl Manner {
    fn direction(self) -> String {
        let direction = self.direction.map(|to| format!(" dir=\"{to}\""));
        direction.unwrap_or_default()
    }

    fn with(self, class: &str) -> String {
        let kept = if self.is_kept { "postroom-kept" } else { "" };
        let classes = format!("{class}{kept}");
        match classes.trim_end() {
            "" => self.direction(),
            classes => format!(" class=\"{classes}\"{}", self.direction()),
        }
    }
}

fn is_part(class: &str) -> bool {
    class.split_whitespace().any(|one| one == "postroom-part")
}

/// What counts the items of a list or spans cells of a table.
fn numbers(node: &Node, tag: &str) -> String {
    let names: &[&str] = match tag {
        "ol" => &["start", "type", "reversed"],
        "ul" => &["type"],
        "li" => &["value"],
        "td" | "th" => &["colspan", "rowspan"],
        _ => &[],
    };
    let mut out = String::new();
    for one in node.attrs().unwrap_or_default() {
        if names.contains(&&*one.name.local) {
            let _ = write!(out, " {}=\"", &*one.name.local);
            escape(&one.value, &mut out);
            out.push('"');
        }
    }
    out
}

/// What is bold, slanted or struck out says so by its style, whatever it is called.
fn emphasis(styles: &ComputedValues, around: &mut Around, tags: &mut Tags) {
    let bold = styles.clone_font_weight().value() >= BOLD;
    let italic = styles.clone_font_style() != FontStyle::NORMAL;
    let lines = styles.clone_text_decoration_line();
    let struck = lines.contains(TextDecorationLine::LINE_THROUGH);
    for (is_new, (open, close)) in [
        (bold && !around.bold, ("<b>", "</b>")),
        (italic && !around.italic, ("<i>", "</i>")),
        (struck && !around.struck, ("<s>", "</s>")),
    ] {
        if is_new {
            tags.add(open, close);
        }
    }
    around.bold |= bold;
    around.italic |= italic;
    around.struck |= struck;
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
