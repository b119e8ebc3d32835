//! The information that a renderer needs in addition to the report.

use std::path::{Path, PathBuf};

use super::rustc::Packages;
use crate::source::Sources;
use crate::terminal::options::TerminalOptions;
use crate::terminal::output;

/// The information that a renderer needs in addition to the report.
#[derive(Default)]
pub(crate) struct View {
    /// The style of the output.
    pub(crate) options: TerminalOptions,
    /// True if only failing findings and the answer are shown.
    pub(crate) quiet: bool,
    /// True if all details of a finding are shown.
    pub(crate) verbose: bool,
    /// True if an `[[allow]]` in counterpart.toml can accept a finding of this run.
    pub(crate) takes_allowances: bool,
    /// The sources for looking up lines.
    pub(crate) sources: Sources,
    /// Paths below and next to this folder are shown relative to it.
    pub(crate) here: PathBuf,
    /// The folders that were searched for contracts, for a run that found none.
    pub(crate) folders: Vec<PathBuf>,
    /// The store that was searched.
    pub(crate) store: Option<String>,
    /// True if the versions that were checked against are listed, and not only named.
    pub(crate) shows_compared: bool,
    /// The packages that diagnostics belong to.
    pub(crate) packages: Packages,
}

impl View {
    /// For standard output, seen from the folder that the program was called in.
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
        // A neighbour is shown through `..`, and a path further away as a whole.
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
