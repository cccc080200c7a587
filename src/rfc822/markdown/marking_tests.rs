//! Texts as they are after the toolbar was used. What is chosen stands between `‹` and `›`; a `|` is the cursor.

use proptest::prelude::*;

use super::*;

fn read(shown: &str) -> (String, Range<usize>) {
    if let Some(at) = shown.find('|') {
        return (shown.replace('|', ""), at..at);
    }
    let start = shown.find('‹').unwrap();
    let text = shown.replace('‹', "");
    let end = text.find('›').unwrap();
    (text.replace('›', ""), start..end)
}

fn show(marked: &Marked) -> String {
    let Range { start, end } = marked.selected.clone();
    let text = &marked.text;
    if start == end {
        format!("{}|{}", &text[..start], &text[start..])
    } else {
        format!("{}‹{}›{}", &text[..start], &text[start..end], &text[end..])
    }
}

fn after(shown: &str, markup: &Markup) -> String {
    let (text, selected) = read(shown);
    show(&mark(&text, selected, markup))
}

#[test]
fn signs_are_put_around_and_taken_away() {
    use Markup::{Bold, Code, Italic};
    for (before, markup, expected) in [
        ("it ‹is out›.", Bold, "it **‹is out›**."),
        ("it **‹is out›**.", Bold, "it ‹is out›."),
        ("it ‹**is out**›.", Bold, "it ‹is out›."),
        ("it ‹is › out", Bold, "it **‹is›**  out"),
        ("the pr|inter", Bold, "the **pr|inter**"),
        ("the **pr|inter**", Bold, "the pr|inter"),
        ("the **printer|**", Bold, "the **printer**|"),
        ("it is **on its way|**", Bold, "it is **on its way**|"),
        ("it is **on its| way**", Bold, "it is on its| way"),
        ("it is **on its |**", Bold, "it is **on its** |"),
        ("so _it |_", Italic, "so _it_ |"),
        ("- run `lpr|`", Code, "- run `lpr`|"),
        ("a | b", Bold, "a **|** b"),
        ("the printer|", Bold, "the printer**|**"),
        ("the printer|", Italic, "the printer*|*"),
        ("a **|** b", Bold, "a | b"),
        ("so ‹it› is", Italic, "so _‹it›_ is"),
        ("so _‹it›_ is", Italic, "so ‹it› is"),
        ("so *‹it›* is", Italic, "so ‹it› is"),
        ("un‹believ›able", Italic, "un*‹believ›*able"),
        ("**‹both›**", Italic, "_**‹both›**_"),
        ("**_‹both›_**", Bold, "_‹both›_"),
        ("**_‹both›_**", Italic, "**‹both›**"),
        ("***‹both›***", Italic, "**‹both›**"),
        ("**‹x›**", Code, "**`‹x›`**"),
        ("run `‹lpr›`", Code, "run ‹lpr›"),
    ] {
        assert_eq!(after(before, &markup), expected, "{before:?}");
    }
}

#[test]
fn every_line_is_marked_by_itself() {
    let marked = after("‹- one\n\ntwo›", &Markup::Bold);
    assert_eq!(marked, "- **‹one**\n\n**two›**");
    let (text, _) = read(&marked);
    let all = 0..text.len();
    assert_eq!(mark(&text, all, &Markup::Bold).text, "- one\n\ntwo");
    // What somebody else wrote stays as it is.
    for (before, markup, expected) in [
        (
            "‹one\n> two\n>> three›",
            Markup::Bold,
            "**‹one›**\n> two\n>> three",
        ),
        ("> t|wo", Markup::Italic, "> t|wo"),
        (
            "> ‹two›",
            Markup::Link("https://a.example/".into()),
            "> ‹two›",
        ),
        ("‹one\n> two›", Markup::List, "- ‹one\n> two›"),
        ("> t|wo", Markup::Numbered, "> t|wo"),
    ] {
        assert_eq!(after(before, &markup), expected, "{before}");
    }
    // Where one is marked and another is not, both are.
    assert_eq!(mark("**a**\nb", 0..7, &Markup::Bold).text, "**a**\n**b**");
}

