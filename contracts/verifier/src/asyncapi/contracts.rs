//! Contract files of the messages of operations.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Documents, Located};
use super::error::{AsyncApiError, Refusal};
use super::extract::extract;
use super::messages::{self, Headers, Key, Message, SchemaPlace};
use super::mode;
use super::operations::{Operation, Reference};
use super::ours;
use super::versions::Version;
use super::{FromMessage, Naming, Note, Options};
use crate::import::{self, Imported, Omits, Prepared, Root, SchemaSettings, import_prepared};
use counterpart::contract::{Assumption, ContractFile, Header, Identity, Library, Role, check_name};
use counterpart_engine::json::{Json, Object};

/// The number of messages that are imported at once.
const MAX_MESSAGES: usize = 5_000;

/// A message that an operation sends or receives, with the event that it is.
#[derive(Debug, Clone)]
struct Use<'o> {
    operation: &'o Operation,
    reference: &'o Reference,
    message: Message,
    event: String,
}

/// The contract files, by identity, and the notes on the messages.
pub(super) fn contracts(
    documents: &Documents<'_>,
    top: &Located,
    version: &Version,
    operations: &[Operation],
    options: &Options,
) -> Result<(Vec<FromMessage>, Vec<Note>), AsyncApiError> {
    let chosen = chosen(documents, operations, options)?;
    let mut refused: Vec<Refusal> = Vec::new();
    let mut uses = Vec::new();
    let mut found = Vec::new();
    for (operation, reference) in &chosen {
        let message = documents.resolve(reference.at.clone())?;
        if ours::is_ours(&message) {
            match ours::contract(documents, &message, operation.role) {
                Ok(imported) => found.push(FromMessage {
                    operations: vec![operation.id.clone()],
                    imported,
                    is_ours: true,
                }),
                Err(AsyncApiError::Refused(more)) => refused.extend(more),
                Err(other) => return Err(other),
            }
            continue;
        }
        let read = messages::read(documents, top, version, options.schemas.draft, reference);
        let named = read.and_then(|message| {
            let event = event(operation, reference, &message, options, chosen.len())?;
            Ok(Use {
                operation,
                reference,
                message,
                event,
            })
        });
        match named {
            Ok(used) => uses.push(used),
            Err(AsyncApiError::Refused(more)) => refused.extend(more),
            Err(other) => return Err(other),
        }
    }
    if refused.is_empty() {
        refused = collisions(&uses, options);
    }
    if !refused.is_empty() {
        refused.sort();
        refused.dedup();
        return Err(AsyncApiError::Refused(refused));
    }
    let found = ours_of(found, options)?;
    let mut notes = BTreeSet::new();
    let mut found = found;
    let mut groups: BTreeMap<(Role, &str), Vec<&Use<'_>>> = BTreeMap::new();
    for used in &uses {
        groups
            .entry((used.operation.role, &used.event))
            .or_default()
            .push(used);
    }
    let maker = Maker {
        documents,
        file: &top.file,
        options,
    };
    for ((role, event), uses) in groups {
        found.extend(maker.group(role, event, &uses, &mut notes)?);
    }
    found.sort_by(|a, b| identity(a).cmp(identity(b)));
    Ok((found, notes.into_iter().collect()))
}

/// The contracts that a document has with it, of the chosen service.
fn ours_of(mut found: Vec<FromMessage>, options: &Options) -> Result<Vec<FromMessage>, AsyncApiError> {
    if found.is_empty() {
        return Ok(found);
    }
    let ignored = options.changing();
    if !ignored.is_empty() {
        return Err(AsyncApiError::Options(format!(
            "the document was written by Counterpart, and its contracts say everything themselves: leave out {}",
            ignored.join(", ")
        )));
    }
    if let Some(service) = &options.service {
        let services: BTreeSet<String> = found
            .iter()
            .map(|one| identity(one).service().to_owned())
            .collect();
        if !services.contains(service) {
            return Err(unknown("service", service, services.iter().map(String::as_str)));
        }
        found.retain(|one| identity(one).service() == service);
    }
    // One contract may be written at several operations.
    let mut unique: Vec<FromMessage> = Vec::new();
    for one in found {
        match unique.iter_mut().find(|known| identity(known) == identity(&one)) {
            None => unique.push(one),
            Some(known) if known.imported.contract == one.imported.contract => {
                known.operations.extend(one.operations)
            }
            Some(_) => {
                return Err(AsyncApiError::Options(format!(
                    "the document has two different contracts of {}",
                    identity(&one)
                )));
            }
        }
    }
    Ok(unique)
}

