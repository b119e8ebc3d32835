//! `cargo counterpart redrive`

mod code;
mod split;
mod spool;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use counterpart::questions::MOST_SECONDS;
use counterpart_engine::compat::Rule;
use counterpart_verifier::deploy::Snapshot;
use counterpart_verifier::messages::{Form as Lines, Inputs, Limits, Piece, Reader};
use counterpart_verifier::redrive::{Contracts, Edit, NOT_JUDGED, Options, Place, Plan, Planner, RULES};
use counterpart_verifier::report::Document;
use counterpart_verifier::store::contents;

use self::code::Code;
use self::split::Targets;
use self::spool::Spool;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::{Form, Formats};
use crate::named;
use crate::project::cargo::{CargoFlags, PackageFlags};
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::redrive as render;
use crate::render::view::View;
use crate::store::StoreFlags;
use crate::terminal::options::TerminalOptions;
use crate::terminal::output;
use crate::terminal::progress::Progress;
use crate::terminal::screen::Screen;

/// Say which dead letters this version would take, before it is deployed
///
/// LETTERS are files of dead letters, one document a line (`cargo counterpart schema dead-letter` describes it), folders of
/// such files, or `-` for standard input; also compressed with gzip or zstd.
///
/// Each letter is decided twice, and both answers are shown: by the contract, and by the code's own `Deserialize`, which is
/// built and asked as by `verify`. A letter is taken if one takes it and the other does not refuse it; the answer says which
/// of the two judged. A letter stays if no code of the packages reads its event, or if it is one of another service. The
/// contracts are those of the workspace, of --contracts, or of a published --version of a --service in a --store, whose code
/// is not asked. Letters are shown by the cause that they give, without values of messages.
///
/// Letters of one service, key and stream stay in the order of the input: one that would be taken is held back behind an
/// earlier one that stays. With --take and --leave the letters are split into two files, byte for byte and in order; then
/// send those of the first again, without the headers of brokers. The input is not changed.
///
/// Exit codes: 0 no letter stays, 100 some stay, 101 not all could be read, or the code did not answer about all.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Redrive {
    /// Files and folders of letters; `-` is standard input
    #[arg(required = true, value_name = "LETTERS")]
    letters: Vec<PathBuf>,
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreFlags,
    /// Judge only letters of this service, and those that name none; with --store, the service that is published there
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// The published version of the service
    #[arg(long, value_name = "VERSION", requires_all = ["store", "service"])]
    version: Option<String>,
    /// Decide only by contract: nothing is built, and the code is not asked
    #[arg(long)]
    no_build: bool,
    /// The most seconds that the code may take to read one payload; it is stopped then
    #[arg(long, value_name = "SECONDS", default_value_t = MOST_SECONDS, value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: u64,
    /// Let a letter overtake an earlier one of its key
    #[arg(long)]
    unordered: bool,
    /// Name letters that were redriven more often
    #[arg(long, value_name = "N", default_value_t = 3)]
    most_redrives: u32,
    /// Write the letters that would be taken to this new file; it is there only once the split is whole
    #[arg(long, value_name = "FILE", requires = "leave")]
    take: Option<PathBuf>,
    /// Write all other letters to this new file
    #[arg(long, value_name = "FILE", requires = "take")]
    leave: Option<PathBuf>,
    /// Move letters that this rule refuses to the file --discarded; may be repeated
    #[arg(long, value_name = "RULE", requires = "reason")]
    discard: Vec<String>,
    /// Why they are discarded; it is written beside each
    #[arg(long, value_name = "TEXT", requires = "discard")]
    reason: Option<String>,
    /// The new file of discarded letters
    #[arg(long, value_name = "FILE", requires_all = ["discard", "take"])]
    discarded: Option<PathBuf>,
    /// Set a place of refused payloads and judge them again, as in `/email="a@example.com"`; may be repeated
    ///
    /// The place is a JSON Pointer. A letter that is taken then is written to the file --take with the original beside it.
    #[arg(long = "edit", value_name = "POINTER=JSON")]
    edits: Vec<Edit>,
    /// The maximum size of a compressed input once it is decompressed, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().decompressed)]
    max_size: u64,
    /// How many times as large a compressed input may become
    #[arg(long, value_name = "N", default_value_t = Limits::default().ratio)]
    max_ratio: u64,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    packages: PackageFlags,
    #[command(flatten)]
    cargo: CargoFlags,
}

