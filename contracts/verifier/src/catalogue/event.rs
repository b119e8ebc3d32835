//! The page of an event.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::fields::{Field, Tables};
use super::findings::{Finding, Pages};
use super::people::{Event, State};
use super::source::Options;
use super::what_if::{self, Probed};
use crate::report::Document;
use crate::report::listing::Locate;
use counterpart::contract::{Envelope, Role};
use counterpart::sample::{Options as Sampling, Sampler};

/// The longest text of a schema or a message that a page shows, in bytes.
const LONGEST: usize = 60_000;

/// The file of each document, by its address.
pub(super) type Files = BTreeMap<usize, String>;

/// The files of all documents, as reports write them.
pub(super) fn files(documents: &[Arc<Document>], locate: &dyn Locate) -> Files {
    let file = |document: &Arc<Document>| {
        let file = if document.included.is_empty() {
            locate.path(&document.path)
        } else {
            document.path.to_string_lossy().replace('\\', "/")
        };
        (Arc::as_ptr(document).addr(), file)
    };
    documents.iter().map(file).collect()
}

/// The places of an event's documents in its lists.
pub(super) struct At<'e>(&'e Event);

impl At<'_> {
    pub(super) fn emitted(&self, document: &Arc<Document>) -> Option<usize> {
        position(&self.0.emitted, document)
    }

    pub(super) fn contract(&self, document: &Arc<Document>) -> Option<usize> {
        position(&self.0.contracts, document)
    }
}

fn position(all: &[Arc<Document>], document: &Arc<Document>) -> Option<usize> {
    all.iter().position(|one| Arc::ptr_eq(one, document))
}

/// The view of an event.
#[derive(Serialize)]
pub(super) struct Page<'c> {
    name: &'c str,
    producers: Vec<Side<'c>>,
    consumers: Vec<Side<'c>>,
    pairs: Vec<Pair>,
    effects: Vec<Probed<'c>>,
    not_probed: usize,
    findings: Vec<&'c Finding>,
}

/// A pair, by the places of its documents in the lists of the event.
#[derive(Serialize)]
struct Pair {
    producer: usize,
    consumer: usize,
    state: State,
}

/// A contract or an emitted schema.
#[derive(Serialize)]
struct Side<'c> {
    service: usize,
    name: Option<&'c str>,
    owner: Option<&'c str>,
    producer: Option<&'c str>,
    file: Option<&'c str>,
    versions: Vec<Version<'c>>,
    doc: Option<&'c str>,
    envelope: Option<String>,
    key: Option<&'c str>,
    retention: Option<String>,
    types: Vec<&'c str>,
    imported: Vec<&'c str>,
    assumes: Vec<String>,
    trusts: Vec<String>,
    fields: &'c [Field],
    text: Cow<'c, str>,
    samples: Vec<String>,
}

/// A version that has the document, and why it counts.
#[derive(Serialize)]
struct Version<'c> {
    version: &'c str,
    why: String,
}

/// What the page of each event needs besides its event.
pub(super) struct Context<'c> {
    pub(super) pages: &'c Pages,
    pub(super) options: &'c Options,
    pub(super) files: Files,
    pub(super) tables: &'c Tables,
}

/// The view of an event whose fields at these places are probed, out of `fields`.
pub(super) fn of<'c>(
    event: &'c Event,
    probed: &'c [String],
    fields: usize,
    context: &'c Context<'_>,
) -> Page<'c> {
    let documents: Vec<Arc<Document>> = event.emitted.iter().chain(&event.contracts).cloned().collect();
    let limits = &context.options.limits;
    let pairs = event.pairs.iter().map(|((sent, wanted), state)| Pair {
        producer: *sent,
        consumer: *wanted,
        state: *state,
    });
    let sides = |documents: &'c [Arc<Document>], services: &[usize]| {
        let sides = documents.iter().zip(services);
        sides.map(|(one, service)| side(one, *service, context)).collect()
    };
    Page {
        name: &event.name,
        producers: sides(&event.emitted, &event.producers),
        consumers: sides(&event.contracts, &event.consumers),
        pairs: pairs.collect(),
        effects: what_if::of(&event.name, probed, &documents, &At(event), limits),
        not_probed: fields - probed.len(),
        findings: context.pages.of_event(&event.name),
    }
}

fn side<'c>(document: &'c Arc<Document>, service: usize, context: &'c Context<'_>) -> Side<'c> {
    let header = &document.contract.header;
    let identity = document.identity();
    let metadata = &header.metadata;
    let described = context.tables.of_document(document);
    let versions = document.included.iter().map(|one| Version {
        version: &one.version,
        why: one.why.to_string(),
    });
    let trusts = header
        .trusts
        .iter()
        .map(|one| format!("{}: {}", one.place, one.reason));
    Side {
        service,
        name: identity.name(),
        owner: header.owner.as_deref(),
        producer: header.producer.as_deref(),
        file: context
            .files
            .get(&Arc::as_ptr(document).addr())
            .map(String::as_str),
        versions: versions.collect(),
        doc: described.doc.as_deref(),
        envelope: metadata.envelope.map(in_words),
        key: metadata.key.as_deref(),
        retention: metadata.retention.map(|one| one.to_string()),
        types: header.types.iter().map(|one| one.path.as_str()).collect(),
        imported: header.imported.iter().map(String::as_str).collect(),
        assumes: header.assumes.iter().map(ToString::to_string).collect(),
        trusts: trusts.collect(),
        fields: &described.fields,
        text: bounded(Cow::Borrowed(&document.text)),
        samples: samples(document, context.options),
    }
}

/// Messages of an emitted schema, the same as `cargo counterpart sample` makes. A contract has none: it accepts
/// much that nobody sends.
fn samples(document: &Document, options: &Options) -> Vec<String> {
    if document.identity().role() == Role::Consumes {
        return Vec::new();
    }
    match document.contract.to_schema() {
        Ok(schema) => {
            let made = Sampler::new(&schema, Sampling::default()).take(options.samples);
            made.map(|message| bounded(message.to_string().into()).into_owned())
                .collect()
        }
        // The findings say that it cannot be read.
        Err(_) => Vec::new(),
    }
}

/// A text that a page can show.
pub(super) fn bounded(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() <= LONGEST {
        return text;
    }
    let is_end = |at: &usize| text.is_char_boundary(*at);
    let end = (0..=LONGEST).rev().find(is_end).unwrap_or(0);
    Cow::Owned(format!("{}\n… and {} more bytes", &text[..end], text.len() - end))
}

/// The envelope, with its mode if that is not the default.
fn in_words(envelope: Envelope) -> String {
    match envelope {
        Envelope::CloudEvents => envelope.id().to_owned(),
        _ => format!("{}, {} mode", envelope.id(), envelope.mode()),
    }
}
