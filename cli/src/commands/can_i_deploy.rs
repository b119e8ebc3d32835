//! `cargo counterpart can-i-deploy`

use std::collections::BTreeSet;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueEnum};
use counterpart_engine::compat::Limits;
use counterpart_verifier::deploy::{DeployError, Deployment, Snapshot, can_i_deploy};
use counterpart_verifier::report::listing::Asked;
use counterpart_verifier::store::Timestamp;
use counterpart_verifier::verify::Options;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::{Formats, Written};
use crate::render::text;
use crate::render::view::View;
use crate::store::{StoreFlags, moment};

/// Say whether a version may be deployed to an environment, or several versions together
///
/// Its contracts are checked against each version of a producer whose messages may be read there: those that are in the
/// environment, and those that left it within the retention period of their messages. What it emits is checked against the
/// contracts of each version of a consumer that is there. Computed from the store; nothing is written.
///
/// Several services are deployed together where --service is repeated, each with its --version or --latest behind it. They
/// are checked against each other, and against what else is in the environment:
/// `--service shop --version 4f1c2ab --service billing --latest main`
///
/// Exit codes: 0 yes, 100 no or not known, 101 could not complete.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct CanIDeploy {
    #[command(flatten)]
    store: StoreFlags,
    #[command(flatten)]
    selected: Selected,
    /// The environment
    #[arg(long, value_name = "NAME")]
    to_environment: String,
    /// The environment is new: nothing was recorded for it yet
    #[arg(long)]
    new_environment: bool,
    /// Ignore gaps in the store's history; all kinds unless KIND is given
    #[arg(long, value_name = "KIND", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    allow_unknown: Vec<Kind>,
    /// Ignore pairs that can be neither proven nor refuted
    #[arg(long)]
    allow_unproven: bool,
    /// How many steps one pair may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
    #[command(flatten)]
    formats: Formats,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
}

/// The versions in question: `--service S` with `--version V` or `--latest [BRANCH]`, which may be
/// repeated. Their order shows which version belongs to which service.
#[derive(Debug)]
struct Selected(Vec<Selector>);

/// One word of a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Selector {
    Service(String),
    Version(String),
    /// The newest of a branch; without a name, of the main branch.
    Latest(Option<String>),
}

/// What the store may not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// All of these
    All,
    /// No producer in the environment emits an event that the version consumes
    NoProducer,
    /// The producer's deployment history is shorter than its retention
    ShortHistory,
    /// Nothing in the environment shares an event with the version
    Nobody,
}

impl CanIDeploy {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        self.formats.check()?;
        let selected = self.selected.by_service()?;
        let store = self.store.open()?;
        let settings = self.store.settings()?;
        let snapshot = Snapshot::read(&*store)?;
        let version = |(service, selector): (String, Selector)| -> Result<_, Failure> {
            let version = match selector {
                Selector::Latest(branch) => snapshot.latest(&service, branch.as_deref())?,
                Selector::Version(version) | Selector::Service(version) => {
                    snapshot.version_named(&service, &version)?
                }
            };
            Ok((service, version))
        };
        let deployment = Deployment {
            versions: selected.into_iter().map(version).collect::<Result<_, _>>()?,
            environment: self.to_environment,
            new_environment: self.new_environment,
            retention: settings.retention.value,
            allow_unknown: allowed(&self.allow_unknown),
        };
        let options = Options {
            limits: Limits {
                steps: self.steps,
                ..Limits::default()
            },
            allow_unproven: self.allow_unproven,
            rules: settings.rules.value,
            ..Options::default()
        };
        let at = self.at.unwrap_or_else(Timestamp::now);
        let report = can_i_deploy(&snapshot, &deployment, at, &options).map_err(|error| match &error {
            DeployError::NoEnvironment { .. } => Failure::new(error.to_string())
                .hint("if the environment is new, say so with --new-environment"),
            _ => error.into(),
        })?;
        let view = View {
            store: Some(store.location().to_owned()),
            shows_compared: true,
            ..View::of_output()
        };
        self.formats.write(&Written {
            report: &report,
            view: &view,
            asked: Some(Asked {
                versions: deployment.versions.clone(),
                environment: deployment.environment.clone(),
                at,
            }),
            text: &|options| {
                let mut said = text::report(&report, &view, options);
                text::deployment(&mut said, &report, &deployment, at);
                said
            },
        })?;
        Ok(report.outcome().into())
    }
}

