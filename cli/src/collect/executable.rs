//! A test executable, and the contracts that stand in it as markers.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use cargo_metadata::Target;
use counterpart::collect::marker;
use counterpart::contract::check_name;

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
        let kind = if self.target.is_bin() { "bin" } else { "lib" };
        format!("{kind} {}", self.target.name)
    }

    /// Reads the markers out of the file.
    pub(super) fn read_markers(&mut self) -> Result<(), Failure> {
        let bytes = fs::read(&self.path)
            .map_err(|error| Failure::new(format!("cannot read {}: {error}", self.path.display())))?;
        self.events = markers(&bytes);
        Ok(())
    }
}

/// The events after each marker, up to a NUL byte. What cannot be an event is another use of the same text, such as the
/// library's own.
fn markers(bytes: &[u8]) -> BTreeSet<String> {
    let marker = marker();
    memchr::memmem::find_iter(bytes, marker.as_bytes())
        .filter_map(|at| {
            let rest = &bytes[at + marker.len()..];
            let event = &rest[..rest.iter().take(256).position(|byte| *byte == 0)?];
            let event = str::from_utf8(event).ok()?;
            check_name(event).is_ok().then(|| event.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_follows_the_marker_and_ends_with_a_nul() {
        let marker = marker();
        let bytes = format!("\u{7f}elf {marker}user.registered\0more{marker}größe\0{marker}");
        assert_eq!(
            markers(bytes.as_bytes()).into_iter().collect::<Vec<_>>(),
            ["größe", "user.registered"]
        );
    }

    #[test]
    fn the_text_of_the_marker_in_another_use_declares_nothing() {
        let marker = marker();
        for rest in ["", "\0", "in the middle\nof a text\0", "no end"] {
            assert!(
                markers(format!("{marker}{rest}").as_bytes()).is_empty(),
                "{rest:?}"
            );
        }
        assert!(markers(&[marker.as_bytes(), b"\xff\0"].concat()).is_empty());
    }
    #[test]
    fn this_program_itself_declares_nothing() {
        let program = fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(memchr::memmem::find(&program, marker().as_bytes()).is_some());
        assert_eq!(markers(&program), BTreeSet::new());
    }
}
