//! Pacts against producers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::metadata::Known;
use super::producers::{Emitted, Producers};
use super::read::{self, Message, PactFile, ReadError};
use super::report::{Checked, Report};
use super::{example, map, prove, spelling};
use crate::compat::Limits;
use crate::compat::schema::{self, Schema};
use crate::contract::Identity;
use crate::pact_settings::Settings;
use crate::parallel;

/// What is asked of each interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Levels {
    /// Both.
    #[default]
    Both,
    /// Whether every message that may be sent is accepted.
    Proof,
    /// Whether the samples are accepted.
    Example,
}

/// How to verify.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How pacts and contracts belong together.
    pub settings: Settings,
    /// What is asked.
    pub levels: Levels,
    /// How much work one proof may be.
    pub limits: Limits,
    /// Whether what can be neither proven nor refuted is let pass.
    pub allow_unproven: bool,
    /// The only provider whose pacts are looked at; without it every pact must be for a service that is there.
    pub provider: Option<String>,
}

/// Verifies the pacts at these paths: files, and folders with all that lies below them.
///
/// In a test of the crate that declares what it emits, with the features `pact` and `testing`:
///
/// ```no_run
/// # #[cfg(feature = "testing")]
/// # fn main() {
/// use counterpart::pact::{Options, Producers, verify};
///
/// let producers = Producers::declared().unwrap();
/// verify(&["pacts".into()], &producers, &Options::default()).unwrap().assert();
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() {}
/// ```
///
/// # Errors
/// Where nothing is found, a file cannot be read, or a pact would pass whatever is sent.
pub fn verify(paths: &[PathBuf], producers: &Producers, options: &Options) -> Result<Report, ReadError> {
    let found = read::read(paths)?;
    let mut report = verify_pacts(&found.pacts, producers, options);
    report.notes.splice(0..0, found.notes);
    Ok(report)
}

/// Verifies pacts that are already read.
pub fn verify_pacts(pacts: &[PactFile], producers: &Producers, options: &Options) -> Report {
    let mut report = Report {
        unproven_allowed: options.allow_unproven,
        ..Report::default()
    };
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    for pact in pacts {
        if options
            .provider
            .as_ref()
            .is_some_and(|only| *only != pact.provider)
        {
            let note = format!(
                "{} is for the provider {:?}, and is not looked at",
                pact.source, pact.provider
            );
            report.notes.push(note);
            continue;
        }
        if pact.http > 0 {
            let note = format!(
                "{} also has {} HTTP interactions, which are not looked at",
                pact.source, pact.http
            );
            report.notes.push(note);
        }
        let service = match map::service(&pact.provider, producers, &options.settings) {
            Ok(service) => service,
            Err(why) => {
                report.problems.push(format!("{}: {why}", pact.source));
                continue;
            }
        };
        for message in &pact.messages {
            match map::event(
                &message.description,
                &message.metadata,
                service,
                producers,
                &options.settings,
            ) {
                Ok(event) => {
                    let emitted = producers
                        .get(service, &event)
                        .expect("the event is one of the service's");
                    wanted.push(Wanted {
                        pact,
                        message,
                        emitted,
                    });
                }
                Err(why) => report.problems.push(format!(
                    "{}: the interaction {:?} {why}",
                    pact.source, message.description
                )),
            }
        }
    }
    if wanted.is_empty() && report.problems.is_empty() {
        report.problems.push(match &options.provider {
            Some(provider) => {
                format!("no pact is for the provider {provider:?}: look at how it is written in them")
            }
            None => "there is no pact to look at".to_owned(),
        });
    }
    let mut schemas: BTreeMap<&Identity, Schema> = BTreeMap::new();
    for wanted in &wanted {
        let identity = wanted.emitted.identity();
        if options.levels == Levels::Example || schemas.contains_key(identity) {
            continue;
        }
        let document = spelling::for_pact(&wanted.emitted.contract);
        match Schema::from_json(document, &schema::Options::default()) {
            Ok(schema) => drop(schemas.insert(identity, schema)),
            Err(error) => report.problems.push(format!("{identity}: {error}")),
        }
    }
    for checked in parallel::map(&wanted, |wanted| {
        check(wanted, schemas.get(wanted.emitted.identity()), options)
    }) {
        match checked {
            Ok(checked) => report.checked.push(checked),
            Err(why) => report.problems.push(why),
        }
    }
    report
}

struct Wanted<'a> {
    pact: &'a PactFile,
    message: &'a Message,
    emitted: &'a Emitted,
}

fn check(wanted: &Wanted<'_>, schema: Option<&Schema>, options: &Options) -> Result<Checked, String> {
    let Wanted {
        pact,
        message,
        emitted,
    } = wanted;
    let said = |why: String| {
        format!(
            "{}: the interaction {:?}: {why}",
            pact.source, message.description
        )
    };
    let known = Known::of(message, emitted, &options.settings);
    let proof = match (options.levels, schema) {
        (Levels::Example, _) | (_, None) => None,
        (_, Some(schema)) => Some(prove::prove(&pact.pact, message, schema, &known, &options.limits)),
    };
    let example = match options.levels {
        Levels::Proof => None,
        _ => Some(
            example::check(&pact.pact, message, emitted, &known.example, &options.settings).map_err(said)?,
        ),
    };
    Ok(Checked {
        source: pact.source.clone(),
        consumer: pact.consumer.clone(),
        service: emitted.identity().service().to_owned(),
        description: message.description.clone(),
        event: emitted.identity().event().to_owned(),
        pending: pact.pending || message.pending,
        id: message.interaction.id(),
        proof,
        example,
        unchecked: known.unchecked,
    })
}
