//! The time that processes have had a processor, from Linux' `/proc`.

use std::fs;
use std::io;
use std::time::Duration;

/// The time that a process and its children have had processors, those that ended included.
///
/// # Errors
/// Fails if the process has ended, or the system is not Linux.
pub fn time(pid: u32) -> io::Result<Duration> {
    let mut ticks = of(&fs::read_to_string(format!("/proc/{pid}/stat"))?)?.ticks;
    for process in fs::read_dir("/proc")? {
        // A process may end meanwhile, and others are of no interest.
        let stat = fs::read_to_string(process?.path().join("stat"));
        if let Ok(child) = stat.and_then(|text| of(&text))
            && child.parent == pid
        {
            ticks += child.ticks;
        }
    }
    let a_second = rustix::param::clock_ticks_per_second() as f64;
    Ok(Duration::from_secs_f64(ticks as f64 / a_second))
}

#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    ticks: u64,
}

/// Reads a line of `/proc/PID/stat`. The name in it may have blanks and parentheses.
fn of(text: &str) -> io::Result<Stat> {
    let unknown = || io::Error::other(format!("no line of /proc/PID/stat: {text:?}"));
    let (_, rest) = text.rsplit_once(") ").ok_or_else(unknown)?;
    let fields: Vec<&str> = rest.split(' ').collect();
    // In user and in system mode, of itself and of children that were waited for.
    let ticks = fields.get(11..15).ok_or_else(unknown)?.iter();
    let ticks: Option<u64> = ticks.map(|ticks| ticks.parse::<u64>().ok()).sum();
    Ok(Stat {
        parent: fields
            .get(1)
            .and_then(|pid| pid.parse().ok())
            .ok_or_else(unknown)?,
        ticks: ticks.ok_or_else(unknown)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_read_whatever_the_name() {
        let text = "17 (a (b) c) S 3 17 17 0 -1 4194560 512 0 0 0 10 20 30 40 20 0 1 0 99";
        assert_eq!(
            of(text).unwrap(),
            Stat {
                parent: 3,
                ticks: 100
            }
        );
        assert!(of("17 (a) S 3").is_err());
    }

    #[test]
    fn time_grows_with_work() {
        let before = time(std::process::id()).unwrap();
        let begin = std::time::Instant::now();
        while begin.elapsed() < Duration::from_secs(5) && time(std::process::id()).unwrap() <= before {}
        assert!(time(std::process::id()).unwrap() > before);
    }
}
