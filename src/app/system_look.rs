//! What the system says of how large and how plain to draw, beside light and dark, which iced asks for.
//!
//! On macOS there is no such size for all programs, and no safe call for contrast: there both are chosen in the
//! settings.

/// The system answers within this time, or says nothing.
#[cfg(target_os = "linux")]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// What the system asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SystemLook {
    /// How large, in hundredths of the usual size; `None` where it says nothing of its own beside what the screen's
    /// scale holds already.
    pub text_size: Option<u8>,
    /// Is more contrast wanted?
    pub more_contrast: bool,
}

impl SystemLook {
    /// Asks the system.
    pub async fn ask() -> Self {
        imp::ask().await
    }
}

/// A factor as hundredths within what the window can be.
#[cfg(any(target_os = "linux", test))]
fn hundredths(factor: f64) -> Option<u8> {
    let (least, most) = crate::config::TEXT_SIZES.into_inner();
    if !factor.is_finite() || factor <= 0.0 {
        return None;
    }
    let bounded = (factor * 100.0)
        .round()
        .clamp(f64::from(least), f64::from(most));
    // Within the bounds of an octet by the line before.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(bounded as u8)
}

#[cfg(target_os = "linux")]
mod imp {
    use zbus::Connection;
    use zbus::zvariant::{OwnedValue, Value};

    use super::{PATIENCE, SystemLook, hundredths};

    /// Asks the desktop portal (org.freedesktop.portal.Settings).
    pub(super) async fn ask() -> SystemLook {
        let asked = tokio::time::timeout(PATIENCE, async {
            let bus = Connection::session().await.ok()?;
            // Under X11 it is part of the screen's scale (Xft.dpi), which the window has already.
            let is_wayland =
                std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty());
            let size = read(&bus, "org.gnome.desktop.interface", "text-scaling-factor").await;
            let size = size.filter(|_| is_wayland);
            let contrast = read(&bus, "org.freedesktop.appearance", "contrast").await;
            Some(SystemLook {
                text_size: size.and_then(|v| hundredths(f64::try_from(v).ok()?)),
                more_contrast: contrast.and_then(|v| u32::try_from(v).ok()) == Some(1),
            })
        });
        asked.await.ok().flatten().unwrap_or_default()
    }

    async fn read(bus: &Connection, group: &str, key: &str) -> Option<OwnedValue> {
        let answer = bus
            .call_method(
                Some("org.freedesktop.portal.Desktop"),
                "/org/freedesktop/portal/desktop",
                Some("org.freedesktop.portal.Settings"),
                "Read",
                &(group, key),
            )
            .await
            .ok()?;
        let value: OwnedValue = answer.body().deserialize().ok()?;
        // `Read` wraps its answer twice, which `ReadOne` of newer portals does not.
        match &*value {
            Value::Value(inner) => inner.try_to_owned().ok(),
            _ => Some(value),
        }
    }
}

#[cfg(windows)]
mod imp {
    use windows_registry::CURRENT_USER;

    use super::SystemLook;

    /// Reads what the settings of Windows keep of it.
    pub(super) async fn ask() -> SystemLook {
        let size = CURRENT_USER
            .open("Software\\Microsoft\\Accessibility")
            .and_then(|key| key.get_u32("TextScaleFactor"));
        let flags = CURRENT_USER
            .open("Control Panel\\Accessibility\\HighContrast")
            .and_then(|key| key.get_string("Flags"));
        let (least, most) = crate::config::TEXT_SIZES.into_inner();
        let size = size
            .ok()
            .and_then(|size| u8::try_from(size).ok().or(Some(most)));
        SystemLook {
            text_size: size.map(|size| size.clamp(least, most)),
            // HCF_HIGHCONTRASTON.
            more_contrast: flags.is_ok_and(|f| f.parse::<u32>().is_ok_and(|f| f & 1 == 1)),
        }
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
mod imp {
    use super::SystemLook;

    pub(super) async fn ask() -> SystemLook {
        SystemLook::default()
    }
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn what_the_system_says_stays_within_what_can_be_drawn() {
        assert_eq!(hundredths(1.25), Some(125));
        assert_eq!(hundredths(0.1), Some(80));
        assert_eq!(hundredths(9.0), Some(200));
        for nonsense in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(hundredths(nonsense), None);
        }
    }
}
