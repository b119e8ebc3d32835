//! Logs on standard error. They name users by their id: no address, no other personal data, no payload.

use tracing::Level;

use crate::settings::{self, SettingError};

/// Starts to write logs. `LOG` is the level: `error`, `warn`, `info`, `debug` or `trace`.
///
/// # Errors
/// Fails if `LOG` is something else.
pub fn start() -> Result<(), SettingError> {
    let level = settings::or("LOG", Level::INFO)?;
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false)
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}
