//! `cargo counterpart pact export`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use counterpart::contract::{ContractFile, Role, folder};
use counterpart_pact::export::{Exported, Spec, export};

use super::broker::BrokerFlags;
use super::producing::{Found, Producing};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

/// Write the contracts of consumers as message pacts, for the verifiers of other languages
///
/// Each consumer and provider become one file, named as every tool of Pact names it. The provider is the producer that the
/// contract names, else each service here that emits the event, else --provider. What a pact cannot say is listed, and stands
/// in the file's metadata.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The folder to write into
    #[arg(long, value_name = "DIR", default_value = "pacts")]
    out: PathBuf,
    /// The version of Pact's specification
    #[arg(long, value_enum, value_name = "VERSION", default_value_t = Version::V4)]
    spec: Version,
    /// Only the contracts of this service
    #[arg(long, value_name = "SERVICE")]
    consumer: Option<String>,
    /// The provider of contracts that name no producer and whose event nobody here emits
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    #[command(flatten)]
    broker: BrokerFlags,
    /// The version of the consumer that the pacts are published for
    #[arg(long, value_name = "VERSION", requires = "broker")]
    consumer_version: Option<String>,
    /// The branch of that version
    #[arg(long, value_name = "BRANCH", requires = "broker")]
    branch: Option<String>,
    #[command(flatten)]
    producing: Producing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Version {
    V3,
    V4,
}

impl Export {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let broker = self.broker.find()?;
        if broker.is_some() && self.consumer_version.is_none() {
            return Err(
                Failure::new("a broker keeps pacts by the version of their consumer")
                    .hint("name it with --consumer-version, for example the commit"),
            );
        }
        let found = self.producing.find()?;
        let spec = match self.spec {
            Version::V3 => Spec::V3,
            Version::V4 => Spec::V4,
        };
        let mut pacts: Vec<Exported> = Vec::new();
        for ((consumer, provider), contracts) in self.pairs(&found)? {
            let made = export(consumer, &provider, &contracts, spec, &found.settings);
            pacts.push(made.map_err(|error| Failure::new(error.to_string()))?);
        }
        for pact in &pacts {
            // Nothing is written unless everything can be.
            folder::check_replaceable(&self.out.join(pact.file_name()))?;
        }
        let mut said = String::new();
        for pact in &pacts {
            let path = self.out.join(pact.file_name());
            folder::write(&path, &pact.text)?;
            // Writing to a string cannot fail.
            let _ = writeln!(said, "wrote {}", path.display());
            for lost in &pact.lost {
                let _ = writeln!(said, "  lost: {lost}");
            }
            if let (Some(broker), Some(version)) = (&broker, &self.consumer_version) {
                broker
                    .publish(pact, version, self.branch.as_deref())
                    .map_err(|error| Failure::new(error.to_string()))?;
                let _ = writeln!(said, "  published as {} {version}", pact.consumer);
            }
        }
        output::results(&said)?;
        Ok(Exit::Compatible)
    }

    /// The contracts by consumer and provider.
    fn pairs<'a>(
        &self,
        found: &'a Found,
    ) -> Result<BTreeMap<(&'a str, String), Vec<&'a ContractFile>>, Failure> {
        let mut emitters: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for emitted in found.producers.emitted() {
            let identity = emitted.identity();
            emitters
                .entry(identity.event())
                .or_default()
                .insert(identity.service());
        }
        let mut pairs: BTreeMap<(&str, String), Vec<&ContractFile>> = BTreeMap::new();
        for contract in &found.contracts {
            let identity = &contract.header.identity;
            let wanted = self
                .consumer
                .as_deref()
                .is_none_or(|consumer| consumer == identity.service());
            if identity.role() != Role::Consumes || !wanted {
                continue;
            }
            let providers: Vec<String> = match (&contract.header.producer, emitters.get(identity.event())) {
                (Some(producer), _) => vec![producer.clone()],
                (None, Some(services)) => services.iter().map(|service| (*service).to_owned()).collect(),
                (None, None) => match &self.provider {
                    Some(provider) => vec![provider.clone()],
                    None => {
                        return Err(Failure::new(format!(
                            "{identity}: nobody here emits it, and it names no producer, so the pact would have no provider"
                        ))
                        .hint("name it with --provider, or `producer = \"…\"` on the type"));
                    }
                },
            };
            for provider in providers {
                // A pact holds the name that the other side uses for a service.
                let named = found
                    .settings
                    .providers
                    .iter()
                    .find(|(_, service)| **service == provider);
                let provider = named.map_or(provider.clone(), |(name, _)| name.clone());
                pairs
                    .entry((identity.service(), provider))
                    .or_default()
                    .push(contract);
            }
        }
        if pairs.is_empty() {
            return Err(Failure::new("there is no contract to export")
                .hint("a pact is written by a consumer: `#[contract(consumes = \"…\")]`; look at --consumer, -p and --contracts"));
        }
        Ok(pairs)
    }
}
