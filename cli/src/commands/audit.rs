//! `cargo counterpart audit`

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Instant;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use counterpart::config::network::Size;
use counterpart::contract::Role;
use counterpart_engine::json::Pointer;
use counterpart_verifier::audit::{
    Audit as Results, Framing, Listing, Progress as Step, Run, Strings, SubjectError, Subjects, run,
};
use counterpart_verifier::deploy::Published;
use counterpart_verifier::lakes::{ENGINES, Reading, engine};
use counterpart_verifier::messages::{Form, Inputs, Limits, Named, Reader};
use counterpart_verifier::report::Document;
use counterpart_verifier::store::{StoreError, Timestamp, bucket_of_messages};

use crate::destination::Destination;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::{Form as Format, Formats};
use crate::named;
use crate::network::{read_size, tell};
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::audit as render;
use crate::render::places::Places;
use crate::render::view::View;
use crate::source::Sources;
use crate::store::StoreFlags;
use crate::terminal::foreign::short;
use crate::terminal::options::TerminalOptions;
use crate::terminal::output;
use crate::terminal::progress::Progress;

/// Judge every message of a log against contracts: whom would it have broken?
///
/// With --role emits, judge whether what was really sent keeps to what producers declare, whatever language they are
/// written in. Refused messages are counted by contract and place, with the first and the last position; values of
/// messages are not shown. Messages are judged as they are: nothing is assumed but what --exported-by and
/// --absent-is-null say, and allowances do not apply.
///
/// Read are one JSON text a line, JSON arrays, and JSON texts one after the other; .gz and .zst; events of CloudEvents
/// one by one and in batches; rows such as {"event":…,"payload":…}, where the payload may be a string that holds JSON.
///
/// Exit codes: 0 every message is accepted, 100 messages are refused, 101 could not complete, judged nothing, undecided,
/// or interrupted. Ctrl-C reports what was read so far; a second one ends the program.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Audit {
    /// The messages: files, folders with all files in them but hidden ones, buckets as s3://…, gs://… or az://…, or - for
    /// standard input
    #[arg(value_name = "MESSAGES", required = true)]
    messages: Vec<OsString>,
    /// Judge against what is consumed, or against what is emitted
    ///
    /// Of several producers of one event one has to declare a message, as a log does not say who sent it; --service
    /// names the one that is meant.
    #[arg(long, value_enum, value_name = "ROLE", default_value_t = Side::Consumes)]
    role: Side,
    /// Take all messages as this event
    #[arg(long, value_name = "NAME", conflicts_with = "event_at")]
    event: Option<String>,
    /// Where a message has its event: a JSON Pointer to a string, as in /event
    #[arg(long, value_name = "POINTER")]
    event_at: Option<Pointer>,
    /// Where a message has its payload; without it and with --event or --event-at, the message is the payload
    #[arg(long, value_name = "POINTER")]
    payload_at: Option<Pointer>,
    /// How to read a payload that is a string; by default, each contract decides
    ///
    /// `json`: it holds JSON, as databases store it. `payload`: it is the payload. A contract that accepts no string
    /// wants the JSON, and one that accepts only strings wants the string. One that accepts both is undecided where
    /// that makes a difference.
    #[arg(long, value_enum, value_name = "AS")]
    payload_strings: Option<StringsName>,
    /// Judge messages as this engine exports them: contracts are widened for what it does to values
    ///
    /// An engine that stores messages in columns writes others: moments with a space, nulls left out or filled in. The
    /// book's page "Logs from a lake" has a table of them. The report says what can no longer be seen.
    #[arg(long, value_name = "ENGINE", value_parser = PossibleValuesParser::new(ENGINES.iter().map(|engine| engine.id)))]
    exported_by: Option<String>,
    /// Take a required member that may be null as null where it is absent
    #[arg(long)]
    absent_is_null: bool,
    /// Judge against these contract files instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreFlags,
    /// Judge against contracts of this service only
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Judge against what this published version of the service declares
    #[arg(long, value_name = "VERSION", requires_all = ["store", "service"])]
    version: Option<String>,
    /// How messages follow each other; by default as the start of each input shows
    ///
    /// `lines`: one a line, as it is. `values`: JSON texts one behind the other, over several lines or on one; the items of
    /// arrays are messages.
    #[arg(long, value_enum, value_name = "FORM")]
    form: Option<FormName>,
    /// Write the refused messages to this file, one a line; --form lines reads them again
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How many threads judge; by default as many as there are processors
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Skip longer messages, and report them
    #[arg(long, value_name = "SIZE", value_parser = read_size, default_value_t = Size(Limits::default().message as u64))]
    max_message: Size,
    /// The most that one compressed input may become
    #[arg(long, value_name = "SIZE", value_parser = read_size, default_value_t = Size(Limits::default().decompressed))]
    max_size: Size,
    /// How many times as large as it is a compressed input may become
    #[arg(long, value_name = "N", default_value_t = Limits::default().ratio)]
    max_ratio: u64,
    #[command(flatten)]
    formats: Formats,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Side {
    Consumes,
    Emits,
}

