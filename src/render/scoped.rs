//! Style sheets of a stranger that reach no further than one element, and styles that stay where they stand: for HTML
//! that goes into a page on which somebody else writes.
//!
//! A sheet is read by the grammar (CSS Syntax 3) and written anew: what is not understood is left out. Rules within
//! rules are, which could name what stands around them; and whatever fetches other sheets and fonts.

use cssparser::{Parser, Token};

/// Longest sheet that is written; what follows is left out.
const MAX_SHEET: usize = 512 * 1024;
/// So deep lie queries of the medium inside each other at most.
const MAX_DEPTH: usize = 4;

/// The rules of a sheet for what lies in elements of this class.
pub(super) fn sheet(css: &str, class: &str) -> String {
    let mut out = String::new();
    rules(&mut Parser::new(css), class, 0, &mut out);
    out
}

/// Declarations without those that put something elsewhere, or run something.
pub(super) fn style(css: &str) -> String {
    declarations(&mut Parser::new(css))
}

/// Whether a query of the medium is one, and nothing else.
pub(super) fn is_query(query: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " \t\n():,.-<>=/".contains(c);
    !query.trim().is_empty() && query.chars().all(is_plain)
}

/// The next token, what is no text of its own among them; of what stands in brackets nothing more follows.
fn token<'i>(parser: &mut Parser<'i>) -> Option<Token<'i>> {
    let token = parser
        .next_including_whitespace_and_comments()
        .ok()?
        .clone();
    if matches!(
        token,
        Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock
    ) {
        pass(parser);
    }
    Some(token)
}

/// Goes behind the brackets that were opened last.
fn pass(parser: &mut Parser<'_>) {
    let _ = parser.parse_nested_block(|inner| {
        while inner.next().is_ok() {}
        Ok::<(), cssparser::ParseError<()>>(())
    });
}

fn rules(parser: &mut Parser<'_>, class: &str, depth: usize, out: &mut String) {
    while out.len() < MAX_SHEET && rule(parser, class, depth, out) {}
}

/// Reads one rule; false at the end.
fn rule(parser: &mut Parser<'_>, class: &str, depth: usize, out: &mut String) -> bool {
    let mut start = parser.position();
    let mut at: Option<String> = None;
    let mut is_begun = false;
    let end = loop {
        let before = parser.position();
        match token(parser) {
            None => return false,
            // Such stand before rules, as in the sheets of Outlook.
            Some(Token::WhiteSpace(_) | Token::Comment(_) | Token::CDO | Token::CDC)
                if !is_begun =>
            {
                start = parser.position();
            }
            Some(Token::CurlyBracketBlock) => break before,
            Some(Token::Semicolon) if at.is_some() => return true,
            Some(token) => {
                if let Token::AtKeyword(name) = token
                    && !is_begun
                {
                    at = Some(name.to_ascii_lowercase());
                }
                is_begun = true;
            }
        }
    };
    let prelude = parser.slice(start..end).to_owned();
    let mut inside = String::new();
    let _ = parser.parse_nested_block(|inner| {
        match at.as_deref() {
            None => inside = declarations(inner),
            Some("media") if depth < MAX_DEPTH => rules(inner, class, depth + 1, &mut inside),
            Some(_) => {}
        }
        // What is left of it is left out.
        while inner.next().is_ok() {}
        Ok::<(), cssparser::ParseError<()>>(())
    });
    let head = match at.as_deref() {
        Some("media") => {
            let query = prelude.get("@media".len()..).unwrap_or_default();
            is_query(query).then(|| prelude.clone())
        }
        Some(_) => None,
        None => selectors(&prelude, class),
    };
    if let Some(head) = head.filter(|_| !inside.is_empty()) {
        out.push_str(head.trim());
        out.push('{');
        out.push_str(&inside);
        out.push_str("}\n");
    }
    true
}

