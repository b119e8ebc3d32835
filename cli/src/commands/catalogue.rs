//! `cargo counterpart catalogue`

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use clap::Args;
use counterpart::contract::folder::Stored;
use counterpart_engine::compat::Limits;
use counterpart_verifier::catalogue::{Options, Source};
use counterpart_verifier::deploy::Snapshot;
use counterpart_verifier::store::{Store, Timestamp};
use counterpart_verifier::verify;

use crate::catalogue::server::{self, Server};
use crate::catalogue::{self, Site, folder::Folder, letters};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::places::Places;
use crate::render::view::View;
use crate::store::{StoreFlags, moment};
use crate::terminal::output;
use crate::terminal::progress::Progress;

/// Write a site of all services and events: who sends what to whom, and what would break
///
/// Pages show the network, each event with its fields and what would break if one went, each service, the environments, the
/// history and the findings. Each answer is the one that `verify`, `impact`, `can-i-deploy` or `diff` gives. The site is a
/// folder of static files. It works from `file://`, without a network.
///
/// Looks in the store, where one is named or configured, else in the contract files of the workspace. A store is only read.
#[derive(Debug, Args)]
pub(crate) struct Catalogue {
    #[command(flatten)]
    store: StoreFlags,
    /// Look in this folder of contract files instead; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    contracts: Vec<PathBuf>,
    /// Write the site to this folder, which is new, empty, or an older catalogue
    #[arg(long, value_name = "DIR", required_unless_present = "serve")]
    out: Option<PathBuf>,
    /// Serve the site at this address until Ctrl-C, and make it again when the contracts change
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, require_equals = true, default_missing_value = "127.0.0.1:8765")]
    serve: Option<SocketAddr>,
    /// How many seconds to wait between two looks for changes, with --serve
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// Show the dead letters of this file or folder by cause; may be repeated
    #[arg(long, value_name = "LETTERS")]
    letters: Vec<PathBuf>,
    /// The title of the site
    #[arg(long, value_name = "TEXT", default_value = "Contracts")]
    title: String,
    /// The address of a line of source, with {service}, {version}, {file} and {line}
    #[arg(long, value_name = "URL", value_parser = source_url)]
    source_url: Option<String>,
    /// How many fields of an event are probed at most
    #[arg(long, value_name = "N", default_value_t = Options::default().fields)]
    fields: usize,
    /// How many checks all probed fields may take; a field takes up to four for each pair of its event
    #[arg(long, value_name = "N", default_value_t = Options::default().checks)]
    checks: usize,
    /// How many messages to make of each contract and emitted schema
    #[arg(long, value_name = "N", default_value_t = Options::default().samples)]
    samples: usize,
    /// How many versions of each service the history compares at most
    #[arg(long, value_name = "N", default_value_t = Options::default().history)]
    history: usize,
    /// How often it is asked at most whether a version may be deployed
    #[arg(long, value_name = "N", default_value_t = Options::default().questions)]
    questions: usize,
    /// How many steps one pair may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
}

fn source_url(text: &str) -> Result<String, String> {
    let is_one = text.starts_with("https://") || text.starts_with("http://");
    let is_one = is_one && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    is_one.then(|| text.to_owned()).ok_or_else(|| {
        "write https://…, as in https://git.example/{service}/blob/{version}/{file}#L{line}".into()
    })
}

/// What a catalogue is made of. Two equal states make the same catalogue, at one moment.
#[derive(Debug, PartialEq, Eq)]
struct State(BTreeMap<String, Vec<u8>>);

