//! A message: its payload, its headers, its key, and how they are written.

use super::document::{Documents, Located};
use super::error::AsyncApiError;
use super::formats::{self, Content, Format};
use super::operations::Reference;
use super::traits::{Merged, merge};
use super::versions::{Form, Version};
use crate::import::WhyDraft;
use counterpart::contract::Envelope;
use counterpart_engine::compat::schema::Draft;
use counterpart_engine::compat::schema::resources::declared_draft;
use counterpart_engine::json::Json;

/// A message that can be imported.
#[derive(Debug, Clone)]
pub(super) struct Message {
    /// The place where it is written.
    pub(super) at: Located,
    pub(super) name: Option<String>,
    /// `messageId` of 2.x.
    pub(super) id: Option<String>,
    pub(super) payload: SchemaPlace,
    pub(super) headers: Option<Headers>,
    /// The envelope that the content type names.
    pub(super) envelope: Option<Envelope>,
    pub(super) key: Option<Key>,
}

/// A schema and the draft that it is read as.
#[derive(Debug, Clone)]
pub(super) struct SchemaPlace {
    pub(super) at: Located,
    pub(super) draft: (Draft, WhyDraft),
}

/// The schema of headers.
#[derive(Debug, Clone)]
pub(super) enum Headers {
    /// At this place.
    Written(SchemaPlace),
    /// Merged of a message and its traits: at the place of the message.
    Merged(SchemaPlace, Json),
}

/// The key of a message, as its Kafka binding describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// The schema of the key is that of this field of the payload.
    Field(String),
    /// The schema of the key is at this place, and names no field.
    Described(String),
    /// The bindings at this place cannot be read.
    Unread(String),
}

/// Reads a message.
///
/// # Errors
/// Fails if it is not JSON, its schema is written in another language, or it has none.
pub(super) fn read(
    documents: &Documents<'_>,
    top: &Located,
    version: &Version,
    told: Option<Draft>,
    reference: &Reference,
) -> Result<Message, AsyncApiError> {
    let merged = Merged::of(documents, version.form, reference.at.clone())?;
    let envelope = content(top, &merged)?;
    let Some(payload) = merged.get("payload") else {
        return Err(merged.own.refused(
            "the message has no payload schema, so nothing is known of it: write one, or leave it out with `--skip NAME`",
        ));
    };
    let reader = Reader {
        documents,
        version,
        told,
    };
    let format = match version.form {
        Form::Two => merged.text("schemaFormat")?.map(str::to_owned),
        Form::Three => {
            if let Some(format) = merged.get("schemaFormat") {
                return Err(format.refused(
                    "`schemaFormat` of a message is of version 2: write `payload: {schemaFormat: …, schema: …}`",
                ));
            }
            None
        }
    };
    let payload = reader.schema(payload.clone(), format)?;
    let headers = reader.headers(&merged)?;
    let key = key(documents, &merged, &payload, envelope);
    Ok(Message {
        name: merged.text("name")?.map(str::to_owned),
        id: merged.text("messageId")?.map(str::to_owned),
        at: merged.own,
        payload,
        headers,
        envelope,
        key,
    })
}

/// The envelope that the content type names.
///
/// # Errors
/// Fails if the messages are not JSON.
fn content(top: &Located, merged: &Merged) -> Result<Option<Envelope>, AsyncApiError> {
    let own = merged.text("contentType")?;
    let content = own.or_else(|| top.text("defaultContentType"));
    match content.map(formats::of_message) {
        None | Some(Content::Json) => Ok(None),
        Some(Content::CloudEvents(envelope)) => Ok(Some(envelope)),
        Some(Content::Other) => Err(merged.own.refused(format!(
            "the message is written as {}, and contracts describe JSON: leave it out with `--skip NAME`",
            Json::from(content.unwrap_or_default())
        ))),
    }
}

struct Reader<'r> {
    documents: &'r Documents<'r>,
    version: &'r Version,
    told: Option<Draft>,
}

