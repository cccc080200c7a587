//! What of HTML is harmless.

use postroom::render::sanitise::Sanitised;

/// Nothing in it runs, is sent, or lies elsewhere. Texts may say what they like, and so may style sheets, which ask
/// nobody but who draws.
pub fn is_harmless(clean: &Sanitised) {
    let mut rest = clean.html.as_str();
    while let Some((_, tag)) = rest.split_once('<') {
        let name = tag.trim_start_matches('/');
        let name: String = name
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let never = [
            "script", "svg", "math", "iframe", "frame", "object", "embed", "link", "meta", "base",
            "form", "input", "button", "video", "audio", "source", "template", "noscript", "body",
            "html", "head", "title",
        ];
        assert!(
            !never.contains(&name.to_lowercase().as_str()),
            "<{name}: {}",
            clean.html
        );
        rest = attributes(tag, &clean.html);
        if name == "style" {
            rest = rest.split_once("</style>").map_or("", |(_, behind)| behind);
        }
    }
}

/// Goes over the attributes of a tag, as they are written out: in quotation marks; gives what is behind the tag.
fn attributes<'h>(tag: &'h str, whole: &str) -> &'h str {
    let mut rest = tag;
    loop {
        let end = rest.find(['>', '"']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        if !behind.starts_with('"') {
            return behind.strip_prefix('>').unwrap_or(behind);
        }
        let name = name.trim().trim_end_matches('=').to_lowercase();
        let name = name.rsplit(char::is_whitespace).next().unwrap_or_default();
        let (value, behind) = behind[1..].split_once('"').expect("it is closed");
        assert!(!name.starts_with("on"), "{name}: {whole}");
        let value = value.trim().to_lowercase();
        match name {
            "href" => assert!(
                ["http:", "https:", "mailto:", "tel:"]
                    .iter()
                    .any(|scheme| value.starts_with(scheme)),
                "{value}: {whole}"
            ),
            "src" | "background" => {
                assert!(
                    value.starts_with("cid:") || value.starts_with("data:image/"),
                    "{value}: {whole}"
                );
            }
            "srcset" | "action" | "formaction" | "poster" | "data" | "ping" | "xlink:href" => {
                panic!("{name}: {whole}");
            }
            _ => {}
        }
        rest = behind;
    }
}