impl Catalogue {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        // A place that cannot be written to, and an address that is taken, are said before anything is judged.
        let folder = self.out.as_deref().map(Folder::begin).transpose()?;
        let server = self.serve.map(Server::bind).transpose()?;
        let state = self.serve.map(|_| self.state()).transpose()?;
        if let Some(folder) = folder {
            let _progress = Progress::of("making the catalogue");
            self.make(false, &folder)?;
            folder.finish()?;
        }
        if let Some(out) = &self.out {
            output::results(&format!("wrote {}\n", out.join("index.html").display()))?;
        }
        match (server, state) {
            (Some(server), Some(state)) => self.serve(server, state),
            _ => Ok(Exit::Compatible),
        }
    }

    fn serve(&self, server: Server, mut state: State) -> Result<Exit, Failure> {
        let current = server::Current::default();
        current.set(self.site()?);
        let address = server.address();
        server.begin(current.clone());
        output::results(&format!("serving http://{address}/ until Ctrl-C\n"))?;
        let mut last_failure = None;
        loop {
            thread::sleep(Duration::from_secs(self.every));
            let done = match self.state() {
                Ok(now) if now == state => {
                    last_failure = None;
                    continue;
                }
                // What cannot be read now may be readable after the next change. Until then the last site stays.
                Ok(now) => {
                    state = now;
                    self.site()
                }
                Err(failure) => Err(failure),
            };
            last_failure = match done {
                Ok(site) => {
                    current.set(site);
                    output::progress("made the catalogue again");
                    None
                }
                Err(failure) => {
                    // A store that is away for an hour is said once.
                    let text = failure.to_string();
                    if last_failure.as_ref() != Some(&text) {
                        output::failure(&failure);
                    }
                    Some(text)
                }
            };
        }
    }

    /// The site with its revision, by which open pages see that it is another one, also after the server has been
    /// started again.
    fn site(&self) -> Result<Site, Failure> {
        let site = Mutex::new(Site::new());
        self.make(true, &site)?;
        let mut site = site.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut hasher = DefaultHasher::new();
        site.hash(&mut hasher);
        let text = format!(
            "counterpart.revision && counterpart.revision(\"{:016x}\");\n",
            hasher.finish()
        );
        site.insert("data/revision.js".to_owned(), text.into_bytes());
        Ok(site)
    }

    fn make(&self, served: bool, files: &impl catalogue::Files) -> Result<(), Failure> {
        let settings = self.store.settings()?;
        let limits = Limits {
            steps: self.steps,
            ..Limits::default()
        };
        let judging = verify::Options {
            limits: limits.clone(),
            rules: settings.rules.value.clone(),
            ..verify::Options::default()
        };
        let options = Options {
            title: self.title.clone(),
            limits,
            rules: settings.rules.value.clone(),
            retention: settings.retention.value,
            fields: self.fields,
            checks: self.checks,
            samples: self.samples,
            history: self.history,
            questions: self.questions,
            source_url: self.source_url.clone(),
            served,
        };
        let view = View::of_output();
        let locate = Places::of(&view);
        let store = self.opened()?;
        let snapshot = store.as_deref().map(Snapshot::read).transpose()?;
        let mut source = match &snapshot {
            Some(snapshot) => Source::of_store(snapshot, self.at.unwrap_or_else(Timestamp::now), &judging)?,
            None => {
                let judging = verify::Options {
                    allow: settings.allow.value.clone(),
                    today: Some(self.at.unwrap_or_else(Timestamp::now).day()),
                    ..judging
                };
                Source::of_files(self.files()?, &judging)
            }
        };
        if source.documents.is_empty() && snapshot.is_none() {
            return Err(Failure::new("there is no contract file, and no store is named")
                .hint("name a store with --store, or a folder of contract files with --contracts"));
        }
        if !self.letters.is_empty() {
            source.letters = Some(letters::read(&self.letters, &source.documents)?);
        }
        catalogue::write(&source, &options, &locate, files)?;
        if !served {
            // The program ends soon. Freeing a hundred thousand small parts first takes a tenth of the whole time.
            std::mem::forget(source);
        }
        Ok(())
    }

    fn opened(&self) -> Result<Option<Box<dyn Store>>, Failure> {
        if !self.contracts.is_empty() {
            return Ok(None);
        }
        self.store.open_if_any(&self.store.settings()?)
    }

    fn files(&self) -> Result<Vec<Stored>, Failure> {
        if self.contracts.is_empty() {
            folders::read(&Workspace::find(&CargoFlags::of_manifest(None))?.folder())
        } else {
            folders::read_others(&self.contracts, None)
        }
    }

    /// The keys of a store say everything but its rules, because no other file of it ever changes.
    fn state(&self) -> Result<State, Failure> {
        let mut state = BTreeMap::new();
        match self.opened()? {
            Some(store) => {
                for key in store.list(None)? {
                    state.insert(key.as_str().to_owned(), Vec::new());
                }
                let rules = counterpart_verifier::store::Rules::read(&*store)?;
                state.insert("rules".to_owned(), format!("{rules:?}").into_bytes());
            }
            None => {
                for file in self.files()? {
                    let path = file.path.display().to_string();
                    state.insert(path, Vec::from(file.contract.shared_text().as_bytes()));
                }
            }
        }
        for letters in &self.letters {
            let changed = std::fs::metadata(letters).and_then(|file| Ok((file.len(), file.modified()?)));
            let path = letters.display().to_string();
            state.insert(path, format!("{:?}", changed.ok()).into_bytes());
        }
        Ok(State(state))
    }
}
