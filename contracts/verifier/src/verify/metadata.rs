//! Checks the message metadata of a pair: the headers and the key.

use std::sync::Arc;

use crate::report::{Document, KeyFinding};
use counterpart::contract::{ContractFile, Envelope, MessageMetadata};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{self, Examination, Finding, Limits, Place, Reason, ReasonKind, Verdict};
use counterpart_engine::json::{self, Json, Object, Pointer};

fn metadata(document: &Document) -> &MessageMetadata {
    &document.contract.header.metadata
}

fn schema(members: Object) -> Result<Schema, String> {
    Schema::from_json(Json::Object(members), &Options::default())
        .map_err(|error| format!("`headers` in `x-contract`: {error}"))
}

fn parse(text: &str) -> Result<Schema, String> {
    let json = json::parse(text.as_bytes()).map_err(|error| error.to_string())?;
    Schema::from_json(json, &Options::default()).map_err(|error| error.to_string())
}

/// Checks that every message has headers that the consumer accepts. A producer that declares none
/// sends none.
pub(crate) fn headers(
    emitted: &Document,
    contract: &Document,
    limits: &Limits,
) -> Result<Examination, String> {
    let wanted = &metadata(contract).headers;
    if wanted.is_empty() {
        return Ok(Verdict::Compatible.into());
    }
    let sent = &metadata(emitted).headers;
    let (sends, says) = if sent.is_empty() {
        let none = Object::from_iter([
            ("type".to_owned(), Json::from("object")),
            ("additionalProperties".to_owned(), Json::Bool(false)),
        ]);
        (none, false)
    } else {
        (sent.clone(), true)
    };
    let of = |document: &Document, error: String| format!("{}: {error}", document.path.display());
    let sends = schema(sends).map_err(|error| of(emitted, error))?;
    let wanted = schema(wanted.clone()).map_err(|error| of(contract, error))?;
    let mut examination = compat::examine(&sends, &wanted, limits);
    if let Verdict::Incompatible(findings) = &mut examination.verdict {
        for finding in std::mem::take(findings) {
            findings.push(in_document(finding, says));
        }
    }
    Ok(examination)
}

/// The finding with its places in the contract files, and its witness as a part of a message.
fn in_document(mut finding: Finding, says: bool) -> Finding {
    let below = |pointer: &Pointer, start: &[&str]| {
        let start = start.iter().fold(Pointer::root(), |at, step| at.child(*step));
        pointer
            .steps()
            .iter()
            .fold(start, |at, step| at.child(step.as_str()))
    };
    const HEADERS: [&str; 2] = ["x-contract", "headers"];
    finding.accepted = below(&finding.accepted, &HEADERS);
    finding.emitted = if says {
        below(&finding.emitted, &HEADERS)
    } else {
        below(&Pointer::root(), &HEADERS[..1])
    };
    finding.witness_at = below(&finding.witness_at, &HEADERS[1..]);
    finding.witness = Json::from([("headers", finding.witness)]);
    finding
}

/// Tells whether the key of every message is the value of the field that the consumer takes for it.
pub(crate) enum Key {
    Fits,
    Differs(Box<KeyFinding>),
    Unproven(Vec<Reason>),
}

pub(super) fn key(emitted: &Arc<Document>, contract: &Arc<Document>, limits: &Limits) -> Result<Key, String> {
    let (sent, wanted) = (&metadata(emitted).key, &metadata(contract).key);
    let Some(wanted) = wanted else {
        return Ok(Key::Fits);
    };
    if sent.as_ref() == Some(wanted) {
        return Ok(Key::Fits);
    }
    let finding = |witness: Json, key: Json, sends: String| {
        Key::Differs(Box::new(KeyFinding {
            emitted: Arc::clone(emitted),
            contract: Arc::clone(contract),
            sentence: format!("{sends}, and the consumer takes the key for the value of `{wanted}`"),
            witness: Json::from([("key", key), ("payload", witness)]),
            attribution: None,
        }))
    };
    let value = |message: &Json, field: &str| field_of(&emitted.contract, message, field).cloned();
    // Values of the wanted field that force the other field to be the same.
    let mut tried: Vec<Json> = Vec::new();
    loop {
        let other = tried.iter().map(|value| not(says(emitted, wanted, value)));
        let any = match one(emitted, other, &parse("false")?, limits)? {
            One::Found(message) => message,
            // No other value is ever sent.
            One::None => return Ok(Key::Fits),
            One::Unproven(reasons) => return Ok(Key::Unproven(reasons)),
        };
        let Some(sent) = sent else {
            return Ok(finding(any, Json::Null, "the producer sends no key".to_owned()));
        };
        let sends = format!("the producer sends the value of `{sent}` as the key");
        let Some(wanted_value) = value(&any, wanted) else {
            let key = value(&any, sent).unwrap_or(Json::Null);
            return Ok(finding(any, key, sends));
        };
        let with_it = [says(emitted, wanted, &wanted_value)].into_iter();
        let same = parse(&says(emitted, sent, &wanted_value).to_string())?;
        match one(emitted, with_it, &same, limits)? {
            One::Found(witness) => {
                let key = value(&witness, sent).unwrap_or(Json::Null);
                return Ok(finding(witness, key, sends));
            }
            One::None if tried.len() < TRIES => tried.push(wanted_value),
            One::None => {
                return Ok(Key::Unproven(vec![Reason {
                    kind: ReasonKind::Budget,
                    place: Place::default(),
                    text: format!("no message was found in which `{sent}` and `{wanted}` differ"),
                }]));
            }
            One::Unproven(reasons) => return Ok(Key::Unproven(reasons)),
        }
    }
}