/// A list of selectors, each within the element of this class. `None`: none of them is understood.
fn selectors(list: &str, class: &str) -> Option<String> {
    let mut parser = Parser::new(list);
    let mut all = Vec::new();
    let mut start = parser.position();
    let mut is_good = true;
    loop {
        let before = parser.position();
        let token = token(&mut parser);
        let ends = matches!(token, None | Some(Token::Comma));
        is_good &= !matches!(
            token,
            Some(
                Token::Delim('&' | '|' | '@' | '<')
                    | Token::Comment(_)
                    | Token::AtKeyword(_)
                    | Token::Semicolon
                    | Token::CDO
                    | Token::CDC
                    | Token::BadString(_)
                    | Token::BadUrl(_)
                    | Token::CloseCurlyBracket
                    | Token::CloseParenthesis
                    | Token::CloseSquareBracket
            )
        );
        let is_last = token.is_none();
        if ends {
            let selector = parser.slice(start..before);
            all.extend(within(selector, class).filter(|_| is_good));
            start = parser.position();
            is_good = true;
        }
        if is_last {
            break;
        }
    }
    (!all.is_empty()).then(|| all.join(","))
}

/// A selector for what lies in the element of this class, which stands for the body.
fn within(selector: &str, class: &str) -> Option<String> {
    let mut rest = selector.trim();
    let mut is_body = false;
    loop {
        let name = ["html", "body"].into_iter().find(|name| {
            let begins = rest.get(..name.len());
            let after = rest
                .get(name.len()..)
                .and_then(|after| after.chars().next());
            let ends = after.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '\\'));
            begins.is_some_and(|begins| begins.eq_ignore_ascii_case(name)) && ends
        });
        let Some(name) = name else {
            break;
        };
        is_body = true;
        rest = rest.get(name.len()..)?.trim_start();
        // `html > body`
        let inner = rest.strip_prefix('>').map(str::trim_start);
        let is_next = |inner: &&str| {
            inner
                .get(..4)
                .is_some_and(|n| n.eq_ignore_ascii_case("body"))
        };
        rest = inner.filter(is_next).unwrap_or(rest);
    }
    match rest.chars().next() {
        None => is_body.then(|| format!(".{class}")),
        // What stands beside it is not within it.
        Some('+' | '~') => None,
        Some('>') if !is_body => None,
        Some(_) => Some(format!(".{class} {rest}")),
    }
}

/// The declarations of a block, as far as they stay.
fn declarations(parser: &mut Parser<'_>) -> String {
    let mut out = String::new();
    let mut one = Declaration::default();
    let mut start = parser.position();
    loop {
        let before = parser.position();
        let token = token(parser);
        let is_end = token.is_none();
        match token {
            None | Some(Token::Semicolon) => {
                if one.stays() {
                    out.push_str(parser.slice(start..before).trim());
                    out.push(';');
                }
                one = Declaration::default();
                start = parser.position();
            }
            Some(Token::WhiteSpace(_) | Token::Comment(_)) if one.name.is_empty() => {
                start = parser.position();
            }
            Some(token) => one.read(&token),
        }
        if is_end {
            return out;
        }
    }
}

/// What of a declaration decides whether it stays.
#[derive(Default)]
struct Declaration {
    name: String,
    has_value: bool,
    is_bad: bool,
    words: Vec<String>,
}

impl Declaration {
    fn read(&mut self, token: &Token<'_>) {
        match token {
            Token::Ident(name) if self.name.is_empty() => self.name = name.to_ascii_lowercase(),
            Token::Colon if !self.has_value => self.has_value = true,
            Token::WhiteSpace(_) => {}
            Token::Ident(word) if self.has_value => self.words.push(word.to_ascii_lowercase()),
            Token::CurlyBracketBlock
            | Token::AtKeyword(_)
            | Token::BadString(_)
            | Token::BadUrl(_)
            | Token::CDO
            | Token::CDC
            | Token::CloseCurlyBracket
            | Token::CloseParenthesis
            | Token::CloseSquareBracket => self.is_bad = true,
            Token::Function(name) if name.eq_ignore_ascii_case("expression") => self.is_bad = true,
            _ => self.is_bad |= !self.has_value,
        }
    }

