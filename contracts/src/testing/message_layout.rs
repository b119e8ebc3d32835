//! The metadata in declarations (envelope, key, headers and retention), and its form in the contract file.

use crate::contract::Retention;
use crate::contract::{Identity, MessageMetadata, Role};
use crate::declaration::{Declaration, DeclaredHeader, MessageLayout};
use crate::schema::envelope::{EnvelopeSpec, Extension, binary};
use crate::schema::{HeaderOf, Made, envelope, headers};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json, Object};

/// The metadata of one file's messages. All its types agree on it.
pub(super) struct OfFile {
    layout: MessageLayout,
    extensions: Vec<Extension>,
    headers: Object,
}

/// Combines the declarations of one file.
pub(super) fn of(of: &[&Declaration]) -> Result<OfFile, String> {
    let mut all = of.iter().map(|declaration| one(declaration));
    let first = all.next().unwrap_or_else(|| {
        Ok(OfFile {
            layout: MessageLayout::default(),
            extensions: Vec::new(),
            headers: Object::default(),
        })
    })?;
    for other in all {
        let other = other?;
        let what = if (other.layout.envelope, &other.extensions) != (first.layout.envelope, &first.extensions)
        {
            "envelope"
        } else if other.layout.key != first.layout.key {
            "key"
        } else if other.headers != first.headers {
            "headers"
        } else if other.layout.retention != first.layout.retention {
            "retention"
        } else {
            continue;
        };
        return Err(format!(
            "they declare the same event with different values of `{what}`: use the same value for each"
        ));
    }
    Ok(first)
}

fn one(declaration: &Declaration) -> Result<OfFile, String> {
    let layout = declaration.layout;
    let extensions = envelope::extensions(&of_schema(layout.extensions), declaration.role)
        .map_err(|error| format!("in the extensions of its envelope, {error}"))?;
    for extension in &extensions {
        let schema = extension.schema.as_object().cloned().unwrap_or_default();
        if counter_example(&schema, r#"{"type":["string","integer","boolean"]}"#)?.is_some() {
            return Err(format!(
                "the extension {:?} may not be a string, an integer or a boolean, and an attribute can be \
                 nothing else: give it another type",
                extension.name
            ));
        }
    }
    let mut of_file = OfFile {
        layout,
        extensions,
        headers: Object::default(),
    };
    let spec = of_file.spec(declaration.event);
    if let Some((spec, binding)) = spec.and_then(|spec| Some((spec, spec.envelope.binding()?))) {
        if !binary::is_sent_as_is(binding, spec.event_type) {
            return Err(format!(
                "the type {:?} of its events has characters that are escaped in headers of HTTP, and not all SDKs of \
                 CloudEvents read that: name it with visible ASCII characters other than `\"` and `%`, in \
                 `type = \"…\"`",
                spec.event_type
            ));
        }
    }
    let headers = headers(&of_schema(layout.headers), spec, declaration.role)
        .map_err(|error| format!("in its headers, {error}"))?;
    let names = headers.get("properties").and_then(Json::as_object);
    if let Some(names) = names.filter(|names| !names.is_empty()) {
        let text = Json::from([("type", Json::from("string"))]);
        let texts: Object = names.keys().map(|name| (name.clone(), text.clone())).collect();
        let texts = Json::from([("properties", Json::Object(texts))]).to_string();
        if let Some(at) = counter_example(&headers, &texts)? {
            return Err(format!(
                "headers are strings, and {at} may be something else: give it a type that is written as a \
                 string, an integer or a `bool`"
            ));
        }
    }
    of_file.headers = headers;
    Ok(of_file)
}

fn of_schema(headers: &[DeclaredHeader]) -> Vec<HeaderOf> {
    headers.iter().map(|declared| declared.header).collect()
}

