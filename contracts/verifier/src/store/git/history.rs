//! Finds the writer who brought a file into the repository.

use std::collections::{BTreeMap, BTreeSet};

use super::super::backend::Writer;
use super::super::error::StoreError;
use super::super::key::Key;
use super::program::Git;

/// The commits that added the files, according to the history up to `head`. For a file that was
/// removed and added again, the last one counts. A file changed in place belongs to the writer who
/// changed it.
pub(super) fn writers(git: &Git, head: &str, keys: &[Key]) -> Result<BTreeMap<Key, Writer>, StoreError> {
    let wanted: BTreeSet<&str> = keys.iter().map(Key::as_str).collect();
    let log = git.run(
        "read",
        &[
            "log",
            "-z",
            "--no-renames",
            "--diff-filter=AMT",
            "--name-only",
            "--diff-merges=first-parent",
            // A character that no address and no path of ours holds separates a record's fields.
            "--format=%x01%H%x01%ce%x01%G?",
            head,
            "--",
            "services",
        ],
        vec![],
    )?;
    let log = String::from_utf8_lossy(&log);
    let mut writers = BTreeMap::new();
    let mut writer = None;
    for part in log.split(['\0', '\n']).filter(|part| !part.is_empty()) {
        if let Some(record) = part.strip_prefix('\u{1}') {
            let fields: Vec<&str> = record.split('\u{1}').collect();
            writer = match fields.as_slice() {
                [commit, committer, signature] => Some(Writer {
                    commit: (*commit).to_owned(),
                    committer: (*committer).to_owned(),
                    signature: signature.chars().next().unwrap_or('N'),
                }),
                _ => None,
            };
        } else if wanted.contains(part) {
            if let Some(writer) = &writer {
                // The newest commit comes first.
                writers.entry(Key::parse(part)?).or_insert_with(|| writer.clone());
            }
        }
    }
    Ok(writers)
}
