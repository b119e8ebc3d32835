//! The limits of time and size for everything read over a network.
//!
//! Everything that comes from git, a bucket or a broker is bounded by these two, so that a server that never answers, answers
//! a byte at a time, or never stops, ends with an error.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{self, Deserializer};

use crate::contract::Retention;

/// After this time, people are told what the program waits for.
#[doc(hidden)]
pub const PATIENCE: Duration = Duration::from_secs(2);

/// The limits of one command, and the receiver of notices about long waits.
#[derive(Debug, Clone, Copy)]
pub struct Network {
    /// The time limit of one request, or of one call of git.
    pub timeout: Duration,
    /// The size limit for everything read from one store or broker, in bytes.
    pub size: Size,
    /// Receives notices about long waits.
    pub told: fn(&Notice<'_>),
}

impl Default for Network {
    /// Five minutes, 1 GiB, and no receiver of notices.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(300),
            size: Size(1 << 30),
            told: |_| {},
        }
    }
}

impl Network {
    /// The reason why something ended that took too long.
    #[doc(hidden)]
    pub fn late(&self) -> String {
        format!(
            "no complete answer within {}; allow more with --network-timeout, or with `timeout` of \
             [network] in counterpart.toml",
            Shown(self.timeout)
        )
    }

    /// The reason why something ended that sent too much.
    #[doc(hidden)]
    pub fn too_much(&self) -> String {
        format!(
            "received more than {}; allow more with --network-size, or with `size` of [network] in \
             counterpart.toml",
            self.size
        )
    }
}

/// A notice for people who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// For longer than two seconds there was no answer.
    Waiting {
        /// The other side.
        whom: &'a str,
    },
    /// Some of many were fetched.
    Fetched {
        /// The other side.
        whom: &'a str,
        /// The number fetched so far.
        done: usize,
        /// Of how many.
        of: usize,
    },
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(
    /// In bytes.
    pub u64,
);

/// The units and their bytes, the largest first.
const UNITS: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

impl Size {
    /// The form of a size, for messages.
    pub const FORM: &'static str = "a number with a unit, as in `256MiB` (`B`, `KiB`, `MiB`, `GiB`)";

    /// Reads `64MiB` or `1GiB`; `None` if the text has another form or the number does not fit 64 bits.
    ///
    /// ```
    /// use counterpart::config::network::Size;
    ///
    /// assert_eq!(Size::parse("64KiB"), Some(Size(65_536)));
    /// assert_eq!(Size::parse("64"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (unit, bytes) = UNITS.iter().find(|(unit, _)| text.ends_with(unit))?;
        let number = &text[..text.len() - unit.len()];
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        number.parse::<u64>().ok()?.checked_mul(*bytes).map(Self)
    }
}

/// Like [`parse`](Size::parse) reads it, in the largest unit that fits.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |(_, bytes): &&(&str, u64)| self.0 % bytes == 0;
        let (unit, bytes) = UNITS.iter().find(fits).expect("bytes fit");
        write!(f, "{}{unit}", self.0 / bytes)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &Self::FORM))
    }
}

/// The form of a timeout, for messages.
pub const TIMEOUT_FORM: &str = "a number with a unit, as in `90s` (`s`, `m`, `h`), of at least `1s`";

/// Reads a timeout: `90s`, `5m`, `1h`. `None` if the text has another form, or the time is zero.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(counterpart::config::network::timeout("5m"), Some(Duration::from_secs(300)));
/// assert_eq!(counterpart::config::network::timeout("0s"), None);
/// ```
pub fn timeout(text: &str) -> Option<Duration> {
    match Retention::parse(text)? {
        Retention::For(time) if !time.is_zero() => Some(time),
        _ => None,
    }
}

/// A time to wait as [`timeout`] reads it.
pub struct Shown(
    /// The time.
    pub Duration,
);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Retention::For(self.0))
    }
}

/// The table `[network]` of `counterpart.toml`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Table {
    /// The time limit of one request, or of one call of git.
    #[serde(deserialize_with = "read_timeout")]
    pub timeout: Option<Duration>,
    /// The size limit for everything read from one store or broker.
    pub size: Option<Size>,
}

fn read_timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match timeout(&text) {
        None => Err(de::Error::invalid_value(
            de::Unexpected::Str(&text),
            &TIMEOUT_FORM,
        )),
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_reads_back_in_its_largest_unit() {
        for text in ["1GiB", "1500MiB", "3KiB", "17B", "0GiB"] {
            assert_eq!(Size::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Size::parse("1024KiB").unwrap().to_string(), "1MiB");
        for text in [
            "",
            "MiB x",
            "-1B",
            "1.5GiB",
            "1 GiB",
            "1MB",
            "99999999999GiB",
            "+1B",
        ] {
            assert_eq!(Size::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_time_to_wait_is_at_least_a_second_and_ends() {
        assert_eq!(timeout("90s"), Some(Duration::from_secs(90)));
        assert_eq!(Shown(Duration::from_secs(90)).to_string(), "90s");
        for text in ["0s", "forever", "5", "5ms", ""] {
            assert_eq!(timeout(text), None, "{text:?}");
        }
    }
}
