//! Pictures that lie elsewhere: not fetched until a person says so, and then as they said.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use postroom::app::screen::home::Message;
use postroom::app::screen::mail::{Drawn, Pictures};
use postroom::engine::Command;

use crate::desk::{Desk, desk};
use crate::drawn::{count, deliver, drawn, open, until_drawn};
use crate::drive::Driver;
use crate::harmful::{ACTING, REACHING};

/// A web server with one picture, red, and the paths it was asked for.
struct Web {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Web {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = asked.clone();
        std::thread::spawn(move || {
            let image = image::RgbImage::from_pixel(200, 100, image::Rgb([220, 20, 60]));
            let mut picture = std::io::Cursor::new(Vec::new());
            image
                .write_to(&mut picture, image::ImageFormat::Png)
                .unwrap();
            for mut stream in listener.incoming().flatten() {
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                seen.lock().unwrap().push(path);
                let body = picture.get_ref();
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                let _ = stream.write_all(&[head.as_bytes(), body].concat());
            }
        });
        Self { base, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn mail(&self, name: &str) -> String {
        format!(
            "<p>Look:</p><img src='{0}/{name}.png' width=200 height=100 alt='our lamp'>\
             <img src='{0}/open.gif?who=anna' width=1 height=1>",
            self.base
        )
    }
}

/// The window with a mail open that names the web's picture.
fn with_lamp(web: &Web) -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.state.link.engine().let_pictures_be_near();
    deliver(&desk, "A lamp", &web.mail("one"));
    open(&mut desk, "A lamp");
    until_drawn(&mut desk);
    desk
}

/// Another one of the same sender comes and is opened.
fn open_another(desk: &mut Driver<Desk, Message>, web: &Web) {
    deliver(desk, "Another lamp", &web.mail("two"));
    desk.until_shown("Another lamp");
    desk.click("Another lamp");
}

fn red(desk: &mut Driver<Desk, Message>) -> bool {
    count(desk, [220, 20, 60]) > 15_000
}

fn pictures(desk: &Driver<Desk, Message>) -> Pictures {
    drawn(desk).map(Drawn::elsewhere).unwrap().1
}

#[test]
fn nothing_is_fetched_before_somebody_says_so_and_once_is_once() {
    let web = Web::start();
    let mut desk = with_lamp(&web);
    assert!(desk.tells("2 remote pictures were not fetched"));
    assert_eq!(web.asked(), Vec::<String>::new());
    desk.click("Show this once");
    desk.until("the picture is seen", red);
    let mut asked = web.asked();
    asked.sort();
    assert_eq!(asked, ["/one.png", "/open.gif?who=anna"]);
    assert!(!desk.tells("lie elsewhere"));
    open_another(&mut desk, &web);
    desk.until_told("2 remote pictures were not fetched");
    assert_eq!(web.asked().len(), 2, "that was for the other one");
}

/// Whatever a mail is made of, it is shown and asks nobody: neither by the process that draws, nor by the window.
#[test]
fn nothing_is_asked_of_anybody_by_any_page_that_would() {
    let web = Web::start();
    let host = web.base.trim_start_matches("http://");
    let mut desk = desk(&["anna"]);
    desk.state.link.engine().let_pictures_be_near();
    // Many to a mail; of what one leaves open, the next is a part.
    let pages: Vec<&str> = REACHING.iter().chain(ACTING).copied().collect();
    for (at, some) in pages.chunks(30).enumerate() {
        let subject = format!("Harm {at}");
        let closed = some
            .iter()
            .map(|page| format!("{page}</style></svg></math>\n"));
        let html = closed.collect::<String>().replace("evil.test", host);
        deliver(&desk, &subject, &html);
        open(&mut desk, &subject);
        until_drawn(&mut desk);
        assert_eq!(drawn(&desk).unwrap().trouble, None, "{subject}");
        desk.click("Text");
        desk.click("As sent");
        until_drawn(&mut desk);
    }
    assert_eq!(web.asked(), Vec::<String>::new());
    // They would be, by who says so.
    open(&mut desk, "Harm 0");
    until_drawn(&mut desk);
    desk.click("Show this once");
    desk.until("pictures are here", |desk| pictures(desk) == Pictures::Here);
    assert!(!web.asked().is_empty());
}

#[test]
fn what_is_decided_about_a_sender_counts_for_the_next_mail() {
    let web = Web::start();
    let mut desk = with_lamp(&web);
    desk.click("Always for kim@shop.example");
    desk.until("the picture is seen", red);
    open_another(&mut desk, &web);
    desk.until("its picture is seen at once", |desk| {
        red(desk) && pictures(desk) == Pictures::Here
    });
    assert!(web.asked().contains(&"/two.png".to_owned()));
    let rules = desk.state.link.engine().settings().pictures;
    assert_eq!(rules.always, ["kim@shop.example"]);
    desk.go("Settings");
    desk.until_shown("kim@shop.example");
    // The page is longer than the window: one looks for it.
    desk.focus(postroom::app::screen::settings::SEARCH);
    desk.write("kim@shop");
    desk.until("only that is shown", |desk| !desk.shows("Add an account"));
    desk.click("Forget");
    desk.until("it is forgotten", |desk| {
        let rules = desk.state.link.engine().settings().pictures;
        rules.always.is_empty()
    });
}

#[test]
fn a_sender_whose_pictures_are_never_wanted_is_not_asked_about() {
    let web = Web::start();
    let mut desk = with_lamp(&web);
    desk.click("Never for kim@shop.example");
    desk.until_told("left out, as you decided");
    open_another(&mut desk, &web);
    desk.until("the other one is opened", |desk| {
        let opened = desk.state.home.mail.opened.as_ref();
        opened.is_some_and(|opened| opened.header.subject == "Another lamp")
    });
    desk.until_told("left out, as you decided");
    assert!(!desk.tells("Always for"));
    assert_eq!(web.asked(), Vec::<String>::new());
}

#[test]
fn offline_it_is_said_that_nothing_can_be_fetched() {
    let web = Web::start();
    let mut desk = with_lamp(&web);
    desk.state.ask(Command::SetOffline(true)).unwrap();
    desk.click("Show this once");
    desk.until_told("Postroom is set to work offline.");
    assert_eq!(web.asked(), Vec::<String>::new());
    assert_eq!(pictures(&desk), Pictures::Out);
}

#[test]
fn all_that_can_be_decided_about_them_is_in_the_palette() {
    use crate::palette::{refused, type_and_do};
    let web = Web::start();
    let mut desk = with_lamp(&web);
    type_and_do(&mut desk, "pictures: show once");
    desk.until("the picture is seen", red);
    let none = "This message has no remote pictures left to fetch.";
    refused(&mut desk, "pictures: always for this sender", none);
    open_another(&mut desk, &web);
    desk.until_told("2 remote pictures were not fetched");
    type_and_do(&mut desk, "pictures: always for this domain");
    desk.until("its pictures are seen", red);
    let rules = |desk: &Driver<Desk, Message>| desk.state.link.engine().settings().pictures;
    desk.until("it is kept", |desk| rules(desk).always == ["@shop.example"]);
}

#[test]
fn never_is_said_from_the_palette_and_then_nothing_is_left_to_decide() {
    use crate::palette::{refused, type_and_do};
    let web = Web::start();
    let mut desk = with_lamp(&web);
    type_and_do(&mut desk, "pictures: never");
    desk.until_told("left out, as you decided");
    let rules = |desk: &Driver<Desk, Message>| desk.state.link.engine().settings().pictures;
    desk.until("it is kept", |desk| {
        rules(desk).never == ["kim@shop.example"]
    });
    let decided =
        "You have already decided whether they are fetched. You can change that in the settings.";
    refused(&mut desk, "pictures: always for this sender", decided);
    type_and_do(&mut desk, "pictures: show once");
    desk.until("they are seen all the same", red);
}