#[test]
fn lines_become_a_list_a_quote_or_code() {
    use Markup::{Code, List, Numbered, Quote};
    for (before, markup, expected) in [
        ("‹ink\n\npaper›", List, "- ink\n\n- paper"),
        ("‹- ink\n- paper›", List, "ink\npaper"),
        ("‹- ink\n- paper›", Numbered, "1. ink\n2. paper"),
        ("‹1. ink\n2. paper›", List, "- ink\n- paper"),
        ("‹1. ink\n2. paper\n›x", Numbered, "ink\npaper\nx"),
        ("|", List, "- "),
        ("‹a\n\n> b›\nc", Quote, "> a\n>\n>> b\nc"),
        ("‹> a\n>\n>> b›", Quote, "a\n\n> b"),
        ("x\n‹a\nb›\ny", Code, "x\n```\na\nb\n```\ny"),
        ("x\n```\n‹a\nb›\n```\ny", Code, "x\na\nb\ny"),
    ] {
        let (text, selected) = read(before);
        assert_eq!(mark(&text, selected, &markup).text, expected, "{before:?}");
    }
    assert_eq!(after("in|k", &List), "- in|k");
    assert_eq!(after("- in|k", &List), "in|k");
}

#[test]
fn a_link_is_set_and_taken_away() {
    let link = Markup::Link("https://acme.example/".into());
    assert_eq!(
        after("see ‹our [shop]› now", &link),
        "see [our \\[shop\\]](https://acme.example/)| now"
    );
    assert_eq!(
        after("see sh|op", &link),
        "see [shop](https://acme.example/)|"
    );
    assert_eq!(after("see |", &link), "see <https://acme.example/>|");
    let mail = Markup::Link("mailto:kim@acme.example".into());
    assert_eq!(after("|", &mail), "<kim@acme.example>|");
    let text = "a\n- [sh|op](https://acme.example/)";
    let (whole, selected) = read(text);
    assert_eq!(link_around(&whole, &selected), Some(4..whole.len()));
    assert_eq!(after(text, &Markup::Unlink), "a\n- sh|op");
    assert_eq!(link_around("a b", &(1..1)), None);
}

#[test]
fn a_list_goes_on_and_ends() {
    let item = |text: &str| Some(Next::Item(text.into()));
    assert_eq!(next_line("- ink", 5), item("- "));
    assert_eq!(next_line("  9) ink", 6), item("  10) "));
    assert_eq!(next_line("- ", 2), Some(Next::End));
    assert_eq!(next_line("- ink", 1), None);
    assert_eq!(next_line("ink", 3), None);
}

proptest! {
    #[test]
    fn twice_is_as_before_and_nothing_is_cut(
        text in "[a-cä \\n]{0,30}",
        from in 0usize..31,
        length in 0usize..31,
        which in 0usize..7,
    ) {
        let at = |place: usize| {
            let mut place = place.min(text.len());
            while !text.is_char_boundary(place) { place -= 1; }
            place
        };
        let selected = at(from)..at(from + length);
        let markup = [Markup::Bold, Markup::Italic, Markup::Code, Markup::List, Markup::Numbered, Markup::Quote,
            Markup::Link("https://acme.example/".into())][which].clone();
        let once = mark(&text, selected, &markup);
        prop_assert!(once.text.is_char_boundary(once.selected.start) && once.text.is_char_boundary(once.selected.end));
        if !matches!(markup, Markup::Link(_)) {
            let twice = mark(&once.text, once.selected.clone(), &markup);
            let letters = |t: &str| t.chars().filter(|c| "abcä".contains(*c)).collect::<String>();
            prop_assert_eq!(letters(&twice.text), letters(&text));
        }
    }
}
