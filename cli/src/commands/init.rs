//! `cargo counterpart init`

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use counterpart::config::{FILE_NAME, Flags, Settings};
use counterpart_verifier::store::{Address, StoreError, begin};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::network::tell;
use crate::project::cargo::CargoFlags;
use crate::project::workspace::Workspace;
use crate::store::{here, shown};
use crate::terminal::output;

/// Write a commented counterpart.toml and a CI workflow, and create a store
///
/// The files are written at the root of the workspace; a file that exists is left as it is. If a store is configured, the
/// workflow verifies against it and publishes to it. --store also creates the store if it does not exist.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The CI service; by default GitLab if the workspace has a .gitlab-ci.yml, else GitHub
    #[arg(long, value_enum, value_name = "SERVICE")]
    ci: Option<Service>,
    /// The store to create and to name in counterpart.toml
    #[arg(long, value_name = "URL")]
    store: Option<String>,
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
/// Where the configuration names a store, as an example.
const NO_STORE: &str = "# store = \"git+ssh://git@github.com/acme/contracts.git#main\"\n";
const GITHUB: &str = include_str!("init/github.yml");
const GITLAB: &str = include_str!("init/gitlab.yml");

impl Init {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let workspace = Workspace::find(&CargoFlags::of_manifest(self.manifest_path))?;
        let root = workspace.root();
        let mut text = String::new();
        let flags = Flags {
            store: self.store.clone(),
            ..Flags::default()
        };
        let has_store = Settings::find(root, &flags)?.store.value.is_some();
        let mut configuration = CONFIGURATION.to_owned();
        if let Some(named) = &self.store {
            text.push_str(&begin_store(named)?);
            let line = format!("store = {}\n", quoted(&from_root(named, root)?));
            configuration = configuration.replacen(NO_STORE, &line, 1);
            if root.join(FILE_NAME).exists() {
                text.push_str(&format!("add to {FILE_NAME}: {line}"));
            }
        }
        let workflow = |workflow: &str| {
            if has_store {
                with_store(workflow)
            } else {
                workflow.to_owned()
            }
        };
        let service = self.ci.unwrap_or(if root.join(".gitlab-ci.yml").exists() {
            Service::Gitlab
        } else {
            Service::Github
        });
        let mut files = vec![(root.join(FILE_NAME), configuration)];
        match service {
            Service::Github => files.push((root.join(".github/workflows/counterpart.yml"), workflow(GITHUB))),
            Service::Gitlab => files.push((root.join(".gitlab/counterpart.yml"), workflow(GITLAB))),
            Service::None => {}
        }
        for (path, content) in files {
            let line = match create(&path, &content) {
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

/// Begins the store, unless it is one.
fn begin_store(named: &str) -> Result<String, Failure> {
    let settings = Settings::find(&here()?, &Flags::default())?;
    let store = Address::parse(named)?.open_within(&settings.network(tell))?;
    store.check_new()?;
    let location = store.location().to_owned();
    match store.check_exists() {
        Ok(()) => Ok(format!("the store {location} exists already\n")),
        Err(StoreError::NoStore { .. } | StoreError::NoBranch { .. }) => {
            begin(&*store)?;
            Ok(format!("created the store {location}\n"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The address as the configuration at the root names it, where a folder is meant from there.
fn from_root(named: &str, root: &Path) -> Result<String, Failure> {
    let address = Address::parse(named)?;
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let (Some(folder), Ok(here)) = (address.folder(), here) else {
        return Ok(named.to_owned());
    };
    let is_root = root.canonicalize().is_ok_and(|root| root == here);
    if is_root || folder.is_absolute() {
        Ok(named.to_owned())
    } else {
        Ok(here.join(folder).display().to_string())
    }
}

/// As TOML writes a text; an address holds no control character.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The workflow with the lines for a store in force, instead of the one without.
fn with_store(workflow: &str) -> String {
    let mut text = String::new();
    let mut is_of_store = false;
    for line in workflow.lines() {
        let is_hint = line.trim_start().starts_with("# With a store ");
        is_of_store |= is_hint;
        if is_hint || line.ends_with("cargo counterpart verify") {
            continue;
        }
        let line = if is_of_store {
            line.replacen("# ", "", 1)
        } else {
            line.to_owned()
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
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