impl Redrive {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        self.formats.check_without_rustc("a redrive")?;
        self.check_rules()?;
        self.check_inputs()?;
        let targets = self.targets()?;
        self.check_reports(targets.as_ref())?;
        let (documents, code) = self.judges()?;
        let contracts = documents.iter().map(|document| &**document);
        let contracts = Contracts::of(contracts).map_err(|error| Failure::new(error.to_string()))?;
        if contracts.is_empty() && code.is_none() {
            return Err(Failure::new("there is no contract to judge the letters by").hint(
                "name a folder of contract files with --contracts, or a published version with --store, --service and --version",
            ));
        }
        let mut planner = Planner::new(contracts, self.options(code.is_some()));
        let mut asked = code.as_ref().map(|_| code::Asked::default());
        let mut spool = match &targets {
            Some(_) => Some(Spool::new().map_err(cannot_spool)?),
            None => None,
        };
        self.read(&mut planner, asked.as_mut(), spool.as_mut())?;
        if let (Some(code), Some(asked)) = (&code, asked) {
            code.answer(asked, &mut planner, &documents)?;
        }
        let plan = planner.plan();
        if let (Some(targets), Some(spool)) = (&targets, spool) {
            let reason = self.reason.as_deref().unwrap_or_default();
            targets.write(spool, &plan, &self.edits, reason)?;
        }
        self.say(&plan, targets.as_ref())?;
        Ok(plan.outcome().into())
    }

    fn options(&self, asks_code: bool) -> Options {
        Options {
            service: self.service.clone(),
            unordered: self.unordered,
            most_redrives: self.most_redrives,
            discard: self.discard.iter().cloned().collect(),
            edits: self.edits.clone(),
            asks_code,
        }
    }

    fn targets(&self) -> Result<Option<Targets>, Failure> {
        if self
            .reason
            .as_deref()
            .is_some_and(|reason| reason.trim().is_empty())
        {
            return Err(Failure::new("--reason is empty").hint("say why these letters are not sent again"));
        }
        let (Some(take), Some(leave)) = (&self.take, &self.leave) else {
            if !self.discard.is_empty() {
                return Err(Failure::new(
                    "--discard moves letters, and without --take and --leave none is moved",
                )
                .hint("name the files with --take, --leave and --discarded"));
            }
            return Ok(None);
        };
        if !self.discard.is_empty() && self.discarded.is_none() {
            return Err(
                Failure::new("--discard moves letters to a third file, and none is named")
                    .hint("name it with --discarded FILE"),
            );
        }
        let targets = Targets {
            take: take.clone(),
            leave: leave.clone(),
            discarded: self.discarded.clone(),
        };
        targets.check(&self.letters)?;
        Ok(Some(targets))
    }

    /// Letters that are named twice would be sent twice.
    fn check_inputs(&self) -> Result<(), Failure> {
        let known: Vec<(&PathBuf, PathBuf)> = self
            .letters
            .iter()
            .filter_map(|path| Some((path, path.canonicalize().ok()?)))
            .collect();
        for (at, (path, real)) in known.iter().enumerate() {
            let others = known.iter().enumerate().filter(|(other, _)| *other != at);
            let mut holding = others.filter(|(_, (_, other))| real.starts_with(other));
            if let Some((_, (other, _))) = holding.next() {
                return Err(Failure::new(format!(
                    "the letters of {} are named twice: they are those of {} too",
                    path.display(),
                    other.display()
                ))
                .hint("name each file or folder once"));
            }
        }
        Ok(())
    }

    /// A report must not take the place of letters, neither of those that are read nor of those that are written.
    fn check_reports(&self, targets: Option<&Targets>) -> Result<(), Failure> {
        let written: Vec<PathBuf> = targets.map(Targets::files).transpose()?.unwrap_or_default();
        let read: Vec<PathBuf> = self
            .letters
            .iter()
            .filter_map(|path| path.canonicalize().ok())
            .collect();
        for report in self.formats.files() {
            let found = split::real(&report)?;
            let is_of_letters = written.contains(&found) || read.iter().any(|path| found.starts_with(path));
            if is_of_letters {
                return Err(Failure::new(format!(
                    "the report {} would take the place of letters",
                    report.display()
                ))
                .hint("name a file that holds no letters, in another folder"));
            }
        }
        Ok(())
    }

    /// A rule that no letter can have is a mistake. Letters that no judge refuses are not discarded.
    fn check_rules(&self) -> Result<(), Failure> {
        if let Some(rule) = self
            .discard
            .iter()
            .find(|rule| NOT_JUDGED.contains(&rule.as_str()))
        {
            return Err(Failure::new(format!(
                "`{rule}` is the rule of letters that no contract and no code refuses, so they are not discarded"
            ))
            .hint("name the service with --service, or judge the letters by its contracts and code"));
        }
        let known = Rule::ALL.iter().map(|rule| rule.id()).chain(RULES);
        let known: BTreeSet<&str> = known.collect();
        let known: Vec<&str> = known.into_iter().collect();
        match self.discard.iter().find(|rule| !known.contains(&rule.as_str())) {
            Some(rule) => Err(named::unknown(
                rule,
                &known,
                format!("no letter is refused by a rule `{rule}`"),
            )),
            None => Ok(()),
        }
    }

    /// The contracts, and the code to ask besides.
    fn judges(&self) -> Result<(Vec<Arc<Document>>, Option<Code<'_>>), Failure> {
        if self.store.is_asked() {
            return Ok((self.published()?, None));
        }
        let of_files = |files: Vec<counterpart::contract::folder::Stored>| {
            files
                .into_iter()
                .map(|stored| Arc::new(Document::from(stored)))
                .collect::<Vec<_>>()
        };
        let named = match self.contracts.is_empty() {
            true => None,
            false => Some(of_files(folders::read_others(&self.contracts, None)?)),
        };
        if self.no_build && (named.is_some() || self.packages.select()) {
            if self.packages.select() {
                return Err(Failure::new(
                    "-p, --workspace and --exclude select packages to build, and with --no-build none is built",
                ));
            }
            return Ok((named.unwrap_or_default(), None));
        }
        let workspace = Workspace::find(&self.cargo)?;
        let documents = match named {
            Some(named) => named,
            None => of_files(folders::read(&workspace.folder())?),
        };
        if self.no_build {
            return Ok((documents, None));
        }
        // A name that matches no package is a mistake, and is said before anything is read.
        workspace.select(&self.packages)?;
        let code = Code {
            workspace,
            packages: &self.packages,
            cargo: &self.cargo,
            seconds: self.time_limit,
        };
        Ok((documents, Some(code)))
    }

    fn published(&self) -> Result<Vec<Arc<Document>>, Failure> {
        let (Some(service), Some(version)) = (&self.service, &self.version) else {
            return Err(
                Failure::new("--store needs the version whose contracts judge the letters")
                    .hint("name it with --service SERVICE --version VERSION"),
            );
        };
        let store = self.store.open()?;
        let version = Snapshot::read(&*store)?.version_named(service, version)?;
        let read = contents(&*store, &[(service.clone(), version)])?;
        Ok(read.into_iter().flat_map(|contents| contents.documents).collect())
    }

    /// Hands all letters to the planner, in order.
    fn read(
        &self,
        planner: &mut Planner,
        mut asked: Option<&mut code::Asked>,
        mut spool: Option<&mut Spool>,
    ) -> Result<(), Failure> {
        let inputs: Vec<OsString> = self.letters.iter().map(|path| path.clone().into()).collect();
        let limits = Limits {
            decompressed: self.max_size,
            ratio: self.max_ratio,
            ..Limits::default()
        };
        let most = limits.message;
        let inputs = Inputs::new(inputs).each_file_once().without_torn();
        let mut reader = Reader::new(inputs, Some(Lines::Lines), limits);
        let _progress = Progress::of("reading letters");
        let mut failed: Option<Failure> = None;
        reader.for_each(|piece, position| {
            let place = Place {
                input: Arc::clone(&position.input),
                line: position.line,
            };
            let step = match piece {
                Piece::Message(record) | Piece::EmptyArray(record) | Piece::Malformed(record, _) => {
                    let line = line_of(record.raw);
                    if line.iter().all(|byte| b" \t\r".contains(byte)) {
                        // Only the mark.
                        return true;
                    }
                    let kept = spool.as_mut().map_or(Ok(()), |spool| spool.push(line));
                    let questions = planner.letter(place, line);
                    let put = |asked: &mut &mut code::Asked| asked.push(questions);
                    kept.and_then(|()| asked.as_mut().map_or(Ok(()), put)).map_err(cannot_spool)
                }
                Piece::TooLong { length, .. } if spool.is_some() => Err(Failure::new(format!(
                    "{place}: a line of {length} bytes is longer than {most} bytes, so it cannot be kept: nothing is split"
                ))
                .hint("a letter is one line; remove this line, or split without it")),
                Piece::TooLong { length, .. } => {
                    planner.too_long(place, length, most);
                    Ok(())
                }
                Piece::Failed(problem) => Err(Failure::new(problem.to_string())),
            };
            failed = step.err();
            failed.is_none()
        });
        planner.not_read(reader.torn().to_vec(), reader.ignored().count);
        failed.map_or(Ok(()), Err)
    }

    fn say(&self, plan: &Plan, targets: Option<&Targets>) -> Result<(), Failure> {
        let view = View::of_output();
        let files = targets.map(|targets| render::Files {
            take: view.path(&targets.take),
            leave: view.path(&targets.leave),
            discarded: targets.discarded.as_ref().map(|path| view.path(path)),
        });
        let text = |options| render::text(plan, files.as_ref(), &view, options);
        self.formats.write_each(&|form| written(form, plan, &text), &text)
    }
}

/// The plan in a format.
fn written(form: Form, plan: &Plan, text: &dyn Fn(TerminalOptions) -> Screen) -> Result<String, Failure> {
    Ok(match form {
        Form::Text => output::to_file_text(text(TerminalOptions::default())),
        Form::Json => render::json(plan),
        Form::Github => render::github(plan),
        Form::Markdown => render::markdown(plan),
        Form::Junit => render::junit(plan)?,
        Form::Sarif => render::sarif(plan),
        Form::Gitlab => render::gitlab(plan),
        Form::Rustc => return Err(Failure::new("a redrive has no format `rustc`")),
    })
}

/// The line as it was read, without its end and without the mark that some programs write at the
/// start of a file. If such files are joined, the mark is at the start of a later line.
fn line_of(raw: &[u8]) -> &[u8] {
    let line = raw.strip_suffix(b"\n").unwrap_or(raw);
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

fn cannot_spool(error: io::Error) -> Failure {
    Failure::new(format!("cannot keep the letters while they are judged: {error}"))
        .hint("make room in the folder for temporary files, or name another with TMPDIR")
}