fn identity(one: &FromMessage) -> &Identity {
    &one.imported.contract.header.identity
}

/// The messages that the options ask for, each with its operation.
fn chosen<'o>(
    documents: &Documents<'_>,
    operations: &'o [Operation],
    options: &Options,
) -> Result<Vec<(&'o Operation, &'o Reference)>, AsyncApiError> {
    let ids: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
    for name in &options.operations {
        if !ids.contains(&name.as_str()) {
            return Err(unknown("operation", name, ids.iter().copied()));
        }
    }
    let is_asked =
        |operation: &&Operation| options.operations.is_empty() || options.operations.contains(&operation.id);
    let mut all = Vec::new();
    let mut known = BTreeSet::new();
    for operation in operations.iter().filter(is_asked) {
        for reference in &operation.messages {
            let names = names_of(documents, reference)?;
            known.extend(names.iter().cloned());
            all.push((operation, reference, names));
        }
    }
    for name in options.messages.iter().chain(&options.skipped) {
        if !known.contains(name) {
            return Err(unknown("message", name, known.iter().map(String::as_str)));
        }
    }
    let has = |wanted: &[String], names: &[String]| names.iter().any(|name| wanted.contains(name));
    all.retain(|(_, _, names)| {
        (options.messages.is_empty() || has(&options.messages, names)) && !has(&options.skipped, names)
    });
    if all.is_empty() {
        return Err(AsyncApiError::Options(
            "no message is left to import: look at `--message`, `--skip` and `--operation`".to_owned(),
        ));
    }
    if all.len() > MAX_MESSAGES {
        return Err(import::ImportError::TooMuch(
            "5,000 messages of operations: choose some with `--operation`",
        )
        .into());
    }
    let chosen = all
        .into_iter()
        .map(|(operation, reference, _)| (operation, reference));
    Ok(chosen.collect())
}

/// The names by which a person may mean a message. Its traits are not asked.
fn names_of(documents: &Documents<'_>, reference: &Reference) -> Result<Vec<String>, AsyncApiError> {
    let message = documents.resolve(reference.at.clone())?;
    let own = message.at.steps().last().cloned();
    let texts = ["name", "messageId"]
        .into_iter()
        .filter_map(|key| message.text(key).map(str::to_owned));
    Ok(reference
        .key
        .clone()
        .into_iter()
        .chain(own)
        .chain(texts)
        .collect())
}

fn unknown<'n>(what: &'static str, name: &str, known: impl Iterator<Item = &'n str>) -> AsyncApiError {
    AsyncApiError::Unknown {
        what,
        name: name.to_owned(),
        known: known.map(str::to_owned).collect(),
    }
}

/// The event that a message is.
fn event(
    operation: &Operation,
    reference: &Reference,
    message: &Message,
    options: &Options,
    chosen: usize,
) -> Result<String, AsyncApiError> {
    if let Some(event) = &options.event {
        check_name(event)?;
        if chosen > 1 && naming(options) == Naming::Message && options.messages.is_empty() {
            return Err(AsyncApiError::Options(format!(
                "`--event` names one event, and the document has {chosen} messages of operations: choose one with \
                 `--message NAME`"
            )));
        }
        return Ok(event.clone());
    }
    let (name, source) = match naming(options) {
        Naming::Message => {
            let written = message
                .name
                .as_ref()
                .or(message.id.as_ref())
                .or(reference.key.as_ref());
            // A message that is written where it is used, and has no name, is its channel's only one.
            let only = operation
                .address
                .as_ref()
                .filter(|_| operation.messages.len() == 1);
            (written.or(only), "the message has no name")
        }
        Naming::Address => (
            operation.address.as_ref(),
            "the channel of the operation has no address",
        ),
    };
    let Some(name) = name else {
        return Err(message.at.refused(format!(
            "{source} to call the event by: name it with `--event EVENT` and choose the message with `--operation {}`, or \
             choose another source with `--event-by`",
            quoted(&operation.id)
        )));
    };
    check_name(name).map_err(|error| {
        message.at.refused(format!(
            "{error}, or import the message with `--operation {}` and `--event EVENT`",
            quoted(&operation.id)
        ))
    })?;
    Ok(name.clone())
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    if argument.contains(|c: char| c.is_whitespace() || "{}*?$'\"".contains(c)) {
        format!("'{}'", argument.replace('\'', "'\\''"))
    } else {
        argument.to_owned()
    }
}

