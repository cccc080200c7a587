//! T56: messages that are broken, drawn: the process that draws lives through all of them.

use std::sync::Arc;

use postroom::domain::HeldText;
use postroom::render::{Source, Trouble};

use super::easel::{drawers, setting};
use super::forms::samples;

#[tokio::test]
async fn broken_messages_are_drawn_by_one_process() {
    let drawers = drawers();
    let (mut drawn, mut process) = (0, None);
    for sample in samples().into_iter().step_by(3) {
        let words = String::from_utf8_lossy(&sample).into_owned();
        let Ok(Some(source)) = Source::of(&HeldText::Whole(sample)) else {
            continue;
        };
        match drawers.open(Arc::new(source), setting()).await {
            Ok((drawing, _)) => {
                drawing.paint(0, 200).await.unwrap();
                drawn += 1;
            }
            Err(Trouble::TooComplex) => {}
            Err(trouble) => panic!("{trouble:?}: {words:?}"),
        }
        let now = drawers.process().await;
        assert!(
            process.is_none_or(|before| before == now),
            "the process ended: {words:?}"
        );
        process = Some(now);
    }
    assert!(drawn > 50, "{drawn}");
}
