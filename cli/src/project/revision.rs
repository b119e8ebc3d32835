//! Contract files in a revision of a git repository. Nothing is checked out.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use counterpart::contract::ContractFile;
use counterpart::contract::folder::{self, Stored};
use counterpart::near;

use crate::failure::Failure;

/// The maximum size of one file in bytes, as in a folder.
const MAX_BYTES: u64 = 16 << 20;

/// The contract files of a folder of a revision, `REV:PATH`; without a path, of `folder` in the work tree that `here` is in.
pub(crate) fn read(here: &Path, named: &str, folder: &Path) -> Result<Vec<Stored>, Failure> {
    let (revision, path) = match named.split_once(':') {
        Some((revision, path)) => (revision, Some(path.trim_matches('/').to_owned())),
        None => (named, None),
    };
    let root = ask(here, &["rev-parse", "--show-toplevel"]).map_err(|_| {
        Failure::new(format!("{named:?} is no folder, no version and no store"))
            .hint("a revision can be named within a git repository alone; a version needs `--store`")
    })?;
    let commit = commit(here, revision)?;
    if let Some(path) = &path {
        // A folder that is not named may appear later. A named folder exists, or is misspelt.
        ask(here, &["cat-file", "-e", &format!("{commit}:{path}")])
            .map_err(|_| Failure::new(format!("{revision} has no folder {path}")))?;
    }
    let path = match path {
        Some(path) => path,
        None => within(Path::new(&root), folder)?,
    };
    let files = list(here, named, &commit, &path)?;
    let contents = cat(here, &files).map_err(|error| failed("cat-file", &error.to_string()))?;
    let stored = files.into_iter().zip(contents).map(|(file, content)| {
        let path = PathBuf::from(format!("{revision}:{}", file.path));
        let fail = |why: String| Failure::new(format!("{}: {why}", path.display()));
        let contract = ContractFile::parse(&content).map_err(|error| fail(error.to_string()))?;
        let expected = contract.header.identity.path();
        if !Path::new(&file.path).ends_with(&expected) {
            return Err(fail(format!(
                "says in `x-contract` that it belongs to {}",
                expected.display()
            )));
        }
        let text = contract.shared_text();
        Ok(Stored { path, text, contract })
    });
    stored.collect()
}

/// Returns true if a folder is in the work tree of a repository.
pub(crate) fn is_in_repository(here: &Path) -> bool {
    ask(here, &["rev-parse", "--show-toplevel"]).is_ok()
}

/// The commit of a revision, `REV` or `REV:PATH`.
pub(crate) fn commit_of(here: &Path, named: &str) -> Result<String, Failure> {
    commit(
        here,
        named.split_once(':').map_or(named, |(revision, _)| revision),
    )
}

/// The commit of a revision. In a shallow clone that lacks it, the error explains how to get it.
fn commit(here: &Path, revision: &str) -> Result<String, Failure> {
    if revision.is_empty() || revision.starts_with('-') || revision.chars().any(char::is_control) {
        return Err(Failure::new(format!("{revision:?} is not a revision of git")));
    }
    let commit = format!("{revision}^{{commit}}");
    let found = ask(
        here,
        &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit],
    );
    found.map_err(|_| {
        let failure = Failure::new(format!("this git repository has no revision {revision}"));
        if let Some(remote) = of_remote(here, revision) {
            return failure.hint(format!("did you mean `{remote}`?"));
        }
        let shallow = ask(here, &["rev-parse", "--is-shallow-repository"]);
        if shallow.as_deref() != Ok("true") {
            if let Some(near) = near(here, revision) {
                return failure.hint(format!("did you mean `{near}`?"));
            }
            return failure
                .hint("`git fetch` gets what others pushed; a version of a service needs `--store`");
        }
        let relative = revision.contains(['~', '^', '@']);
        let mends = if relative {
            "git fetch --unshallow".to_owned()
        } else {
            let remote = revision.strip_prefix("origin/").unwrap_or(revision);
            let is_commit = revision.len() >= 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
            let tracked = if is_commit {
                remote.to_owned()
            } else if remote == revision {
                // Without a place of its own, only FETCH_HEAD would have it.
                format!("{remote}:{remote}")
            } else {
                format!("{remote}:refs/remotes/origin/{remote}")
            };
            format!("git fetch --depth=1 origin {tracked}")
        };
        failure.hint(format!("this clone is shallow; `{mends}` gets it"))
    })
}

