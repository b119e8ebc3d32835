//! Makes a commit without a work tree: `git fast-import` reads files as a stream.

use std::time::{SystemTime, UNIX_EPOCH};

use super::super::error::StoreError;
use super::super::key::Key;
use super::program::Git;

/// A file of a new commit, or one that the commit removes.
pub(super) struct File {
    path: String,
    content: Option<Vec<u8>>,
}

impl File {
    pub(super) fn written(key: &Key, content: &[u8]) -> Self {
        Self {
            path: key.to_string(),
            content: Some(content.to_vec()),
        }
    }

    pub(super) fn removed(key: &Key) -> Self {
        Self {
            path: key.to_string(),
            content: None,
        }
    }
}

/// The reference that a new commit has until it is pushed.
const WORK: &str = "refs/counterpart/work";

/// Makes a commit on top of `parent` and returns its id. No branch of the store points to it yet.
pub(super) fn commit(git: &Git, parent: Option<&str>, files: &[File]) -> Result<String, StoreError> {
    let message = message(files);
    let mut stream = format!(
        "feature done\ncommit {WORK}\ncommitter {}\ndata {}\n{message}\n",
        committer(git),
        message.len()
    )
    .into_bytes();
    if let Some(parent) = parent {
        stream.extend(format!("from {parent}\n").bytes());
    }
    for file in files {
        match &file.content {
            None => stream.extend(format!("D {}\n", file.path).bytes()),
            Some(content) => {
                stream.extend(format!("M 100644 inline {}\ndata {}\n", file.path, content.len()).bytes());
                stream.extend(content);
                stream.push(b'\n');
            }
        }
    }
    stream.extend(b"done\n");
    git.run("write", &["fast-import", "--quiet", "--force"], stream)?;
    let id = |said: Vec<u8>| String::from_utf8_lossy(&said).trim().to_owned();
    if !signs(git) {
        return git.run("write", &["rev-parse", "--verify", WORK], vec![]).map(id);
    }
    let tree = format!("{WORK}^{{tree}}");
    let mut arguments = vec!["commit-tree", "-S"];
    arguments.extend(parent.iter().flat_map(|parent| ["-p", parent]));
    arguments.push(&tree);
    git.run("write", &arguments, message.into_bytes()).map(id)
}

/// Returns `true` if the user wants commits signed. fast-import itself signs none.
fn signs(git: &Git) -> bool {
    let said = git.run(
        "read",
        &["config", "--type=bool", "--get", "commit.gpgSign"],
        vec![],
    );
    said.is_ok_and(|said| said.trim_ascii() == b"true")
}

/// The committer according to git, or the tool itself if git does not know.
fn committer(git: &Git) -> String {
    let known = git.run("read", &["var", "GIT_COMMITTER_IDENT"], vec![]);
    match known {
        Ok(known) => String::from_utf8_lossy(&known).trim().to_owned(),
        Err(_) => {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            format!("counterpart <counterpart@localhost> {} +0000", since.as_secs())
        }
    }
}

/// The commit message in the log of the store.
fn message(files: &[File]) -> String {
    let what = if files.iter().all(|file| file.content.is_none()) {
        "Remove"
    } else {
        "Add"
    };
    // The last file makes the others visible.
    let last = files.last().map_or("", |file| file.path.as_str());
    match files.len() {
        0 | 1 => format!("{what} {last}"),
        more => format!("{what} {last} and {} more", more - 1),
    }
}
