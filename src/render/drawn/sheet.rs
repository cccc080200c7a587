//! How a mail looks before its author says anything, and in the simple view, where they say nothing.

use blitz_traits::shell::{ColorScheme, Viewport};

use super::amended::FOLDED;
use super::document::pixels;
use super::{Colours, Setting};
use crate::render::colours::Palette;
use crate::render::sanitise::Sanitised;

/// The paper for a mail that brings colours: the one it was made for. In a dark window it is painted dark, where that
/// is asked for, with all that lies on it.
pub(super) const PAPER: Colours = Colours {
    background: [255, 255, 255],
    text: [32, 33, 36],
    dim: [112, 117, 122],
    link: [26, 86, 196],
    is_dark: false,
};

/// The simple view: one column of paragraphs. No line is longer than is read well (65 to 80 letters), however wide
/// the window.
const SIMPLE: &str = "\
body{max-width:700px}\
h1,h2,h3,h4,h5,h6,.postroom-title{font-weight:600;line-height:1.3;margin:1.1em 0 0.5em 0}\
h1{font-size:1.5em}h2{font-size:1.3em}h3,.postroom-title{font-size:1.15em}h4,h5,h6{font-size:1em}\
.postroom-block{margin:0.8em 0}\
.postroom-gap{height:0.8em}\
.postroom-kept{white-space:pre-wrap}\
.postroom-cell{display:inline-block;margin-right:1.5em}\
.postroom-part>:first-child{margin-top:0}\
blockquote{margin:0.8em 0}ul,ol{margin:0.8em 0;padding-left:1.6em}li{margin:0.2em 0}\
dl{margin:0.8em 0}dd{margin:0 0 0.4em 1.6em}\
pre{margin:0.8em 0}\
hr{border:0;border-top:1px solid $line;margin:1.2em 0}\
img{height:auto;vertical-align:middle}\
mark{background:transparent;color:inherit;font-weight:600}\
.postroom-table{border-spacing:0;margin:0.8em 0}\
.postroom-table>tbody>tr>td,.postroom-table>tbody>tr>th{padding:3px 20px 3px 0;border-bottom:1px solid $line;\
vertical-align:top;text-align:start}\
.postroom-table>caption{text-align:start;font-weight:600}";

pub(super) fn colours(sanitised: &Sanitised, setting: &Setting) -> Colours {
    match sanitised.palette {
        Palette::Own => PAPER,
        Palette::None | Palette::Plain => setting.colours,
    }
}

pub(super) fn viewport(width: f32, scale: f32, colours: &Colours) -> Viewport {
    let scheme = if colours.is_dark {
        ColorScheme::Dark
    } else {
        ColorScheme::Light
    };
    // The height is for what is measured in parts of the window; a mail has none.
    Viewport::new(pixels(width, scale), pixels(800.0, scale), scale, scheme)
}

/// How a mail looks before its author says anything.
pub(super) fn style(colours: &Colours, hints: &str, setting: &Setting) -> String {
    let [background, text, dim, link] =
        [colours.background, colours.text, colours.dim, colours.link]
            .map(|[r, g, b]| format!("rgb({r},{g},{b})"));
    let simple = if setting.simple {
        let [r, g, b] = colours.dim;
        SIMPLE.replace("$line", &format!("rgba({r},{g},{b},0.4)"))
    } else {
        String::new()
    };
    // What a program's own sheet calls important holds before all that an author says (CSS Cascade 4, 6.1).
    let folded = if setting.quote {
        String::new()
    } else {
        format!("[{FOLDED}]{{display:none!important}}")
    };
    format!(
        "html{{background:{background};color:{text};font-family:Inter,sans-serif;font-size:14px;\
         line-height:1.5;overflow-wrap:anywhere}}\
         body{{margin:0;padding:0 1px}}\
         .postroom-part{{display:flow-root}}.postroom-alone{{overflow:hidden}}.postroom-text{{white-space:pre-wrap;font:inherit}}\
         a:any-link{{color:{link};text-decoration:underline}}\
         img{{max-width:100%}}\
         caption{{text-align:start}}p{{margin:1em 0}}p:first-child{{margin-top:0}}\
         pre,code,tt,kbd,samp{{font-size:0.93em}}pre{{white-space:pre-wrap}}\
         blockquote{{margin:0.5em 0;padding-left:12px;border-left:2px solid {dim}}}\
         .postroom-picture{{display:inline-block;box-sizing:border-box;overflow:hidden;\
         border:1px dashed {dim};color:{dim};font-size:12px;line-height:1.3;padding:1px 4px;\
         text-align:center;vertical-align:middle;max-width:100%}}\
         {hints}{simple}{folded}"
    )
}
