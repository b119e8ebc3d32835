//! What the log says of deleted users, removed after a while.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;

use super::{Head, SentLog, healed, segments, sync};

impl SentLog {
    /// Removes the data of users who were deleted before this moment, in RFC 3339 and UTC. That they were deleted stays, so
    /// that a replay deletes them again. Returns the number of lines that lost their data.
    ///
    /// # Errors
    /// Fails if the file system refuses, or a line is not an event. Each segment is the old one or the new one then.
    pub fn redact(&mut self, deleted_before: &str) -> io::Result<usize> {
        let segments = segments(&self.folder)?;
        let mut deleted = HashSet::new();
        for path in &segments {
            for line in BufReader::new(File::open(path)?).lines() {
                let head: Head = serde_json::from_str(&line?)?;
                // Both are in UTC and to the millisecond, so their texts are in the order of time.
                if head.event == "user.deleted" && *head.time < *deleted_before {
                    deleted.insert(head.subject);
                }
            }
        }
        let mut redacted = 0;
        for path in &segments {
            redacted += redact(path, &deleted)?;
        }
        if redacted > 0 {
            sync(&self.folder)?;
            // The last segment may be another file now.
            self.current = segments.last().map(|path| healed(path)).transpose()?;
        }
        Ok(redacted)
    }
}

fn redact(path: &Path, deleted: &HashSet<String>) -> io::Result<usize> {
    let new = path.with_extension("redacted");
    let mut to = io::BufWriter::new(File::create(&new)?);
    let mut redacted = 0;
    for line in BufReader::new(File::open(path)?).lines() {
        let mut line = line?;
        let head: Head = serde_json::from_str(&line)?;
        if head.event != "user.deleted" && !head.redacted && deleted.contains(&head.subject) {
            let mut event: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line)?;
            event.insert("data".into(), serde_json::Value::Null);
            event.insert("redacted".into(), true.into());
            line = serde_json::to_string(&event)?;
            redacted += 1;
        }
        to.write_all(line.as_bytes())?;
        to.write_all(b"\n")?;
    }
    let to = to.into_inner().map_err(io::IntoInnerError::into_error)?;
    to.sync_all()?;
    match redacted {
        0 => fs::remove_file(&new)?,
        _ => fs::rename(&new, path)?,
    }
    Ok(redacted)
}