/// The envelope of one declaration, around this payload.
pub(super) fn envelope_of<R>(
    declaration: &Declaration,
    payload: &Object,
    make: impl FnOnce(EnvelopeSpec<'_>) -> R,
) -> Result<Option<R>, String> {
    let of_file = one(declaration)?;
    of_file.envelope(declaration.event, payload, make)
}

impl OfFile {
    /// The envelope, as far as it does not depend on the payload.
    fn spec<'s>(&'s self, event: &'s str) -> Option<EnvelopeSpec<'s>> {
        let declared = self.layout.envelope?;
        Some(EnvelopeSpec {
            envelope: declared.envelope,
            event_type: declared.event_type.unwrap_or(event),
            reader: declared.reader,
            requires_time: declared.requires_time,
            may_lack_payload: false,
            falsy: &[],
            may_be_unread: false,
            extensions: &self.extensions,
        })
    }

    fn envelope<R>(
        &self,
        event: &str,
        payload: &Object,
        make: impl FnOnce(EnvelopeSpec<'_>) -> R,
    ) -> Result<Option<R>, String> {
        let Some(spec) = self.spec(event) else {
            return Ok(None);
        };
        let read = spec.envelope.binding().and_then(binary::read_payloads);
        let may_be_unread = match read {
            // What is not proven is left out of what is read.
            Some(read) => counter_example(payload, &read.to_string()).map_or(true, |found| found.is_some()),
            None => false,
        };
        let payload = schema(payload)?;
        let mut falsy = envelope::falsy().to_vec();
        falsy.retain(|value| payload.accepts(value) != Ok(false));
        Ok(Some(make(EnvelopeSpec {
            may_lack_payload: payload.accepts(&Json::Null) == Ok(true),
            falsy: &falsy,
            may_be_unread,
            ..spec
        })))
    }

    /// Makes the schema with its envelope, and the metadata of the file.
    pub(super) fn make(
        self,
        identity: &Identity,
        make: impl Fn(Option<EnvelopeSpec<'_>>) -> Result<Made, String>,
    ) -> Result<(Made, MessageMetadata), String> {
        let mut made = make(None)?;
        if let Some(key) = self.layout.key {
            check_key(&made.schema, key, identity.role())?;
        }
        if identity.role() == Role::Consumes {
            self.check_is_read(&made.schema)?;
        }
        if let Some(enveloped) =
            self.envelope(identity.event(), &made.schema, |envelope| make(Some(envelope)))?
        {
            made = enveloped?;
        }
        let metadata = MessageMetadata {
            envelope: self.layout.envelope.map(|declared| declared.envelope),
            key: self.layout.key.map(str::to_owned),
            headers: self.headers,
            retention: retention(self.layout.retention)?,
        };
        Ok((made, metadata))
    }

    /// Some payload must be one that all readers read in the declared mode.
    fn check_is_read(&self, payload: &Object) -> Result<(), String> {
        let binding = self
            .layout
            .envelope
            .and_then(|declared| declared.envelope.binding());
        let Some(read) = binding.and_then(binary::read_payloads) else {
            return Ok(());
        };
        let unread = Json::from([("not", read)]).to_string();
        match counter_example(payload, &unread) {
            Ok(None) => Err(
                "each of its messages is a number, a boolean or `null`, and in the binary mode of HTTP not all SDKs of \
                 CloudEvents read these: put the value in a field of a struct, or declare `binding = \"kafka\"` or \
                 another mode"
                    .to_owned(),
            ),
            // What is not proven fails in the test of the contract.
            _ => Ok(()),
        }
    }
}

fn retention(said: Option<&str>) -> Result<Option<Retention>, String> {
    let parse = |text| {
        Retention::parse(text)
            .ok_or_else(|| format!("invalid retention {text:?}: expected {}", Retention::FORM))
    };
    said.map(parse).transpose()
}

/// Every message must have the field, with a value that a key can be made of.
fn check_key(made: &Object, key: &str, role: Role) -> Result<(), String> {
    let name = Json::from(key);
    let says = match role {
        Role::Consumes => "is not required of every message",
        Role::Emits => "is not in every message",
    };
    let there = format!(r#"{{"type":"object","required":[{name}]}}"#);
    if counter_example(made, &there)?.is_some() {
        return Err(format!(
            "the key {name} {says}: name a field that is, as it is called in messages"
        ));
    }
    let scalar = format!(r#"{{"properties":{{{name}:{{"type":["string","integer","boolean"]}}}}}}"#);
    if counter_example(made, &scalar)?.is_some() {
        return Err(format!(
            "the key {name} may not be a string, an integer or a boolean: name a field that always is"
        ));
    }
    Ok(())
}

/// A place where a value of one schema is not valid for the other; nothing if that is proven impossible.
fn counter_example(of: &Object, other: &str) -> Result<Option<String>, String> {
    let other = json::parse(other.as_bytes()).map_err(|error| error.to_string())?;
    let other = Schema::from_json(other, &Options::default()).map_err(|error| error.to_string())?;
    Ok(match check(&schema(of)?, &other, &Limits::default()) {
        Verdict::Compatible => None,
        Verdict::Incompatible(findings) => Some(findings[0].place.to_string()),
        Verdict::Unproven(reasons) => return Err(reasons[0].text.clone()),
    })
}

fn schema(of: &Object) -> Result<Schema, String> {
    Schema::from_json(Json::Object(of.clone()), &Options::default()).map_err(|error| error.to_string())
}