/// The maximum number of values of a field to try.
const TRIES: usize = 3;

enum One {
    Found(Json),
    None,
    Unproven(Vec<Reason>),
}

/// A message of the producer that fits all of these, and does not fit the other schema.
fn one(
    emitted: &Document,
    fits: impl Iterator<Item = Json>,
    outside: &Schema,
    limits: &Limits,
) -> Result<One, String> {
    let mut of = emitted.contract.schema().clone();
    let all = of
        .entry("allOf".to_owned())
        .or_insert_with(|| Json::Array(Vec::new()));
    if let Json::Array(all) = all {
        all.extend(fits);
    }
    if of
        .get("allOf")
        .and_then(Json::as_array)
        .is_some_and(<[Json]>::is_empty)
    {
        of.shift_remove("allOf");
    }
    Ok(match compat::check(&schema(of)?, outside, limits) {
        Verdict::Incompatible(findings) => {
            // Fields of the message are compared, so it has to be an object.
            let mut messages = findings.iter().filter(|finding| finding.has_message());
            match messages.next() {
                Some(finding) => One::Found(finding.witness.clone()),
                None => One::Unproven(findings.iter().flat_map(no_message).collect()),
            }
        }
        Verdict::Compatible => One::None,
        Verdict::Unproven(reasons) => One::Unproven(reasons),
    })
}

/// The reason why a finding has no message.
fn no_message(finding: &Finding) -> impl Iterator<Item = Reason> {
    let premises = finding.premises.iter();
    premises.map(|premise| Reason {
        kind: ReasonKind::UnknownFormat,
        place: Place::default(),
        text: format!("no message can be made: it is only known that {premise}"),
    })
}

fn not(schema: Json) -> Json {
    Json::from([("not", schema)])
}

/// A schema in which the field of the payload, if there is one, has this value.
fn says(document: &Document, field: &str, value: &Json) -> Json {
    let field = Json::from([(field, Json::from([("const", value.clone())]))]);
    let payload = Json::from([("properties", field)]);
    match metadata(document).envelope.and_then(Envelope::field) {
        Some(data) => Json::from([("properties", Json::from([(data, payload)]))]),
        None => payload,
    }
}