impl From<Side> for Role {
    fn from(side: Side) -> Self {
        match side {
            Side::Consumes => Role::Consumes,
            Side::Emits => Role::Emits,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormName {
    Lines,
    Values,
}

impl From<FormName> for Form {
    fn from(name: FormName) -> Self {
        match name {
            FormName::Lines => Form::Lines,
            FormName::Values => Form::Values,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StringsName {
    Json,
    Payload,
}

impl From<StringsName> for Strings {
    fn from(name: StringsName) -> Self {
        match name {
            StringsName::Json => Strings::Json,
            StringsName::Payload => Strings::Payload,
        }
    }
}

impl Audit {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        self.formats.check_without_rustc("an audit")?;
        let mut view = View::of_output();
        let inputs = self.inputs()?;
        self.check_reports()?;
        let subjects = self.subjects(&mut view)?;
        let refused = self.out.as_deref().map(|file| self.refused(file)).transpose()?;
        let progress = Progress::of("reading messages");
        // Only who sees it waits for the sizes of all files.
        let size = progress
            .is_seen()
            .then(|| Inputs::of(inputs.clone()).size())
            .flatten();
        let limits = Limits {
            message: usize::try_from(self.max_message.0).unwrap_or(usize::MAX),
            decompressed: self.max_size.0,
            ratio: self.max_ratio,
        };
        let processors = || thread::available_parallelism().map_or(1, NonZero::get);
        let begun = Instant::now();
        let results = run(
            Run {
                subjects,
                framing: self.framing(),
                reader: Reader::new(Inputs::of(inputs), self.form.map(Form::from), limits),
                jobs: self.jobs.map_or_else(processors, NonZero::get),
                refused,
                stop: stopped_by_ctrl_c()?,
            },
            |step| progress.show(&shown(step, size, begun.elapsed().as_secs_f64())),
        );
        drop(progress);
        self.say(&results, &view)
    }

    /// The inputs, with their buckets opened.
    fn inputs(&self) -> Result<Vec<Named>, Failure> {
        self.messages.iter().map(|input| self.input(input)).collect()
    }

    fn input(&self, named: &OsString) -> Result<Named, Failure> {
        let address = named.to_str().filter(|text| text.contains("://"));
        let Some(address) = address else {
            return Ok(Named::Path(named.into()));
        };
        let network = self.store.settings()?.network(tell);
        match bucket_of_messages(address, &network) {
            None => Ok(Named::Path(named.into())),
            Some(Ok(bucket)) => Ok(Named::Bucket(bucket)),
            // What it says of a store is not for an input.
            Some(Err(StoreError::Address { address, why })) => {
                Err(Failure::new(format!("{address:?} {why}")))
            }
            Some(Err(error)) => Err(error.into()),
        }
    }

    fn framing(&self) -> Framing {
        let framing = match (&self.event, &self.event_at) {
            (Some(event), _) => Framing::named(event, self.payload_at.as_ref()),
            (None, Some(at)) => Framing::rows(at, self.payload_at.as_ref()),
            (None, None) => match &self.payload_at {
                Some(payload) => Framing::rows(&Pointer::of(["event".to_owned()]), Some(payload)),
                None => Framing::known(),
            },
        };
        framing.strings(self.payload_strings.map(Strings::from))
    }

    /// What is assumed of how the messages came to be as they are.
    fn reading(&self) -> Reading {
        Reading {
            exported_by: self.exported_by.as_deref().and_then(engine),
            absent_is_null: self.absent_is_null,
        }
    }

    /// The contracts to judge against.
    fn subjects(&self, view: &mut View) -> Result<Subjects, Failure> {
        let mut documents = self.documents(view)?;
        let role = Role::from(self.role);
        documents.retain(|document| document.identity().role() == role);
        if let Some(service) = &self.service {
            let services: Vec<String> = documents
                .iter()
                .map(|one| one.identity().service().to_owned())
                .collect();
            documents.retain(|document| document.identity().service() == service);
            if documents.is_empty() {
                let known: Vec<&str> = services.iter().map(String::as_str).collect();
                let failed = format!("`{service}` has no file of what it {role}");
                return Err(named::unknown(service, &known, failed));
            }
        }
        if documents.is_empty() {
            return Err(Failure::new(format!("there is no file of what a service {role}"))
                .hint("name a folder of contract files with --contracts, or look in a store with --store"));
        }
        if let Some(event) = &self.event {
            let events: BTreeSet<String> = documents
                .iter()
                .map(|one| one.identity().event().to_owned())
                .collect();
            if !events.contains(event) {
                let events: Vec<&str> = events.iter().map(String::as_str).collect();
                let failed = format!("no file says what a service {role} of `{event}`");
                return Err(named::unknown(event, &events, failed));
            }
            // Other events are not in the log: they share no columns with it.
            documents.retain(|document| document.identity().event() == event);
        }
        // It quotes the contract.
        let cannot = |error: SubjectError| Failure::new(short(&error.to_string(), 1_000));
        Subjects::new(role, documents, self.reading()).map_err(cannot)
    }

    fn documents(&self, view: &mut View) -> Result<Vec<Arc<Document>>, Failure> {
        if self.store.is_asked() {
            let published = Published {
                service: self.service.as_deref(),
                version: self.version.as_deref(),
            };
            return Ok(published.documents(&*self.store.open()?, Timestamp::now())?);
        }
        let stored = if self.contracts.is_empty() {
            let workspace = Workspace::find(&CargoFlags::of_manifest(None))?;
            view.sources = Sources::of(&workspace);
            folders::read(&workspace.folder())?
        } else {
            folders::read_others(&self.contracts, None)?
        };
        let documents = stored.into_iter().map(|stored| Arc::new(Document::from(stored)));
        Ok(documents.collect())
    }

    /// The file for refused messages, emptied.
    fn refused(&self, named: &Path) -> Result<Box<dyn Write + Send>, Failure> {
        let found = Destination::find(named)?;
        self.check_written(named, found.real())?;
        // It may be an input by another name: standard input, or a link in a folder that is read.
        let holds_something = found
            .real()
            .metadata()
            .is_ok_and(|file| file.is_file() && file.len() > 0);
        if holds_something {
            return Err(Failure::new(format!(
                "{} holds something already, and the refused messages would replace it",
                named.display()
            ))
            .hint("name another file with --out, or delete this one"));
        }
        let cannot = |error| Failure::new(format!("cannot write {}: {error}", named.display()));
        let file = File::create(found.real()).map_err(cannot)?;
        Ok(Box::new(BufWriter::new(file)))
    }

    /// Reports take the place of no message.
    fn check_reports(&self) -> Result<(), Failure> {
        let out = self.out.as_deref().map(Destination::find).transpose()?;
        for report in self.formats.files() {
            let found = Destination::find(&report)?;
            if out.as_ref().is_some_and(|out| out.real() == found.real()) {
                return Err(Failure::new(format!(
                    "{} is named for a report and for the refused messages",
                    report.display()
                )));
            }
            self.check_written(&report, found.real())?;
        }
        Ok(())
    }

    /// A file that is written is none of those that are read.
    fn check_written(&self, named: &Path, real: &Path) -> Result<(), Failure> {
        // A file that is new in a folder that is read would be read too, and grow while it is.
        let real = real.canonicalize().or_else(|_| {
            let folder = real.parent().filter(|folder| *folder != Path::new(""));
            let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
            Ok::<_, std::io::Error>(folder.join(real.file_name().unwrap_or_default()))
        });
        let is_input = |input: &&OsString| {
            let both = (Path::new(input).canonicalize(), &real);
            matches!(both, (Ok(input), Ok(out)) if out.starts_with(&input))
        };
        match self.messages.iter().find(is_input) {
            Some(input) => Err(Failure::new(format!(
                "{} belongs to {}, which is read: what is written would replace it, or be read too",
                named.display(),
                Path::new(input).display()
            ))
            .hint("name another file")),
            None => Ok(()),
        }
    }

    fn say(&self, results: &Results, view: &View) -> Result<Exit, Failure> {
        let listing = Listing::of(results, &Places::of(view));
        let make = |form| {
            Ok(match form {
                Format::Text => output::to_file_text(render::text(results, view, TerminalOptions::default())),
                Format::Json => render::json(results, &Places::of(view)),
                Format::Github => render::github(&listing),
                Format::Markdown => render::markdown(results, &listing),
                Format::Junit => render::junit(results, &listing)?,
                Format::Sarif => render::sarif(&listing),
                Format::Gitlab => render::gitlab(&listing),
                Format::Rustc => return Err(Failure::new("an audit has no format `rustc`")),
            })
        };
        self.formats
            .write_each(&make, &|options| render::text(results, view, options))?;
        Ok(results.outcome().into())
    }
}

/// A flag that the first Ctrl-C sets. The second one ends the program, as without us.
fn stopped_by_ctrl_c() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let cannot = |error| Failure::new(format!("cannot wait for Ctrl-C: {error}"));
    let signal = signal_hook::consts::SIGINT;
    // In this order: the second Ctrl-C finds the flag set.
    signal_hook::flag::register_conditional_default(signal, Arc::clone(&stop)).map_err(cannot)?;
    signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(cannot)?;
    Ok(stop)
}

/// How far it is, how fast it goes, and how long it takes.
fn shown(step: Step, size: Option<u64>, seconds: f64) -> String {
    let megabytes = step.bytes as f64 / 1e6;
    let rate = megabytes / seconds.max(0.001);
    let mut text = format!("{} messages, {megabytes:.0} MB, {rate:.0} MB/s", step.messages);
    if let Some(size) = size.filter(|size| *size > 0 && step.bytes > 0) {
        let left = size.saturating_sub(step.bytes) as f64 / step.bytes as f64 * seconds;
        text.push_str(&format!(", {left:.0} s left"));
    }
    if step.findings > 0 {
        text.push_str(&format!(", {} findings", step.findings));
    }
    text
}
