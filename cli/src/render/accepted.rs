//! The results of `accept`.

use std::path::PathBuf;

use super::view::View;
use crate::terminal::screen::Screen;

/// One action of `accept`, or a file that it left.
#[derive(Debug)]
pub(crate) enum Done {
    Written(PathBuf),
    /// A file that nothing declares any more, and the meaning of its removal.
    Deleted(PathBuf, String),
    /// A file that was written, and is probably a mistake.
    Doubtful(String),
    /// The reason why the store could not be asked who emits the events.
    StoreNotAsked(String),
    /// A file of an event that is no longer emitted, and the consumers that still want it.
    Kept(PathBuf, Vec<String>),
    /// A `.new` file of a declaration that this run did not see.
    LeftPending(PathBuf),
    /// A package that was built with other features than its files belong to.
    NotCompared(String),
}

/// The results of `accept`.
pub(crate) fn done(done: &[Done], view: &View) -> Screen {
    let mut out = Screen::new(view.options);
    for one in done {
        match one {
            Done::Written(path) => out.note(&format!("wrote {}", view.path(path))),
            Done::Deleted(path, meaning) => {
                out.note(&format!("deleted {}: {meaning}", view.path(path)));
            }
            Done::Doubtful(doubt) => out.note(&format!("warning: {doubt}")),
            Done::StoreNotAsked(why) => {
                out.note(&format!("warning: the store could not be asked who emits what: {why}"));
            }
            Done::Kept(path, consumers) => out.note(&format!(
                    "kept {}: the code no longer emits the event, and {} still wants it; delete the file by hand once \
                     that is settled",
                    view.path(path),
                    consumers.join(", ")
                ),
            ),
            Done::LeftPending(path) => out.note(&format!(
                    "left {}: its declaration was not among the selected packages; `--workspace` selects all",
                    view.path(path)
                ),
            ),
            Done::NotCompared(package) => out.note(&format!(
                    "passed over {package}: it was built with other features than its contract files belong to"
                ),
            ),
        }
    }
    if !done
        .iter()
        .any(|one| matches!(one, Done::Written(_) | Done::Deleted(..)))
    {
        out.push_str("nothing to accept\n");
    }
    out
}