fn naming(options: &Options) -> Naming {
    options.naming.unwrap_or(match options.schemas.from {
        Some(Library::FastStream0) => Naming::Address,
        _ => Naming::Message,
    })
}

/// The events that several messages with different content would be.
fn collisions(uses: &[Use<'_>], options: &Options) -> Vec<Refusal> {
    if naming(options) == Naming::Address {
        return Vec::new();
    }
    let mut first: BTreeMap<(Role, &str), &Use<'_>> = BTreeMap::new();
    let mut refused = Vec::new();
    for used in uses {
        let known = *first.entry((used.operation.role, &used.event)).or_insert(used);
        if known.message.at.value() != used.message.at.value() {
            let at = &used.message.at;
            refused.push(Refusal {
                file: at.file.to_string(),
                at: at.at.clone(),
                why: format!(
                    "the event `{}` would be this message and another one, at {}#{}: call events by the addresses of their \
                     channels with `--event-by address`, or import one of them with `--operation {}` and `--event EVENT`",
                    used.event,
                    known.message.at.file,
                    known.message.at.at,
                    quoted(&used.operation.id)
                ),
            });
        }
    }
    refused
}

struct Maker<'m> {
    documents: &'m Documents<'m>,
    /// The document itself.
    file: &'m str,
    options: &'m Options,
}

