//! `cargo counterpart init`

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use clap::{Args, ValueEnum};
use counterpart::config::{FILE_NAME, Flags, Settings};
use counterpart_verifier::store::{Address, StoreError, begin};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::network::tell;
use crate::project::cargo::CargoFlags;
use crate::project::workspace::Workspace;
use crate::store::{StoreFlags, address, here, shown};
use crate::terminal::output;

/// Write a commented counterpart.toml and a CI workflow, and create a store
///
/// The files are written at the root of the workspace. One that exists is not changed. Where a store is named or configured,
/// the workflow verifies against it and publishes to it. With --store the store is begun too, unless it exists: an empty
/// store can be read. --store URL is also written into counterpart.toml.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The CI service; by default GitLab if the workspace has a .gitlab-ci.yml, else GitHub
    #[arg(long, value_enum, value_name = "SERVICE")]
    ci: Option<Service>,
    #[command(flatten)]
    store: StoreFlags,
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
/// The example of a store in the configuration.
const NO_STORE: &str = "# store = \"git+ssh://git@github.com/acme/contracts.git#main\"\n";
const GITHUB: &str = include_str!("init/github.yml");
const GITLAB: &str = include_str!("init/gitlab.yml");

impl Init {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let workspace = Workspace::find(&CargoFlags::of_manifest(self.manifest_path))?;
        let root = workspace.root();
        let mut text = String::new();
        let settings = Settings::find(root, &self.store.flags())?;
        let has_store = settings.store.value.is_some();
        let mut configuration = CONFIGURATION.to_owned();
        if self.store.is_asked() {
            text.push_str(&begin_store(&settings)?);
        }
        if let Some(named) = self.store.url() {
            let line = format!("store = {}\n", quoted(&from_root(named, root)?));
            configuration = configuration.replacen(NO_STORE, &line, 1);
            if root.join(FILE_NAME).exists() && !names(root, named)? {
                text.push_str(&format!("write into {FILE_NAME}: {line}"));
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
                Ok(false) => format!("exists, not changed: {}\n", shown(&path)),
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
fn begin_store(settings: &Settings) -> Result<String, Failure> {
    let store = address(settings)?.open_within(&settings.network(tell))?;
    store.check_new()?;
    let location = store.location().to_owned();
    match store.check_exists() {
        Ok(()) => Ok(format!("exists, not changed: the store {location}\n")),
        Err(StoreError::NoStore { .. } | StoreError::NoBranch { .. }) => {
            begin(&*store)?;
            Ok(format!("created the store {location}\n"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The address as the configuration at the root names it. A folder is relative to the folder that
/// the command was called in.
fn from_root(named: &str, root: &Path) -> Result<String, Failure> {
    let address = Address::parse(named)?;
    let Some(folder) = address.folder().filter(|folder| !folder.is_absolute()) else {
        return Ok(named.to_owned());
    };
    let here = here()?;
    if here.canonicalize().ok() == root.canonicalize().ok() {
        return Ok(named.to_owned());
    }
    let (from, to) = (real(root), real(&here.join(folder)));
    let shared = from.components().zip(to.components());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let down = to.components().skip(shared);
    let relative: PathBuf = up.chain(down).collect();
    // Two drives have no path from one to the other.
    let path = if shared == 0 { to } else { relative };
    Ok(path.to_string_lossy().replace('\\', "/"))
}

/// A path without links and `..`, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let known = path.ancestors().find_map(|above| {
        let real = above.canonicalize().ok()?;
        Some((real, path.strip_prefix(above).ok()?))
    });
    let Some((mut real, rest)) = known else {
        return path.to_owned();
    };
    for step in rest.components() {
        match step {
            Component::ParentDir => drop(real.pop()),
            Component::CurDir => {}
            step => real.push(step),
        }
    }
    real
}

/// Returns `true` if the configuration at the root already names this store.
fn names(root: &Path, named: &str) -> Result<bool, Failure> {
    let configured = Settings::find(root, &Flags::default())?.store.value;
    let Some(configured) = configured else {
        return Ok(false);
    };
    let place = |address: &Address, from: &Path| address.folder().map(|folder| real(&from.join(folder)));
    let (configured, named) = (Address::parse(&configured)?, Address::parse(named)?);
    Ok(match (place(&configured, root), place(&named, &here()?)) {
        (Some(one), Some(other)) => one == other,
        _ => configured == named,
    })
}

/// The text in TOML. An address has no control character.
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

/// Writes a file that is not there yet; `false` if one exists.
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
        // The user's umask reduces this, as for any file that a program makes.
        new.permissions(fs::Permissions::from_mode(0o666));
    }
    // The next run would leave half a file unchanged.
    let mut new = new.tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
    new.write_all(content.as_bytes())?;
    match new.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error),
    }
}
