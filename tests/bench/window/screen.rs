//! A screen of its own, which nobody sees.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What did not change for so long stands still.
const STILL: Duration = Duration::from_millis(2500);
/// What a program at rest computes now and then.
const NEXT_TO_NOTHING: Duration = Duration::from_millis(30);
/// What takes longer is broken.
const PATIENCE: Duration = Duration::from_secs(600);

/// Where Mesa's renderer without a graphics card, lavapipe, says that it is there.
const LAVAPIPE: &str = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";

/// What draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// iced's software renderer.
    Software,
    /// wgpu on Vulkan, which Mesa computes.
    Lavapipe,
}

impl Renderer {
    /// Those that are here.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Software];
        if Path::new(LAVAPIPE).exists() {
            all.push(Self::Lavapipe);
        }
        all
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Software => "the software renderer",
            Self::Lavapipe => "lavapipe",
        }
    }

    fn environment(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Software => &[("ICED_BACKEND", "tiny-skia")],
            Self::Lavapipe => &[
                ("ICED_BACKEND", "wgpu"),
                ("WGPU_BACKEND", "vulkan"),
                ("VK_DRIVER_FILES", LAVAPIPE),
            ],
        }
    }
}

pub struct Screen {
    /// What draws the windows of Postroom and the empty one.
    pub renderer: Renderer,
    server: Child,
    display: String,
    /// Where its pixels lie.
    pixels: tempfile::TempDir,
}

impl Screen {
    /// Starts it; `None` where there is no Xvfb.
    pub fn start() -> Option<Self> {
        let pixels = tempfile::tempdir().ok()?;
        let mut server = Command::new("Xvfb")
            .arg("-fbdir")
            .arg(pixels.path())
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                // It would begin anew whenever its last window is gone, and refuse the next one meanwhile.
                "-noreset",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut display = String::new();
        let said = BufReader::new(server.stdout.take()?).read_line(&mut display);
        said.ok()?;
        Some(Self {
            renderer: Renderer::Software,
            server,
            display: format!(":{}", display.trim()),
            pixels,
        })
    }

    /// From now until the last change of the screen before nothing changes on it any more, and the program on it
    /// computes nothing.
    pub fn until_still(&self, computed: impl Fn() -> Duration) -> Duration {
        let began = Instant::now();
        let mut busy = (computed(), began);
        let empty = self.sum();
        let (mut before, mut changed) = (empty, None);
        loop {
            let now = self.sum();
            let at = Instant::now();
            if now != before {
                before = now;
                changed = Some(at);
            }
            let so_far = computed();
            if so_far > busy.0 + NEXT_TO_NOTHING {
                busy = (so_far, at);
            }
            if let Some(changed) = changed
                && at - changed.max(busy.1) > STILL
                && now != empty
            {
                return changed - began;
            }
            assert!(at - began < PATIENCE, "the screen never stood still");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn sum(&self) -> u64 {
        let file = self.pixels.path().join("Xvfb_screen0");
        let mut octets = Vec::new();
        File::open(file).unwrap().read_to_end(&mut octets).unwrap();
        // Quick, so that looking at it takes little from the program that is looked at.
        octets.chunks_exact(8).fold(0, |sum: u64, eight| {
            let eight = u64::from_le_bytes(eight.try_into().unwrap());
            (sum.rotate_left(5) ^ eight).wrapping_mul(0x517c_c1b7_2722_0a95)
        })
    }

    /// A program on it, with the renderer.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .envs(self.renderer.environment().iter().copied())
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
