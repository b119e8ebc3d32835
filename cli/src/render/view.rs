//! What a renderer needs beside the report.

use std::path::{Path, PathBuf};

use super::rustc::Packages;
use crate::source::Sources;
use crate::terminal::options::TerminalOptions;
use crate::terminal::output;

/// What a renderer needs beside the report.
#[derive(Default)]
pub(crate) struct View {
    /// How what is shown looks.
    pub(crate) options: TerminalOptions,
    /// Whether only what fails is shown, and the answer.
    pub(crate) quiet: bool,
    /// Whether all that is known of a finding is shown.
    pub(crate) verbose: bool,
    /// Whether an `[[allow]]` in counterpart.toml accepts a finding of this run.
    pub(crate) takes_allowances: bool,
    /// Where source lines are looked up.
    pub(crate) sources: Sources,
    /// Paths below and beside this folder are shown relative to it.
    pub(crate) here: PathBuf,
    /// Where was looked for contracts, for a run that found none.
    pub(crate) folders: Vec<PathBuf>,
    /// The store that was looked in.
    pub(crate) store: Option<String>,
    /// Whether the versions that were checked against are listed, and not only named.
    pub(crate) shows_compared: bool,
    /// The packages that diagnostics belong to.
    pub(crate) packages: Packages,
}

impl View {
    /// For what is written to standard output, seen from the folder that the program was called in.
    pub(crate) fn of_output() -> Self {
        Self {
            options: output::options(),
            quiet: output::is_quiet(),
            verbose: output::is_verbose(),
            here: std::env::current_dir().unwrap_or_default(),
            ..Self::default()
        }
    }

    pub(crate) fn path(&self, path: &Path) -> String {
        // A neighbour is shown through `..`, what lies further away by its whole path.
        let shown = self
            .here
            .ancestors()
            .take(3)
            .enumerate()
            .find_map(|(up, folder)| {
                let below = path.strip_prefix(folder).ok()?;
                let is_root = folder.parent().is_none();
                (!is_root).then(|| "../".repeat(up) + &below.display().to_string())
            });
        // As in the files themselves, on every system.
        shown
            .unwrap_or_else(|| path.display().to_string())
            .replace('\\', "/")
    }
}
