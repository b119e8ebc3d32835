//! Whether a schema describes an event of CloudEvents in the mode that its header declares.

use std::collections::BTreeSet;
use std::fmt;

use super::message_metadata::{Binding, Envelope, MessageMetadata};
use counterpart_engine::json::{Json, Object, Pointer};

/// The attributes that each event has.
const REQUIRED: [&str; 4] = [SIGN, "id", "source", "type"];

/// The attribute that tells an event from other messages.
const SIGN: &str = "specversion";

/// The member of an event that holds the payload.
const DATA: &str = "data";

/// A file that declares a mode of CloudEvents, and does not describe messages in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotInMode {
    /// The mode that the header declares.
    pub envelope: Envelope,
    /// The property that is not described: an attribute, or in binary mode its header.
    pub lacks: String,
}

impl fmt::Display for NotInMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lacks = &self.lacks;
        match self.envelope {
            Envelope::CloudEvents => write!(
                f,
                "`envelope` in `x-contract` is `cloudevents`, and the schema does not describe the attribute `{lacks}`: \
                 describe the whole event, with the payload in `data`, or remove `envelope`"
            ),
            Envelope::CloudEventsBatch => write!(
                f,
                "`mode` in `x-contract` is `batch`, and the schema does not describe an array of events with the attribute \
                 `{lacks}`: describe it, with each event in `items`, or remove `envelope` and `mode`"
            ),
            Envelope::CloudEventsBinary(_) => write!(
                f,
                "`mode` in `x-contract` is `binary`, and `headers` does not describe `{lacks}`: describe the attributes of the \
                 event there, or remove `envelope`, `mode` and `binding`"
            ),
        }
    }
}

/// Returns the first attribute that messages of the declared mode have and the file does not describe.
///
/// In binary mode, that is one of all that each event has. A schema of a whole event may leave them out, if it is open and
/// describes `data`. A schema that cannot be followed to its end may describe them, so nothing is returned for such a schema.
#[doc(hidden)]
pub fn not_in_mode(metadata: &MessageMetadata, schema: &Object) -> Option<NotInMode> {
    let envelope = metadata.envelope?;
    let lacks = match envelope {
        Envelope::CloudEventsBinary(binding) => {
            let headers = Json::Object(metadata.headers.clone());
            let described = Described::of(&headers, false);
            let mut names = REQUIRED
                .map(|name| format!("{}{name}", binding.prefix()))
                .into_iter();
            names.find(|name| match binding {
                // Names of headers in HTTP have no case.
                Binding::Http => !described.has_in_any_case(name),
                Binding::Kafka => !described.has(name),
            })
        }
        Envelope::CloudEvents | Envelope::CloudEventsBatch => {
            let schema = Json::Object(schema.clone());
            let described = Described::of(&schema, envelope == Envelope::CloudEventsBatch);
            let is_of_event = described.has(SIGN) || described.has(DATA);
            let is_lacking = |name: &&str| !described.has(name) && (described.is_closed || !is_of_event);
            REQUIRED.iter().copied().find(is_lacking).map(str::to_owned)
        }
    };
    lacks.map(|lacks| NotInMode { envelope, lacks })
}

/// Returns true if messages of a schema can be events in structured mode, or batches of them.
#[doc(hidden)]
pub fn describes_events(schema: &Object, in_batch: bool) -> bool {
    Described::of(&Json::Object(schema.clone()), in_batch).has(SIGN)
}

/// Returns true if a schema describes an event in structured mode, a batch of them, or only the data in it.
#[doc(hidden)]
pub fn describes_data_of_events(schema: &Object, in_batch: bool) -> bool {
    let schema = Json::Object(schema.clone());
    let described = Described::of(&schema, in_batch);
    described.has(SIGN) || described.has(DATA)
}

/// The keywords below which a schema says what it says of some values only.
const ALTERNATIVES: [&str; 4] = ["anyOf", "oneOf", "if", "dependentSchemas"];

/// The properties that a schema names, whatever it says of their values.
struct Described {
    names: BTreeSet<String>,
    /// True if a part was not followed, which may name others.
    is_partial: bool,
    /// True if other properties are denied.
    is_closed: bool,
}