/// The branch of a remote with this name: it was fetched, and is not checked out.
fn of_remote(here: &Path, revision: &str) -> Option<String> {
    let names = names(here, &["refs/remotes"])?;
    let of_remote = |name: &&str| name.split_once('/').is_some_and(|(_, name)| name == revision);
    names.lines().find(of_remote).map(str::to_owned)
}

/// The branch or tag of the repository that is nearest to a name.
fn near(here: &Path, revision: &str) -> Option<String> {
    let names = names(here, &["refs/heads", "refs/tags", "refs/remotes"])?;
    near::near(revision, names.lines())
        .first()
        .map(|name| (*name).to_owned())
}

/// The short names of all below these places, one a line.
fn names(here: &Path, places: &[&str]) -> Option<String> {
    let format = ["for-each-ref", "--format=%(refname:short)"];
    ask(here, &[&format[..], places].concat()).ok()
}

/// The folder of the work tree as git names it.
fn within(root: &Path, folder: &Path) -> Result<String, Failure> {
    let real = |path: &Path| path.canonicalize().ok();
    let known = folder.ancestors().find_map(|above| {
        let rest = folder.strip_prefix(above).ok()?;
        Some(real(above)?.join(rest))
    });
    let path = known.and_then(|folder| Some(folder.strip_prefix(real(root)?).ok()?.to_owned()));
    let path = path.ok_or_else(|| {
        Failure::new(format!(
            "{} does not lie in the repository {}",
            folder.display(),
            root.display()
        ))
        .hint("name the folder of contract files with the revision, `main:contracts`")
    })?;
    Ok(path.to_string_lossy().replace('\\', "/"))
}

struct File {
    object: String,
    path: String,
}

/// The files of a folder that should be contract files.
fn list(here: &Path, named: &str, commit: &str, path: &str) -> Result<Vec<File>, Failure> {
    let mut arguments = vec!["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--"];
    if !path.is_empty() {
        arguments.push(path);
    }
    let said = ask(here, &arguments).map_err(|said| failed("ls-tree", &said))?;
    let mut files = Vec::new();
    for entry in said.split('\0') {
        let Some((what, path)) = entry.split_once('\t') else {
            continue;
        };
        if !folder::is_json(Path::new(path))? {
            continue;
        }
        let words: Vec<&str> = what.split_whitespace().collect();
        let [mode, "blob", object, size] = words[..] else {
            continue;
        };
        if !mode.starts_with("100") {
            return Err(Failure::new(format!(
                "{named}: {path} is a link, and should be a file"
            )));
        }
        if size.parse::<u64>().is_ok_and(|size| size > MAX_BYTES) {
            return Err(Failure::new(format!("{named}: {path} is larger than 16 MiB")));
        }
        files.push(File {
            object: object.to_owned(),
            path: path.to_owned(),
        });
    }
    Ok(files)
}

/// The contents of files, in one run of git.
fn cat(here: &Path, files: &[File]) -> std::io::Result<Vec<Vec<u8>>> {
    let mut child = git(here)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut asked = child.stdin.take().expect("it is piped");
    let wanted: String = files.iter().map(|file| format!("{}\n", file.object)).collect();
    let writer = std::thread::spawn(move || asked.write_all(wanted.as_bytes()));
    let mut answers = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut contents = Vec::new();
    for _ in files {
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let size = head
            .split_whitespace()
            .nth(2)
            .and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| std::io::Error::other(format!("it says {:?}", head.trim())))?;
        let mut content = vec![0; size + 1];
        answers.read_exact(&mut content)?;
        content.pop();
        contents.push(content);
    }
    drop(answers);
    writer
        .join()
        .map_err(|_| std::io::Error::other("it was not asked"))??;
    child.wait()?;
    Ok(contents)
}

fn failed(what: &str, said: &str) -> Failure {
    Failure::new(format!("git {what} fails: {said}"))
}

fn git(here: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(here)
        .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C");
    command
}

fn ask(here: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = git(here)
        .args(arguments)
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end_matches('\n')
            .to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}