impl Reader<'_> {
    /// The schema at a place, behind the references and the format that may be around it.
    fn schema(&self, place: Located, format: Option<String>) -> Result<SchemaPlace, AsyncApiError> {
        if let Some(format) = &format {
            // A schema in another language may be in a file that nobody here can read.
            self.draft(&place, Some(format.as_str()), None)?;
        }
        let target = self.documents.resolve(place.clone())?;
        let (place, format) = match self.version.form {
            Form::Three => match (target.text("schemaFormat"), target.child("schema")) {
                (Some(format), Some(schema)) => (schema, Some(format.to_owned())),
                (Some(_), None) => {
                    return Err(target.refused("beside `schemaFormat` there is no `schema`"));
                }
                _ => (place, None),
            },
            Form::Two => (place, format),
        };
        let (draft, _) = self.draft(&place, format.as_deref(), None)?;
        // References in a circle are an error here, so that the loop ends.
        self.documents.resolve(place.clone())?;
        // A reference with nothing beside it, or beside which nothing counts, is its target.
        let mut target = place;
        while let Some(reference) = target.text("$ref") {
            let is_alone = target
                .value()
                .as_object()
                .is_some_and(|members| members.len() == 1);
            if !is_alone && draft > Draft::Draft7 {
                break;
            }
            target = self.documents.target(&target, reference)?;
        }
        let draft = self.draft(&target, format.as_deref(), declared_draft(target.value()))?;
        Ok(SchemaPlace { at: target, draft })
    }

    /// The draft of a schema: what its format says, else its `$schema`, else the user, else AsyncAPI.
    fn draft(
        &self,
        place: &Located,
        format: Option<&str>,
        declared: Option<Draft>,
    ) -> Result<(Draft, WhyDraft), AsyncApiError> {
        let by_default = || {
            let declared = declared.map(|draft| (draft, WhyDraft::Declared));
            let told = self.told.map(|draft| (draft, WhyDraft::Told));
            let kind = WhyDraft::Kind(format!("AsyncAPI {}", self.version.text));
            declared.or(told).unwrap_or((Draft::Draft7, kind))
        };
        match format.map(formats::of_schema) {
            None | Some(Format::AnyDraft) => Ok(by_default()),
            Some(Format::Draft(_, WhyDraft::Kind(kind))) if kind.starts_with("AsyncAPI") => Ok(by_default()),
            Some(Format::Draft(draft, why)) => Ok((draft, why)),
            Some(Format::Other(language)) => Err(place.refused(format!(
                "the schema is written in {language}, and contracts are JSON Schema: leave the message out with `--skip NAME`"
            ))),
        }
    }

    fn headers(&self, merged: &Merged) -> Result<Option<Headers>, AsyncApiError> {
        let all = merged.all("headers");
        let [first, rest @ ..] = all else {
            return Ok(None);
        };
        if rest.is_empty() {
            return self
                .schema(first.clone(), None)
                .map(|schema| Some(Headers::Written(schema)));
        }
        let mut draft = None;
        for headers in all {
            let schema = self.schema(headers.clone(), None)?;
            let own = self.documents.resolve(headers.clone())?;
            if self.version.form == Form::Three && own.child("schemaFormat").is_some() {
                return Err(own.refused(
                    "these headers name their format, and are merged with others of a trait: write them in one place",
                ));
            }
            draft = Some(schema.draft);
        }
        let written = merge(self.documents, all)?;
        let at = merged.own.clone().place_of("headers");
        let kind = WhyDraft::Kind(format!("AsyncAPI {}", self.version.text));
        let draft = draft.unwrap_or((Draft::Draft7, kind));
        Ok(Some(Headers::Merged(SchemaPlace { at, draft }, written)))
    }
}

/// The key of the Kafka binding. Its schema is only known to be that of a field if it refers to that field's schema.
fn key(
    documents: &Documents<'_>,
    merged: &Merged,
    payload: &SchemaPlace,
    envelope: Option<Envelope>,
) -> Option<Key> {
    // The fields are those of the payload inside the envelope.
    let fields = match envelope {
        None => Some(payload.at.clone()),
        // A batch has several events, and so no field of its own.
        Some(Envelope::CloudEventsBatch) => return None,
        Some(_) => {
            let data = payload
                .at
                .child("properties")
                .and_then(|properties| properties.child("data"));
            data.and_then(|data| documents.resolve(data).ok())
        }
    };
    for bindings in merged.all("bindings").iter().rev() {
        match key_of(documents, bindings, fields.as_ref()) {
            Ok(None) => {}
            Ok(key) => return key,
            Err(_) => return Some(Key::Unread(format!("{}#{}", bindings.file, bindings.at))),
        }
    }
    None
}

fn key_of(
    documents: &Documents<'_>,
    bindings: &Located,
    fields: Option<&Located>,
) -> Result<Option<Key>, AsyncApiError> {
    let bindings = documents.resolve(bindings.clone())?;
    let Some(kafka) = bindings.child("kafka") else {
        return Ok(None);
    };
    let kafka = documents.resolve(kafka)?;
    let Some(mut key) = kafka.child("key") else {
        return Ok(None);
    };
    // References in a circle are an error here, so that the loop ends.
    documents.resolve(key.clone())?;
    let described = Key::Described(format!("{}#{}", key.file, key.at));
    while let Some(reference) = key.text("$ref") {
        key = documents.target(&key, reference)?;
        if let Some(field) = fields.and_then(|fields| field_of(&key, fields)) {
            return Ok(Some(Key::Field(field)));
        }
    }
    Ok(Some(described))
}

/// The field of an object that a place is the schema of.
fn field_of(place: &Located, object: &Located) -> Option<String> {
    let [before @ .., properties, field] = place.at.steps() else {
        return None;
    };
    let is_of_object = place.file == object.file && before == object.at.steps();
    (properties == "properties" && is_of_object).then(|| field.clone())
}