impl Described {
    fn of(root: &Json, in_batch: bool) -> Self {
        let mut walk = Walk::new(root);
        let mut described = Self {
            names: BTreeSet::new(),
            is_partial: false,
            is_closed: false,
        };
        let mut nodes = walk.nodes(vec![root]);
        if in_batch {
            let items = nodes.iter().flat_map(|node| walk.items(node)).collect::<Vec<_>>();
            described.is_partial |= walk.has_no_items;
            walk.known.clear();
            nodes = walk.nodes(items);
        }
        for node in &nodes {
            described.add(node);
        }
        // Of several alternatives, one may be open.
        let has_alternatives = nodes
            .iter()
            .any(|node| ALTERNATIVES.iter().any(|key| node.contains_key(*key)));
        let is_closed = |node: &&Object| {
            let closing = ["additionalProperties", "unevaluatedProperties"];
            closing
                .iter()
                .any(|key| node.get(*key) == Some(&Json::Bool(false)))
        };
        described.is_closed = !has_alternatives && nodes.iter().any(is_closed);
        described.is_partial |= walk.is_partial;
        described
    }

    fn add(&mut self, node: &Object) {
        let is_allowed = |(_, schema): &(&String, &Json)| **schema != Json::Bool(false);
        let members = |key| node.get(key).and_then(Json::as_object).into_iter().flatten();
        let properties = members("properties").filter(is_allowed);
        self.names.extend(properties.map(|(name, _)| name.clone()));
        self.is_partial |= members("patternProperties").any(|pattern| is_allowed(&pattern));
        let required = node
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten();
        let required = required.filter_map(Json::as_str);
        self.names.extend(required.map(str::to_owned));
        let values = node.get("enum").and_then(Json::as_array).into_iter().flatten();
        for value in values.chain(node.get("const")) {
            let members = value.as_object().into_iter().flatten();
            self.names.extend(members.map(|(name, _)| name.clone()));
        }
    }

    fn has(&self, name: &str) -> bool {
        self.is_partial || self.names.contains(name)
    }

    fn has_in_any_case(&self, name: &str) -> bool {
        self.is_partial || self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// The way through a schema to all that it says of one value.
struct Walk<'s> {
    root: &'s Json,
    known: BTreeSet<usize>,
    is_partial: bool,
    has_no_items: bool,
}

impl<'s> Walk<'s> {
    fn new(root: &'s Json) -> Self {
        Self {
            root,
            known: BTreeSet::new(),
            is_partial: false,
            has_no_items: false,
        }
    }

    /// The schemas that say something of the value that the first ones are about.
    fn nodes(&mut self, mut open: Vec<&'s Json>) -> Vec<&'s Object> {
        let mut nodes = Vec::new();
        while let Some(schema) = open.pop() {
            let Some(node) = schema.as_object() else { continue };
            if !self.known.insert(std::ptr::from_ref(node).addr()) {
                continue;
            }
            nodes.push(node);
            for key in ["allOf", "anyOf", "oneOf"] {
                open.extend(node.get(key).and_then(Json::as_array).into_iter().flatten());
            }
            for key in ["if", "then", "else"] {
                open.extend(node.get(key));
            }
            let dependent = node.get("dependentSchemas").and_then(Json::as_object);
            open.extend(dependent.into_iter().flatten().map(|(_, schema)| schema));
            if let Some(reference) = node.get("$ref") {
                match self.referred(reference) {
                    Some(schema) => open.push(schema),
                    None => self.is_partial = true,
                }
            }
            self.is_partial |= node.contains_key("$dynamicRef");
        }
        nodes
    }

    fn referred(&self, reference: &Json) -> Option<&'s Json> {
        let pointer = reference.as_str()?.strip_prefix('#')?;
        // An escape of URIs, or the name of an anchor.
        if pointer.contains('%') || !(pointer.is_empty() || pointer.starts_with('/')) {
            return None;
        }
        pointer.parse::<Pointer>().ok()?.find(self.root)
    }

