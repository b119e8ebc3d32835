//! `cargo counterpart init`

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use counterpart::config::FILE_NAME;

use crate::cargo::CargoFlags;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::store::shown;
use crate::workspace::Workspace;

/// Write a commented counterpart.toml and a CI workflow
///
/// They stand at the root of the workspace. A file that is there stays as it is.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// For which CI service; without it, GitLab where the workspace has a .gitlab-ci.yml, else GitHub
    #[arg(long, value_enum, value_name = "SERVICE")]
    ci: Option<Service>,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Service {
    Github,
    Gitlab,
    None,
}

const CONFIGURATION: &str = include_str!("init/counterpart.toml");
const GITHUB: &str = include_str!("init/github.yml");
const GITLAB: &str = include_str!("init/gitlab.yml");

impl Init {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let workspace = Workspace::find(&CargoFlags::of_manifest(self.manifest_path))?;
        let root = workspace.root();
        let service = self.ci.unwrap_or(if root.join(".gitlab-ci.yml").exists() {
            Service::Gitlab
        } else {
            Service::Github
        });
        let mut files = vec![(root.join(FILE_NAME), CONFIGURATION)];
        match service {
            Service::Github => files.push((root.join(".github/workflows/counterpart.yml"), GITHUB)),
            Service::Gitlab => files.push((root.join(".gitlab/counterpart.yml"), GITLAB)),
            Service::None => {}
        }
        let mut text = String::new();
        for (path, content) in files {
            let line = match create(&path, content) {
                Ok(true) => format!("wrote {}\n", shown(&path)),
                Ok(false) => format!("left as it is: {}\n", shown(&path)),
                Err(error) => {
                    return Err(Failure::new(format!("cannot write {}: {error}", path.display())));
                }
            };
            text.push_str(&line);
        }
        if matches!(service, Service::Gitlab) {
            text.push_str("add to .gitlab-ci.yml:\n  include:\n    - local: .gitlab/counterpart.yml\n");
        }
        output::results(&text)?;
        Ok(Exit::Compatible)
    }
}

/// Writes a file that is not there yet; `false` where one is.
fn create(path: &Path, content: &str) -> std::io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    let mut new = tempfile::Builder::new();
    new.prefix(".counterpart-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What the user's umask leaves of this, as for any file that a program makes.
        new.permissions(fs::Permissions::from_mode(0o666));
    }
    // Half a file would stay as it is in the next run.
    let mut new = new.tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
    new.write_all(content.as_bytes())?;
    match new.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error),
    }
}