/// The ids of the facts that may be unknown.
fn allowed(kinds: &[Kind]) -> BTreeSet<String> {
    let all = [Kind::NoProducer, Kind::ShortHistory, Kind::Nobody];
    let kinds = if kinds.contains(&Kind::All) { &all } else { kinds };
    kinds
        .iter()
        .filter_map(|kind| Some(kind.to_possible_value()?.get_name().to_owned()))
        .collect()
}

impl Selected {
    /// Each service with the selection of its version.
    fn by_service(&self) -> Result<Vec<(String, Selector)>, Failure> {
        let services = self.0.iter().filter(|one| matches!(one, Selector::Service(_)));
        // With one service, the order does not matter.
        let mut words = self.0.clone();
        if services.count() == 1 {
            words.sort_by_key(|one| !matches!(one, Selector::Service(_)));
        }
        let mut found: Vec<(String, Option<Selector>)> = Vec::new();
        for word in words {
            match (word, found.last_mut()) {
                (Selector::Service(service), _) => {
                    if found.iter().any(|(known, _)| *known == service) {
                        return Err(Failure::new(format!("--service {service} is given twice"))
                            .hint("name one version of each service"));
                    }
                    found.push((service, None));
                }
                (word, None) => {
                    return Err(Failure::new(format!("{word} comes before any --service"))
                        .hint("write each --version or --latest behind the --service that it belongs to"));
                }
                (word, Some((service, Some(other)))) => {
                    return Err(Failure::new(format!(
                        "--service {service} has both {other} and {word} behind it"
                    ))
                    .hint("name one of them, or another --service between them"));
                }
                (word, Some((_, selector))) => *selector = Some(word),
            }
        }
        let with_version = |(service, selector): (String, Option<Selector>)| {
            match selector {
            Some(selector) => Ok((service, selector)),
            None => Err(
                Failure::new(format!("--service {service} has no version")).hint(format!(
                    "write `--service {service} --version VERSION`, or `--latest` for the newest of its main branch"
                )),
            ),
        }
        };
        found.into_iter().map(with_version).collect()
    }
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Selector::Service(service) => write!(f, "--service {service}"),
            Selector::Version(version) => write!(f, "--version {version}"),
            Selector::Latest(Some(branch)) => write!(f, "--latest {branch}"),
            Selector::Latest(None) => f.write_str("--latest"),
        }
    }
}

impl Args for Selected {
    fn augment_args(command: Command) -> Command {
        let flag = |name: &'static str, value: &'static str| {
            Arg::new(name)
                .long(name)
                .value_name(value)
                .action(ArgAction::Append)
        };
        command
            .arg(
                flag("service", "SERVICE")
                    .required(true)
                    .help("The service; may be repeated, for services that are deployed together"),
            )
            .arg(flag("version", "VERSION").help("Its version, as it was published"))
            .arg(
                flag("latest", "BRANCH")
                    .num_args(0..=1)
                    .default_missing_value("")
                    .help("Its newest version on this branch; without BRANCH, on its main branch"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Selected {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let of = |name: &str, selector: fn(String) -> Selector| {
            let values = matches.get_many::<String>(name).into_iter().flatten();
            let indices = matches.indices_of(name).into_iter().flatten();
            let words: Vec<(usize, Selector)> = indices
                .zip(values)
                .map(|(index, value)| (index, selector(value.clone())))
                .collect();
            words
        };
        let mut words = of("service", Selector::Service);
        words.extend(of("version", Selector::Version));
        words.extend(of("latest", |branch| {
            Selector::Latest((!branch.is_empty()).then_some(branch))
        }));
        words.sort_by_key(|(index, _)| *index);
        Ok(Self(words.into_iter().map(|(_, word)| word).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