fn field_of<'a>(contract: &ContractFile, message: &'a Json, field: &str) -> Option<&'a Json> {
    let payload = match contract.header.metadata.envelope.and_then(Envelope::field) {
        Some(data) => message.get(data)?,
        None => message,
    };
    payload.get(field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart::contract::{Header, Identity, Role};

    fn document(role: Role, schema: &str, metadata: MessageMetadata) -> Arc<Document> {
        let header = Header {
            identity: Identity::new("shop", role, "paid", None).unwrap(),
            producer: None,
            owner: None,
            metadata,
            types: vec![],
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        let contract = ContractFile::new(header, object(schema));
        Arc::new(Document {
            path: contract.header.identity.path(),
            text: contract.to_text().into(),
            contract,
            declared: false,
            included: Vec::new(),
        })
    }

    fn object(schema: &str) -> Object {
        json::parse(schema.as_bytes())
            .unwrap()
            .as_object()
            .unwrap()
            .clone()
    }

    fn keyed(key: Option<&str>) -> MessageMetadata {
        MessageMetadata {
            key: key.map(str::to_owned),
            ..MessageMetadata::default()
        }
    }

    /// The sentence and the witness if the keys differ.
    fn keys(schema: &str, sent: MessageMetadata, wanted: &str) -> String {
        let emitted = document(Role::Emits, schema, sent);
        let contract = document(Role::Consumes, "{}", keyed(Some(wanted)));
        match key(&emitted, &contract, &Limits::default()).unwrap() {
            Key::Fits => "fits".to_owned(),
            Key::Differs(found) => format!("{}: {}", found.sentence, found.witness),
            Key::Unproven(reasons) => format!("unproven: {}", reasons[0].text),
        }
    }

    const PAID: &str = r#"{"type":"object","properties":{"order":{"type":"integer"},"payment":{"type":"integer"}},
        "required":["order","payment"],"unevaluatedProperties":false}"#;

    #[test]
    fn the_same_field_is_the_same_key() {
        assert_eq!(keys(PAID, keyed(Some("order")), "order"), "fits");
    }

    #[test]
    fn another_field_is_shown_with_a_message_in_which_it_has_another_value() {
        insta::assert_snapshot!(keys(PAID, keyed(Some("payment")), "order"), @r#"the producer sends the value of `payment` as the key, and the consumer takes the key for the value of `order`: {"key":-1,"payload":{"order":0,"payment":-1}}"#);
        insta::assert_snapshot!(keys(PAID, keyed(Some("payment")), "customer"), @r#"the producer sends the value of `payment` as the key, and the consumer takes the key for the value of `customer`: {"key":0,"payload":{"order":0,"payment":0}}"#);
    }

    #[test]
    fn no_key_is_another_key() {
        insta::assert_snapshot!(keys(PAID, keyed(None), "order"), @r#"the producer sends no key, and the consumer takes the key for the value of `order`: {"key":null,"payload":{"order":0,"payment":0}}"#);
    }

    #[test]
    fn fields_that_always_have_one_value_are_one_key() {
        let one = r#"{"type":"object","properties":{"a":{"const":1},"b":{"const":1}},"required":["a","b"]}"#;
        assert_eq!(keys(one, keyed(Some("a")), "b"), "fits");
        let other =
            r#"{"type":"object","properties":{"a":{"const":1},"b":{"enum":[1,2]}},"required":["a","b"]}"#;
        insta::assert_snapshot!(keys(other, keyed(Some("a")), "b"), @r#"the producer sends the value of `a` as the key, and the consumer takes the key for the value of `b`: {"key":1,"payload":{"a":1,"b":2}}"#);
        assert_eq!(keys(r#"{"not":{}}"#, keyed(Some("a")), "b"), "fits");
    }

    #[test]
    fn in_an_envelope_the_fields_are_those_of_the_payload() {
        let wrapped = format!(r#"{{"type":"object","properties":{{"data":{PAID}}},"required":["data"]}}"#);
        let sent = MessageMetadata {
            envelope: Some(Envelope::CloudEvents),
            ..keyed(Some("payment"))
        };
        insta::assert_snapshot!(keys(&wrapped, sent, "order"), @r#"the producer sends the value of `payment` as the key, and the consumer takes the key for the value of `order`: {"key":-1,"payload":{"data":{"order":0,"payment":-1}}}"#);
    }

    #[test]
    fn a_key_is_not_told_from_a_text_that_cannot_be_made() {
        let payload = r#"{"type":"object","properties":{"order":{"type":"string","format":"phone"},
            "payment":{"type":"string","format":"phone"}},"required":["order","payment"]}"#;
        let told = keys(payload, keyed(Some("payment")), "order");
        assert!(told.starts_with("unproven: "), "{told}");
        assert!(told.contains("some text has the format `phone`"), "{told}");
    }

    fn with_headers(schema: &str) -> MessageMetadata {
        MessageMetadata {
            headers: object(schema),
            ..MessageMetadata::default()
        }
    }

    #[test]
    fn a_producer_that_says_of_no_headers_sends_none() {
        let wanted = |schema| document(Role::Consumes, "{}", with_headers(schema));
        let emitted = document(Role::Emits, "{}", MessageMetadata::default());
        let check = |contract: &Document| {
            headers(&emitted, contract, &Limits::default()).map(|examination| examination.verdict)
        };
        let optional = wanted(r#"{"type":"object","properties":{"a":{"type":"string"}}}"#);
        assert_eq!(check(&optional), Ok(Verdict::Compatible));
        let required = wanted(r#"{"type":"object","required":["a"]}"#);
        let Ok(Verdict::Incompatible(findings)) = check(&required) else {
            panic!("it is lacking");
        };
        let found = &findings[0];
        insta::assert_snapshot!(found.witness, @r#"{"headers":{}}"#);
        let places = [&found.emitted, &found.accepted, &found.witness_at].map(ToString::to_string);
        assert_eq!(
            places,
            ["/x-contract", "/x-contract/headers/required", "/headers"]
        );
        let broken = wanted(r#"{"type":"nothing"}"#);
        assert!(check(&broken).unwrap_err().contains("`headers` in `x-contract`"));
    }
}
