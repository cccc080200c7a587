//! A source as its words: what it names, which texts stand in it, what it declares.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::ROOMS;

/// What a file is made of, comments left out and documentation with them.
#[derive(Default)]
pub struct Tokens {
    /// Identifiers, and punctuation as single characters, in order.
    pub words: Vec<String>,
    /// String literals as they are written.
    pub literals: Vec<String>,
    /// Names that the file gives to its own items.
    pub declared: Vec<String>,
}

impl Tokens {
    pub fn take(&mut self, stream: TokenStream) {
        let mut after_hash = false;
        for token in stream {
            match token {
                TokenTree::Group(group) => {
                    let documentation = after_hash
                        && group.delimiter() == Delimiter::Bracket
                        && group
                            .to_string()
                            .trim_start_matches(['[', ' '])
                            .starts_with("doc");
                    if !documentation {
                        let (open, close) = match group.delimiter() {
                            Delimiter::Brace => ("{", "}"),
                            _ => ("(", ")"),
                        };
                        self.words.push(open.to_owned());
                        self.take(group.stream());
                        self.words.push(close.to_owned());
                    }
                    after_hash = false;
                }
                TokenTree::Ident(ident) => {
                    let ident = ident.to_string();
                    const ITEMS: [&str; 8] = [
                        "struct", "enum", "trait", "fn", "mod", "type", "const", "static",
                    ];
                    if self
                        .words
                        .last()
                        .is_some_and(|last| ITEMS.contains(&last.as_str()))
                    {
                        self.declared.push(ident.clone());
                    }
                    self.words.push(ident);
                    after_hash = false;
                }
                TokenTree::Punct(punct) => {
                    // An inner attribute has `!` between its hash and its bracket.
                    after_hash = punct.as_char() == '#' || (after_hash && punct.as_char() == '!');
                    self.words.push(punct.as_char().to_string());
                }
                TokenTree::Literal(literal) => {
                    self.literals.push(literal.to_string());
                    self.words.push("literal".to_owned());
                    after_hash = false;
                }
            }
        }
    }

    /// The rooms that the file names from the root of the crate: `crate::room`, `crate::{room, …}`,
    /// `postroom::room`, and as many `super::` as lead there.
    pub fn rooms(&self, depth: usize) -> BTreeSet<String> {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let mut named = BTreeSet::new();
        for at in 0..words.len() {
            let mut next = match &words[at..] {
                ["crate" | "postroom", ":", ":", ..] => at + 3,
                ["super", ":", ":", ..] if at < 3 || words[at - 3] != "super" => {
                    let mut next = at;
                    let mut up = 0;
                    while matches!(words[next..], ["super", ":", ":", ..]) {
                        next += 3;
                        up += 1;
                    }
                    // A module inside of the file may need one or two more to reach the root.
                    if up < depth {
                        continue;
                    }
                    next
                }
                _ => continue,
            };
            let mut nested = 0;
            let mut begins = true;
            loop {
                match words.get(next).copied() {
                    Some("{") => nested += 1,
                    Some("}") => nested -= 1,
                    Some(",") => begins = nested == 1,
                    Some(word) if begins => {
                        named.insert(word.to_owned());
                        begins = false;
                    }
                    Some(_) => {}
                    None => break,
                }
                next += 1;
                if nested <= 0 {
                    break;
                }
            }
        }
        named.retain(|name| ROOMS.iter().any(|(room, _)| room == name));
        named
    }
}
