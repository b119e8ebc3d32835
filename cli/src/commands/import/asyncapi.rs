//! `cargo counterpart import --asyncapi`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use counterpart::contract::folder;
use counterpart_verifier::asyncapi::{self, Document, Naming};

use super::{Import, Origin, keep_what_rust_declares, warn};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::imported;
use crate::render::view::View;
use crate::terminal::output;

/// The choices for an AsyncAPI document.
#[derive(Debug, Args)]
pub(super) struct AsyncApiFlags {
    /// An AsyncAPI document of the service, 2.0 to 3.1: what it sends and receives becomes contract files
    #[arg(long, value_name = "FILE")]
    asyncapi: Option<PathBuf>,
    /// Where the names of events come from; by default address for FastStream, else message
    #[arg(
        long,
        value_enum,
        value_name = "SOURCE",
        requires = "asyncapi",
        conflicts_with = "event"
    )]
    event_by: Option<EventBy>,
    /// Leave out the message of this name; may be repeated
    #[arg(long, value_name = "NAME", requires = "asyncapi")]
    skip: Vec<String>,
    /// Only the messages of this operation; may be repeated
    #[arg(long, value_name = "ID", requires = "asyncapi")]
    operation: Vec<String>,
    /// The field of the payloads whose value is the messages' key
    #[arg(long, value_name = "FIELD", requires = "asyncapi")]
    key: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EventBy {
    /// The name of the message, else its id, else its key in the document
    Message,
    /// The address of the channel; its messages are alternatives
    Address,
}

impl AsyncApiFlags {
    /// The document.
    pub(super) fn file(&self) -> Option<&Path> {
        self.asyncapi.as_deref()
    }
}

impl Import {
    pub(super) fn run_asyncapi(&self, file: &Path) -> Result<Exit, Failure> {
        let view = View::of_output();
        if let Some(Origin::Protobuf | Origin::Avro) = self.from {
            return Err(Failure::new(
                "an AsyncAPI document has JSON Schemas, and `--from` says Protobuf or Avro",
            )
            .hint(
                "name the library that wrote the schemas, or import each descriptor set or schema by itself",
            ));
        }
        self.encoded.only_for_encodings(&[])?;
        let document = asyncapi::import(file, &self.asyncapi_options())?;
        let results = document.contracts.iter().map(|one| &one.imported);
        let mut warnings: Vec<_> = results
            .clone()
            .flat_map(|result| result.warnings.clone())
            .collect();
        warnings.sort();
        warnings.dedup();
        let mut drafts: Vec<_> = results.clone().flat_map(|result| result.drafts.clone()).collect();
        drafts.sort();
        drafts.dedup_by(|a, b| a.file == b.file);
        warn(&warnings, &drafts, self.strict)?;
        let contracts = self.folder(&view)?;
        let paths: Vec<PathBuf> = results
            .map(|result| folder::path_in(&contracts, &result.contract.header.identity))
            .collect();
        // Nothing is written unless everything can be.
        for path in &paths {
            keep_what_rust_declares(path)?;
            folder::check_replaceable(path)?;
        }
        for note in &document.notes {
            output::progress(&format!("warning: {note}"));
        }
        for (path, one) in paths.iter().zip(&document.contracts) {
            folder::write(path, &one.imported.contract.to_text())?;
            for never in &one.imported.never_sent {
                output::progress(&format!("warning: {}: {never}", view.path(path)));
            }
        }
        for stale in stale(&contracts, &document, &paths)? {
            output::progress(&format!(
                "warning: {} was imported from {} before, and no message makes it now: delete it, unless it is of \
                 another document of that name",
                view.path(&stale),
                document.file
            ));
        }
        output::results(&imported::of_document(&document, &paths, &view))?;
        Ok(Exit::Compatible)
    }

    fn asyncapi_options(&self) -> asyncapi::Options {
        asyncapi::Options {
            service: self.service.clone(),
            role: self.role(),
            naming: self.asyncapi.event_by.map(|source| match source {
                EventBy::Message => Naming::Message,
                EventBy::Address => Naming::Address,
            }),
            event: self.event.clone(),
            messages: self.message.clone(),
            skipped: self.asyncapi.skip.clone(),
            operations: self.asyncapi.operation.clone(),
            key: self.asyncapi.key.clone(),
            producer: self.producer.clone(),
            owner: self.owner.clone(),
            retention: self.retention,
            schemas: self.schema_settings(),
        }
    }
}

/// The files of the same services that an earlier import of the document wrote, and this one did not.
fn stale(contracts: &Path, document: &Document, written: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if !document.is_whole {
        return Ok(Vec::new());
    }
    let services: BTreeSet<&str> = document
        .contracts
        .iter()
        .map(|one| one.imported.contract.header.identity.service())
        .collect();
    let place = format!("{}#", document.file);
    let is_of_document = |from: &String| *from == document.file || from.starts_with(&place);
    let files = folder::read(contracts)?.into_iter();
    let stale = files.filter(|file| {
        let header = &file.contract.header;
        services.contains(header.identity.service())
            && header.imported.iter().any(is_of_document)
            && !written.contains(&folder::path_in(contracts, &header.identity))
    });
    Ok(stale.map(|file| file.path).collect())
}
