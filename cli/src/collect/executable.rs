//! A test executable, and the contracts in it as markers.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use cargo_metadata::Target;
use counterpart::collect::marker;
use counterpart::contract::check_name;

use super::choose;
use crate::failure::Failure;

#[derive(Debug)]
pub(super) struct Executable {
    pub(super) path: PathBuf,
    pub(super) target: Target,
    /// The events that it declares contracts for.
    pub(super) events: BTreeSet<String>,
}

impl Executable {
    pub(super) fn new(path: PathBuf, target: Target) -> Self {
        Self {
            path,
            target,
            events: BTreeSet::new(),
        }
    }

    pub(super) fn declares(&self) -> bool {
        !self.events.is_empty()
    }

    /// For people: `lib user_service`, `bin worker`.
    pub(super) fn name(&self) -> String {
        choose::name(&self.target)
    }

    /// Reads the markers out of the file.
    pub(super) fn read_markers(&mut self) -> Result<(), Failure> {
        self.events = File::open(&self.path)
            .and_then(markers)
            .map_err(|error| Failure::new(format!("cannot read {}: {error}", self.path.display())))?;
        Ok(())
    }
}

/// The bytes to look at in one go: few enough to stay in the processor's cache.
const WINDOW_BYTES: usize = 256 << 10;
/// No event is longer than this, including its NUL byte.
const EVENT_BYTES: usize = 256;

/// The events after each marker, up to a NUL byte. Text that cannot be an event is another use of
/// the same text, such as the library's own.
fn markers(mut file: impl Read) -> io::Result<BTreeSet<String>> {
    let marker = marker();
    let finder = memchr::memmem::Finder::new(marker.as_bytes());
    let mut events = BTreeSet::new();
    let mut window = vec![0; WINDOW_BYTES];
    let mut kept = 0;
    loop {
        let read = match file.read(&mut window[kept..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok(events);
        }
        let bytes = &window[..kept + read];
        for at in finder.find_iter(bytes) {
            let rest = &bytes[at + marker.len()..];
            let event = rest
                .iter()
                .take(EVENT_BYTES)
                .position(|byte| *byte == 0)
                .and_then(|end| str::from_utf8(&rest[..end]).ok());
            if let Some(event) = event.filter(|event| check_name(event).is_ok()) {
                events.insert(event.to_owned());
            }
        }
        // The next window holds the whole of an event that the end of this window cuts off.
        let end = bytes.len();
        kept = end.min(marker.len() + EVENT_BYTES);
        window.copy_within(end - kept..end, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(bytes: &[u8]) -> Vec<String> {
        markers(bytes).unwrap().into_iter().collect()
    }

    #[test]
    fn the_event_follows_the_marker_and_ends_with_a_nul() {
        let marker = marker();
        let bytes = format!("\u{7f}elf {marker}user.registered\0more{marker}größe\0{marker}");
        assert_eq!(events(bytes.as_bytes()), ["größe", "user.registered"]);
    }

    #[test]
    fn the_text_of_the_marker_in_another_use_declares_nothing() {
        let marker = marker();
        for rest in ["", "\0", "in the middle\nof a text\0", "no end"] {
            assert!(
                events(format!("{marker}{rest}").as_bytes()).is_empty(),
                "{rest:?}"
            );
        }
        assert!(events(&[marker.as_bytes(), b"\xff\0"].concat()).is_empty());
    }

    #[test]
    fn a_marker_is_found_wherever_a_window_ends_in_it_and_however_little_is_read_at_once() {
        /// Gives at most this many bytes at a time.
        struct Slow<'a>(&'a [u8], usize);
        impl Read for Slow<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let most = into.len().min(self.1);
                self.0.read(&mut into[..most])
            }
        }
        let marked = format!("{}user.registered\0", marker());
        for before in WINDOW_BYTES - marked.len() - 2..WINDOW_BYTES + 2 {
            let bytes = [&vec![b'x'; before], marked.as_bytes(), b"the end"].concat();
            assert_eq!(events(&bytes), ["user.registered"], "{before}");
        }
        for at_once in [1, 7, marked.len()] {
            let bytes = [b"xx", marked.as_bytes(), b"the end"].concat();
            let found = markers(Slow(&bytes, at_once)).unwrap();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), ["user.registered"]);
        }
        let long = format!("{}{}\0", marker(), "a".repeat(2 * EVENT_BYTES));
        assert!(events(long.as_bytes()).is_empty());
    }

    #[test]
    fn this_program_itself_declares_nothing() {
        let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(memchr::memmem::find(&program, marker().as_bytes()).is_some());
        assert!(events(&program).is_empty());
    }
}