impl Maker<'_> {
    /// The contract files of one event in one role. What is sent is one of all that any operation sends. What is
    /// received must be taken by each operation, so each that differs has a contract of its own.
    fn group(
        &self,
        role: Role,
        event: &str,
        uses: &[&Use<'_>],
        notes: &mut BTreeSet<Note>,
    ) -> Result<Vec<FromMessage>, AsyncApiError> {
        let operations: BTreeSet<&str> = uses.iter().map(|used| used.operation.id.as_str()).collect();
        let all: Vec<String> = operations.iter().map(|id| (*id).to_owned()).collect();
        if role == Role::Emits {
            let imported = self.alternatives(role, event, None, uses, notes)?;
            return Ok(vec![FromMessage {
                operations: all,
                imported,
                is_ours: false,
            }]);
        }
        let mut made: Vec<FromMessage> = Vec::new();
        let of_operation = |id: &str| -> Vec<&Use<'_>> {
            let of_it = uses.iter().filter(|used| used.operation.id == id);
            of_it.copied().collect()
        };
        for id in &operations {
            let imported = self.alternatives(role, event, None, &of_operation(id), notes)?;
            let same = made
                .iter_mut()
                .find(|known| says_the_same(&known.imported, &imported));
            match same {
                Some(known) => known.operations.push((*id).to_owned()),
                None => made.push(FromMessage {
                    operations: vec![(*id).to_owned()],
                    imported,
                    is_ours: false,
                }),
            }
        }
        if made.len() == 1 {
            return Ok(made);
        }
        for one in &mut made {
            let id = one.operations[0].clone();
            one.imported = self.alternatives(role, event, Some(&id), &of_operation(&id), notes)?;
        }
        Ok(made)
    }

    /// The contract file of messages of which each one fits.
    fn alternatives(
        &self,
        role: Role,
        event: &str,
        name: Option<&str>,
        uses: &[&Use<'_>],
        notes: &mut BTreeSet<Note>,
    ) -> Result<Imported, AsyncApiError> {
        let [first, others @ ..] = uses else {
            return Err(AsyncApiError::Options("an operation without messages".to_owned()));
        };
        let Some(service) = &self.options.service else {
            return Err(AsyncApiError::Options(
                "nothing says which service the document describes: name it with `--service SERVICE`"
                    .to_owned(),
            ));
        };
        let identity = Identity::new(service, role, event, name)?;
        let payloads: Vec<&SchemaPlace> = uses.iter().map(|used| &used.message.payload).collect();
        let mut imported = self.import(&identity, &payloads, &[], self.options.schemas.anything)?;
        let headers = self.headers(&identity, &first.message)?;
        for other in others {
            let differs = |what: &str| {
                other.message.at.refused(format!(
                    "{what} differ from those of the message at {}#{}, and one contract has one of them: call events by \
                     their messages with `--event-by message`",
                    first.message.at.file, first.message.at.at
                ))
            };
            if self
                .headers(&identity, &other.message)?
                .map(|headers| headers.contract.schema().clone())
                != headers.as_ref().map(|headers| headers.contract.schema().clone())
            {
                return Err(differs("its headers"));
            }
            if other.message.envelope != first.message.envelope {
                return Err(differs("the forms of its content"));
            }
            if self.key(&other.message) != self.key(&first.message) {
                return Err(differs("its key"));
            }
        }
        let header = &mut imported.contract.header;
        let places: BTreeSet<String> = uses.iter().map(|used| self.place_in_document(used)).collect();
        header.imported = places.into_iter().collect();
        let schema = headers.as_ref().map(|headers| headers.contract.schema());
        header.metadata.envelope = first.message.envelope.or_else(|| schema.and_then(mode::binary));
        header.metadata.key = self.key(&first.message);
        self.note(first, notes);
        if let Some(headers) = headers {
            note_headers(first, headers.contract.schema(), notes);
            take_headers(&mut imported, headers);
        }
        if let Some(says) = mode::corrected(&mut imported.contract, self.options.key.as_ref()) {
            let place = format!("{}#{}", first.message.at.file, first.message.at.at);
            notes.insert(Note { place, says });
        }
        imported.contract = finished(imported.contract)?;
        Ok(imported)
    }

    /// The place of a message in the document, or of the reference to it, if it is written in another file.
    fn place_in_document(&self, used: &Use<'_>) -> String {
        let (message, reference) = (&used.message.at, &used.reference.at);
        if &*message.file == self.file {
            format!("{}#{}/payload", message.file, message.at)
        } else if &*reference.file == self.file {
            format!("{}#{}", reference.file, reference.at)
        } else {
            self.file.to_owned()
        }
    }

    fn key(&self, message: &Message) -> Option<String> {
        let described = match &message.key {
            Some(Key::Field(field)) => Some(field.clone()),
            _ => None,
        };
        self.options.key.clone().or(described)
    }

    fn headers(&self, identity: &Identity, message: &Message) -> Result<Option<Imported>, AsyncApiError> {
        match &message.headers {
            None => Ok(None),
            Some(Headers::Written(place)) => self.import(identity, &[place], &[], true).map(Some),
            Some(Headers::Merged(place, merged)) => self
                .import(identity, &[place], std::slice::from_ref(merged), true)
                .map(Some),
        }
    }

    /// Imports schemas as alternatives. `instead` is the schema at the first place, if it is written nowhere.
    fn import(
        &self,
        identity: &Identity,
        places: &[&SchemaPlace],
        instead: &[Json],
        anything: bool,
    ) -> Result<Imported, AsyncApiError> {
        let draft = places[0].draft.clone();
        if let Some(other) = places.iter().find(|place| place.draft.0 != draft.0) {
            return Err(other.at.refused(
                "the schemas of the alternatives of one event are written in different drafts: call events by their \
                 messages with `--event-by message`",
            ));
        }
        let mut named = BTreeMap::new();
        for place in places {
            let root = Root {
                file: place.at.file.to_string(),
                at: place.at.at.clone(),
            };
            named.entry(root).or_insert_with(|| place.at.file.to_string());
        }
        let mut documents = match instead {
            [] => {
                let roots: Vec<Located> = places.iter().map(|place| place.at.clone()).collect();
                extract(self.documents, &roots)?
            }
            [schema, ..] => {
                let steps = places[0].at.at.steps().iter().rev();
                let document = steps.fold(schema.clone(), |inner, step| Json::from([(step.as_str(), inner)]));
                BTreeMap::from([(places[0].at.file.to_string(), document)])
            }
        };
        for root in named.keys() {
            if !documents.contains_key(&root.file) {
                let top = self.documents.top(&root.file)?;
                documents.insert(root.file.clone(), top.document().clone());
            }
        }
        let prepared = Prepared {
            base: self.documents.base(),
            documents,
            named,
            draft: Some(draft),
        };
        let options = self.options;
        let is_consumer = identity.role() == Role::Consumes;
        let options = import::Options {
            producer: options.producer.clone().filter(|_| is_consumer),
            owner: options.owner.clone(),
            retention: options.retention,
            schemas: SchemaSettings {
                base: None,
                draft: None,
                anything,
                omits: match identity.role() {
                    Role::Emits => options.schemas.omits,
                    Role::Consumes => Omits::default(),
                },
                ..options.schemas.clone()
            },
            ..import::Options::new(identity.clone())
        };
        Ok(import_prepared(&prepared, &options)?)
    }

    fn note(&self, used: &Use<'_>, notes: &mut BTreeSet<Note>) {
        let message = &used.message;
        let says = match &message.key {
            Some(Key::Described(at)) => Some((
                at,
                "the Kafka key has a schema, which does not say whose value it is: `--key FIELD` names the field of the \
                 payload",
            )),
            Some(Key::Unread(at)) => Some((
                at,
                "the bindings cannot be read, so nothing is known of a key: `--key FIELD` names the field of the payload",
            )),
            _ => None,
        };
        if let Some((at, says)) = says.filter(|_| self.options.key.is_none()) {
            notes.insert(Note {
                place: at.clone(),
                says: says.to_owned(),
            });
        }
    }
}