    /// The schemas of the items of an array.
    fn items(&mut self, node: &'s Object) -> Vec<&'s Json> {
        let is_empty = |limit: &Json| limit.to_string() == "0";
        let values = node.get("enum").and_then(Json::as_array).into_iter().flatten();
        let mut values = values.chain(node.get("const"));
        // Such a batch has no events to describe, or is written out.
        self.has_no_items |= node.get("maxItems").is_some_and(is_empty)
            || node.get("items") == Some(&Json::Bool(false))
            || values.any(|value| value.as_array().is_some());
        let first = node.get("prefixItems").and_then(Json::as_array);
        let first = first.into_iter().flatten();
        let all = ["items", "contains"].into_iter().filter_map(|key| node.get(key));
        first.chain(all).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::ContractFile;
    use counterpart_engine::json;

    fn object(text: &str) -> Object {
        let json = json::parse(text.as_bytes()).unwrap();
        json.as_object().unwrap().clone()
    }

    fn lacks(envelope: Envelope, headers: &str, schema: &str) -> Option<String> {
        let metadata = MessageMetadata {
            envelope: Some(envelope),
            headers: object(headers),
            ..MessageMetadata::default()
        };
        not_in_mode(&metadata, &object(schema)).map(|error| error.lacks)
    }

    const EVENT: &str = r#"{"properties":{"specversion":{},"id":{},"source":{}},"required":["type"]}"#;

    #[test]
    fn event_is_described_wherever_its_schema_leads() {
        for schema in [
            EVENT.to_owned(),
            format!(r##"{{"$ref":"#/$defs/E","$defs":{{"E":{EVENT}}}}}"##),
            format!(r#"{{"allOf":[{{}},{{"oneOf":[{EVENT}]}}]}}"#),
            format!(r#"{{"if":{{}},"else":{EVENT}}}"#),
            // A consumer may read the data alone.
            r#"{"properties":{"data":{}}}"#.to_owned(),
            r#"{"const":{"specversion":"1.0","id":"1","source":"/a","type":"e"}}"#.to_owned(),
            // Whatever is there is not known.
            r##"{"$ref":"#anchor"}"##.to_owned(),
            r#"{"$dynamicRef":"#.to_owned() + r##""#x"}"##,
        ] {
            assert_eq!(lacks(Envelope::CloudEvents, "{}", &schema), None, "{schema}");
            let batch = format!(r#"{{"type":"array","items":{{"anyOf":[{EVENT}]}}}}"#);
            assert_eq!(lacks(Envelope::CloudEventsBatch, "{}", &batch), None, "{schema}");
        }
        let circle = r##"{"$ref":"#/$defs/E","$defs":{"E":{"allOf":[{"$ref":"#"},{"$ref":"#/$defs/E"}]}}}"##;
        for schema in [
            "{}",
            r#"{"type":"object","properties":{"order":{}}}"#,
            // Names have their case.
            r#"{"required":["SpecVersion","id","source","type"]}"#,
            // It is denied.
            r#"{"properties":{"specversion":false,"data":false,"id":{},"source":{},"type":{}}}"#,
            // The attributes alone may be members of a payload.
            r#"{"required":["id","source","type"]}"#,
            // An array of events is no event.
            &format!(r#"{{"items":{EVENT}}}"#),
            // A member that looks like an event is none.
            &format!(r#"{{"properties":{{"order":{EVENT}}}}}"#),
            circle,
        ] {
            assert_eq!(
                lacks(Envelope::CloudEvents, "{}", schema).as_deref(),
                Some("specversion"),
                "{schema}"
            );
        }
    }

    #[test]
    fn closed_event_has_each_attribute() {
        let part = r#""properties":{"specversion":{},"source":{},"type":{}}"#;
        let of = |schema: &str| lacks(Envelope::CloudEvents, "{}", schema);
        assert_eq!(of(&format!("{{{part}}}")), None);
        let data = r#"{"properties":{"data":{}},"unevaluatedProperties":false}"#;
        assert_eq!(of(data).as_deref(), Some("specversion"));
        let closed = format!(r#"{{{part},"additionalProperties":false}}"#);
        assert_eq!(of(&closed).as_deref(), Some("id"));
        assert_eq!(of(&format!(r#"{{"allOf":[{closed}]}}"#)).as_deref(), Some("id"));
        assert_eq!(of(&format!(r#"{{"anyOf":[{closed},{{{part}}}]}}"#)), None);
    }

    #[test]
    fn batch_is_an_array_of_described_events_or_empty() {
        let batch = |schema: &str| lacks(Envelope::CloudEventsBatch, "{}", schema);
        for schema in [
            format!(r#"{{"prefixItems":[{EVENT}]}}"#),
            format!(r##"{{"items":{{"$ref":"#/$defs/E"}},"$defs":{{"E":{EVENT}}}}}"##),
            r#"{"type":"array","maxItems":0}"#.to_owned(),
            r#"{"type":"array","items":false}"#.to_owned(),
            r#"{"const":[]}"#.to_owned(),
        ] {
            assert_eq!(batch(&schema), None, "{schema}");
        }
        for schema in [
            EVENT,
            r#"{"type":"array"}"#,
            r#"{"type":"array","items":{"type":"string"}}"#,
        ] {
            assert_eq!(batch(schema).as_deref(), Some("specversion"), "{schema}");
        }
    }

    #[test]
    fn headers_of_binary_mode_have_the_names_of_its_binding() {
        let binary = |binding, headers: &str| lacks(Envelope::CloudEventsBinary(binding), headers, EVENT);
        let of = |prefix: &str| {
            let names = ["specversion", "id", "source"].map(|name| format!(r#""{prefix}{name}":{{}}"#));
            format!(
                r#"{{"allOf":[{{"properties":{{{}}}}}],"required":["{prefix}type"]}}"#,
                names.join(",")
            )
        };
        assert_eq!(binary(Binding::Http, &of("ce-")), None);
        assert_eq!(binary(Binding::Kafka, &of("ce_")), None);
        // Names of headers in HTTP have no case.
        assert_eq!(binary(Binding::Http, &of("CE-")), None);
        assert_eq!(
            binary(Binding::Kafka, &of("CE_")).as_deref(),
            Some("ce_specversion")
        );
        assert_eq!(
            binary(Binding::Kafka, &of("ce-")).as_deref(),
            Some("ce_specversion")
        );
        assert_eq!(binary(Binding::Http, "{}").as_deref(), Some("ce-specversion"));
        let without_type = r#"{"properties":{"ce-specversion":{},"ce-id":{},"ce-source":{}}}"#;
        assert_eq!(binary(Binding::Http, without_type).as_deref(), Some("ce-type"));
    }

    #[test]
    fn file_that_does_not_describe_its_mode_is_refused_with_the_fix() {
        let error = |mode: &str| {
            let text = format!(
                r#"{{"x-contract":{{"format":1,"role":"consumes","service":"books","event":"paid","envelope":"cloudevents"{mode}}},
                   "type":"object","properties":{{"order":{{}}}}}}"#
            );
            let read = ContractFile::parse(text.as_bytes()).unwrap_err();
            let document = json::parse(text.as_bytes()).unwrap();
            assert_eq!(ContractFile::from_json(document), Err(read.clone()));
            read.to_string()
        };
        insta::assert_snapshot!(error(""), @"`envelope` in `x-contract` is `cloudevents`, and the schema does not describe the attribute `specversion`: describe the whole event, with the payload in `data`, or remove `envelope`");
        insta::assert_snapshot!(error(r#","mode":"batch""#), @"`mode` in `x-contract` is `batch`, and the schema does not describe an array of events with the attribute `specversion`: describe it, with each event in `items`, or remove `envelope` and `mode`");
        insta::assert_snapshot!(error(r#","mode":"binary","binding":"kafka""#), @"`mode` in `x-contract` is `binary`, and `headers` does not describe `ce_specversion`: describe the attributes of the event there, or remove `envelope`, `mode` and `binding`");
    }
}
