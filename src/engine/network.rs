//! Is the network another one than before, or did the computer sleep? Then what failed is tried again at
//! once, and connections are tried before they are relied upon: nobody waits out a pause that was meant
//! for a server that is down, or a deadline of a connection that did not outlive the night.
//!
//! The same on every system: the address from which a packet to the world would leave says which network
//! there is. A UDP socket tells it when it is connected, which sends nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::shared::Shared;

/// Addresses for documentation, which nobody has (RFC 5737, RFC 3849), and the port that discards.
const WORLD: [(IpAddr, IpAddr); 2] = [
    (
        IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    ),
    (
        IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
    ),
];
const DISCARD: u16 = 9;

/// The clock on the wall may be set a little; a computer that sleeps is away longer.
const SLEPT: Duration = Duration::from_secs(30);

/// The addresses by which this computer reaches the world, IPv4 and IPv6; none without a network.
type Ways = [Option<IpAddr>; 2];

fn ways() -> Ways {
    WORLD.map(|(here, there)| {
        let socket = UdpSocket::bind(SocketAddr::new(here, 0)).ok()?;
        socket.connect(SocketAddr::new(there, DISCARD)).ok()?;
        let address = socket.local_addr().ok()?.ip();
        (!address.is_unspecified()).then_some(address)
    })
}

/// What was seen at the last look.
struct Seen {
    ways: Ways,
    wall: Timestamp,
    at: Instant,
}

impl Seen {
    /// Is anything so different now that connections may be dead, or may be made again? `wait` lay
    /// between the looks, as far as this process could run.
    fn differs(&self, now: &Self, wait: Duration) -> bool {
        // The monotonic clock stands still in sleep on some systems, and runs on others.
        let passed = now.wall.as_second().saturating_sub(self.wall.as_second());
        let passed = Duration::from_secs(u64::try_from(passed).unwrap_or_default());
        let passed = passed.max(now.at.duration_since(self.at));
        passed > wait + SLEPT || self.is_gained_or_changed(now)
    }

    /// A network that went takes its connections along by itself; nothing can be tried then.
    fn is_gained_or_changed(&self, now: &Self) -> bool {
        let pairs = self.ways.iter().zip(&now.ways);
        pairs
            .into_iter()
            .any(|(before, now)| now.is_some() && before != now)
    }
}

async fn look() -> Seen {
    let ways = tokio::task::spawn_blocking(ways).await;
    Seen {
        ways: ways.unwrap_or_default(),
        wall: Timestamp::now(),
        at: Instant::now(),
    }
}

/// Looks for as long as the engine runs.
pub(super) async fn watch(shared: Arc<Shared>) {
    let wait = shared.pace.network;
    let mut seen = look().await;
    loop {
        tokio::time::sleep(wait).await;
        let now = look().await;
        if seen.differs(&now, wait) {
            tracing::info!("The network is another one, or the computer slept.");
            shared.network_changed();
        }
        seen = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_secs(5);

    fn seen(ways: [Option<&str>; 2], wall: i64, at: Instant) -> Seen {
        Seen {
            ways: ways.map(|way| way.map(|address| address.parse().unwrap())),
            wall: Timestamp::from_second(wall).unwrap(),
            at,
        }
    }

    #[test]
    fn another_way_to_the_world_and_a_sleep_are_noticed() {
        let start = Instant::now();
        let home = [Some("192.168.1.5"), None];
        let before = seen(home, 1000, start);
        let later = start + TICK;
        for (now, differs) in [
            (seen(home, 1005, later), false),
            (seen([Some("10.0.0.9"), None], 1005, later), true),
            (
                seen([Some("192.168.1.5"), Some("2a00::1")], 1005, later),
                true,
            ),
            // It went: nothing can be tried.
            (seen([None, None], 1005, later), false),
            // A clock that was put right, and a busy computer.
            (seen(home, 1030, later), false),
            (seen(home, 900, later), false),
            // Asleep, by either clock.
            (seen(home, 1000 + 3600, later), true),
            (seen(home, 1005, start + Duration::from_secs(3600)), true),
        ] {
            assert_eq!(before.differs(&now, TICK), differs, "{:?}", now.ways);
        }
        let none = seen([None, None], 1000, start);
        assert!(none.differs(&seen(home, 1005, later), TICK));
    }
}
