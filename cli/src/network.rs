//! Input from a network: how long to wait for it, how much of it to take, and the messages to those
//! who wait.

use std::time::Duration;

use clap::Args;
use counterpart::config::network::{Notice, Size, TIMEOUT_FORM, timeout};

use crate::terminal::output;

/// The bounds.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct NetworkFlags {
    /// How long one request, or one call of git, may take: 90s, 5m; else COUNTERPART_NETWORK_TIMEOUT, else `timeout` of
    /// `[network]` in counterpart.toml, else 5m
    #[arg(long, value_name = "TIME", value_parser = read_timeout, help_heading = "Network")]
    pub(crate) network_timeout: Option<Duration>,
    /// How much may come from one store or broker: 64MiB, 1GiB; else COUNTERPART_NETWORK_SIZE, else `size` of `[network]` in
    /// counterpart.toml, else 1GiB
    #[arg(long, value_name = "SIZE", value_parser = read_size, help_heading = "Network")]
    pub(crate) network_size: Option<Size>,
}

fn read_timeout(text: &str) -> Result<Duration, String> {
    timeout(text).ok_or_else(|| format!("write {TIMEOUT_FORM}"))
}

/// Reads a size, as in `64MiB`.
pub(crate) fn read_size(text: &str) -> Result<Size, String> {
    Size::parse(text).ok_or_else(|| format!("write {}", Size::FORM))
}

/// The number of progress lines for files that are fetched piece by piece.
const LINES: usize = 10;

/// Reports on standard error who is slow, and the progress if there is much to fetch.
pub(crate) fn tell(notice: &Notice<'_>) {
    match notice {
        Notice::Waiting { whom } => output::progress(&format!("waiting for {whom}")),
        Notice::Fetched { whom, done, of } if is_milestone(*done, *of) => {
            output::progress(&format!("fetched {done} of {of} from {whom}"));
        }
        _ => {}
    }
}

/// Returns `true` if another tenth of the total has arrived.
fn is_milestone(done: usize, of: usize) -> bool {
    of >= 100 && done * LINES / of > (done - 1) * LINES / of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_each_tenth_is_said_and_of_few_nothing() {
        let said = |of| {
            (1..=of)
                .filter(|done| is_milestone(*done, of))
                .collect::<Vec<_>>()
        };
        assert!(said(99).is_empty());
        assert_eq!(said(100), (1..=10).map(|n| n * 10).collect::<Vec<_>>());
        assert_eq!(said(2_000), (1..=10).map(|n| n * 200).collect::<Vec<_>>());
        assert_eq!(said(1_003).last(), Some(&1_003));
    }
}