    fn stays(&self) -> bool {
        // What is put elsewhere could lie over what somebody else wrote.
        let moves = |word: &String| matches!(word.as_str(), "absolute" | "fixed" | "sticky");
        let acts = match self.name.as_str() {
            "position" => self.words.iter().any(moves) || self.words.is_empty(),
            "behavior" | "-moz-binding" => true,
            _ => false,
        };
        self.has_value && !self.is_bad && !acts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(css: &str) -> String {
        sheet(css, "f").replace('\n', " ").trim_end().to_owned()
    }

    #[test]
    fn rules_reach_into_the_element_alone() {
        for (css, expected) in [
            ("p{margin:0}", ".f p{margin:0;}"),
            (
                "p.a , #b>i{color:red;font:1px \"a}b\"}",
                ".f p.a,.f #b>i{color:red;font:1px \"a}b\";}",
            ),
            (
                "body{margin:0} html > body td{x:y}",
                ".f{margin:0;} .f td{x:y;}",
            ),
            (
                "BODY.a p{x:y} bodyx{x:y} body > p{x:y}",
                ".f .a p{x:y;} .f bodyx{x:y;} .f > p{x:y;}",
            ),
            ("<!-- /* Font */ p{x:y} -->", ".f p{x:y;}"),
            ("@import url(a);@charset \"x\";p{x:y}", ".f p{x:y;}"),
            ("@font-face{src:url(a)}@page{x:y}p{x:y}", ".f p{x:y;}"),
            (
                "@media (max-width: 480px){p{x:y}}",
                "@media (max-width: 480px){.f p{x:y;} }",
            ),
            ("@media a{b}{}p{x:y}", ".f p{x:y;}"),
            ("*{x:y} ::before{x:y}", ".f *{x:y;} .f ::before{x:y;}"),
        ] {
            assert_eq!(one(css), expected, "{css}");
        }
    }

    #[test]
    fn what_could_reach_out_is_left_out() {
        for css in [
            "+ h1{x:y}",
            "body ~ h1{x:y}",
            "> h1{x:y}",
            "& h1{x:y}",
            "p{body:has(&) h1{x:y}}",
            "p{position:fixed}",
            "p{p\\6fsition:ABSOLUTE}",
            "p{width:expression(x())}",
            "p{behavior:url(a)}",
            "@supports (x:y){h1{x:y}}",
            "} h1",
            "p",
            "p{x:y\nz{}}",
        ] {
            assert_eq!(one(css), "", "{css}");
        }
        assert_eq!(one("h1/**/,i{x:y}"), ".f i{x:y;}");
        assert_eq!(one("} h1{x:y}i{x:y}"), ".f i{x:y;}");
    }

    #[test]
    fn styles_stay_where_they_stand() {
        assert_eq!(
            style("color : red; position:fixed;top:0; background:url( http://a/?b;c ) }"),
            "color : red;top:0;"
        );
        assert_eq!(
            style("position: relative;x:'a;b'"),
            "position: relative;x:'a;b';"
        );
        assert_eq!(style("margin:0"), "margin:0;");
    }

    proptest! {
        /// Read again as a browser does, each rule begins within the element.
        #[test]
        fn no_sheet_reaches_out(css in "([a-z]|[{}();:,>+~&@\"'/*\\\\\n .#-]|@media |body|url\\(|<!--|-->|\\*/)*") {
            let out = sheet(&css, "f");
            let mut parser = Parser::new(&out);
            let mut start = parser.position();
            loop {
                let before = parser.position();
                match token(&mut parser) {
                    None => break,
                    Some(Token::CurlyBracketBlock) => {
                        let head = parser.slice(start..before).trim().to_owned();
                        prop_assert!(head.starts_with(".f") || head.starts_with("@media"), "{head} of {out}");
                        pass(&mut parser);
                        start = parser.position();
                    }
                    Some(_) => {}
                }
            }
        }
    }
}
