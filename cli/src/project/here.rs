//! The folder that the program was called in.

use std::path::PathBuf;

use crate::failure::Failure;

/// The folder that the program was called in. It may be gone by now.
pub(crate) fn folder() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| {
        Failure::new(format!("the current folder cannot be found: {error}"))
            .hint("it was deleted or cannot be read; change to a folder that exists")
    })
}