/// Returns true if two results differ in nothing that a message shows.
fn says_the_same(a: &Imported, b: &Imported) -> bool {
    let (a, b) = (&a.contract, &b.contract);
    a.schema() == b.schema() && a.header.metadata == b.header.metadata
}

/// Brokers carry texts as headers, and contracts of Rust types describe them so.
fn note_headers(used: &Use<'_>, headers: &Object, notes: &mut BTreeSet<Note>) {
    let properties = headers.get("properties").and_then(Json::as_object);
    for (name, schema) in properties.into_iter().flatten() {
        let kind = schema.get("type").and_then(Json::as_str);
        if let Some(kind @ ("integer" | "number" | "boolean")) = kind {
            let at = &used.message.at;
            notes.insert(Note {
                place: format!("{}#{}", at.file, at.at),
                says: format!(
                    "the header {} is of type {kind}: contracts of Rust types describe headers as texts",
                    Json::from(name.as_str())
                ),
            });
        }
    }
}

/// Adds headers to the result for the payload.
fn take_headers(imported: &mut Imported, headers: Imported) {
    let Imported {
        contract,
        closed,
        warnings,
        drafts,
        never_sent,
        corrected,
    } = headers;
    let below = |at: &counterpart_engine::json::Pointer| {
        let steps = ["x-contract", "headers"]
            .into_iter()
            .chain(at.steps().iter().map(String::as_str));
        steps.fold(counterpart_engine::json::Pointer::root(), |at, step| {
            at.child(step)
        })
    };
    imported.closed.extend(closed.iter().map(below));
    imported.warnings.extend(warnings);
    imported.warnings.sort();
    imported.warnings.dedup();
    imported.drafts.extend(drafts);
    imported.drafts.sort();
    imported.drafts.dedup();
    imported.never_sent.extend(never_sent);
    for more in corrected {
        match imported
            .corrected
            .iter_mut()
            .find(|known| known.says == more.says)
        {
            Some(known) => known.places.extend(more.places),
            None => imported.corrected.push(more),
        }
    }
    let header: &mut Header = &mut imported.contract.header;
    header.metadata.headers = contract.schema().clone();
    for assumption in contract.header.assumes {
        let is_of_payload = header.assumes.contains(&assumption);
        let is_added = matches!(
            assumption,
            Assumption::ClosedObjects | Assumption::IntegersAreI64 | Assumption::IntegersAreU53
        );
        if is_added && !is_of_payload {
            header.assumes.push(assumption);
        }
    }
}

/// The contract as its file will be read: with its headers it may have grown beyond the limits.
fn finished(contract: ContractFile) -> Result<ContractFile, AsyncApiError> {
    let schema = contract.schema().clone();
    let contract = ContractFile::new(contract.header, schema);
    let read = ContractFile::parse(contract.to_text().as_bytes());
    Ok(read.map_err(import::ImportError::Result)?)
}
