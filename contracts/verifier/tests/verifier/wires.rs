//! Contracts of a Protobuf message against what the libraries really write and read.
//!
//! `tests/wires` asks the libraries and keeps their answers. What a library writes must be in the emitted schema of its
//! encoding; what it refuses must not be in its contract. The rest is sharpness: each case in which the contract is
//! narrower than the library has its reason in `tests/wires/known.toml`, and so has each other difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use counterpart::contract::{Encoding, Identity, Role};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json;
use counterpart_verifier::import::{
    AvroOptions, ProtobufOption, ProtobufOptions, import_avro, import_protobuf,
};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wires")
}

/// The records of each encoding. Two libraries keep to the specification; what one of them refuses is not safe to send.
const RECORDS: [(Encoding, &[&str]); 6] = [
    (Encoding::ProtoJson, &["protobuf-python", "protobuf-es"]),
    (Encoding::Pbjson0, &["pbjson"]),
    (Encoding::ProstReflect0, &["prost-reflect"]),
    (Encoding::TsProto2, &["ts-proto"]),
    (Encoding::Protobufjs8, &["protobufjs"]),
    (Encoding::GoogleProtobufObject4, &["google-protobuf"]),
];

/// The options of the records that `import` has a flag for.
const OPTIONS: [(Role, &str, &[ProtobufOption]); 6] = [
    (Role::Emits, "default", &[]),
    (Role::Emits, "no-presence", &[ProtobufOption::AlwaysPrint]),
    (Role::Emits, "original-names", &[ProtobufOption::OriginalNames]),
    (Role::Emits, "enum-numbers", &[ProtobufOption::EnumsAsIntegers]),
    (Role::Consumes, "default", &[]),
    (Role::Consumes, "ignore-unknown", &[ProtobufOption::IgnoreUnknown]),
];

pub(super) struct Case {
    pub(super) id: String,
    pub(super) message: String,
    pub(super) options: String,
    pub(super) is_written: bool,
    is_ok: bool,
    pub(super) text: Option<String>,
    /// What the library writes of what it read.
    again: Option<String>,
}

impl Case {
    /// The number of fields that were read.
    fn fields_read(&self) -> Option<usize> {
        let again: Value = serde_json::from_str(self.again.as_deref()?).ok()?;
        Some(again.as_object()?.len())
    }
}

pub(super) fn cases(library: &str) -> Vec<Case> {
    let file = folder().join(format!("recorded/{library}.json"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let record: Value = serde_json::from_str(&text).unwrap();
    let case = |case: &Value| {
        let of = |key: &str| case[key].as_str().map(str::to_owned);
        Case {
            id: of("id").unwrap(),
            message: of("message").unwrap(),
            options: of("options").unwrap(),
            is_written: case["role"] == "writes",
            is_ok: case["ok"].as_bool().unwrap(),
            text: of("text"),
            again: of("again"),
        }
    };
    record["cases"].as_array().unwrap().iter().map(case).collect()
}

pub(super) fn contract(
    message: &str,
    encoding: Encoding,
    role: Role,
    options: &[ProtobufOption],
) -> Result<Schema, String> {
    let options = ProtobufOptions {
        identity: Identity::new("shop", role, "event", None).unwrap(),
        producer: None,
        owner: None,
        retention: None,
        message: message.to_owned(),
        encoding,
        library_options: options.to_vec(),
    };
    let imported =
        import_protobuf(&folder().join("proto/shop.binpb"), &options).map_err(|error| error.to_string())?;
    Ok(Schema::parse(imported.contract.to_text().as_bytes(), &Options::default()).unwrap())
}

/// What a contract says of a text; nothing if the text is not JSON, or breaks an assumption.
fn accepts(schema: &Schema, text: &str) -> Option<bool> {
    let message = json::parse(text.as_bytes()).ok()?;
    if text.starts_with('\u{feff}') || serde_json::from_str::<Value>(text).is_err() {
        return None;
    }
    Some(schema.accepts(&message).expect("all of it is decided"))
}

/// Returns true if integers are written without fraction and exponent, and zero without a sign.
fn is_plain(text: &str) -> bool {
    fn is_plain_value(value: &Value) -> bool {
        match value {
            Value::Number(number) => !number
                .as_f64()
                .is_some_and(|float| number.is_f64() && float.fract() == 0.0),
            Value::Array(items) => items.iter().all(is_plain_value),
            Value::Object(members) => members.values().all(is_plain_value),
            _ => true,
        }
    }
    serde_json::from_str(text).is_ok_and(|value| is_plain_value(&value))
}

/// The differences, by encoding, role, options and case; true if a verdict could rest on it.
fn differences(agreeing: &mut usize) -> BTreeMap<String, (bool, String)> {
    let mut found = BTreeMap::new();
    for (encoding, libraries) in RECORDS {
        let of_specification = cases("protobuf-python");
        let is_lost = |case: &Case| {
            let same =
                |other: &&Case| !other.is_written && other.id == case.id && other.options == case.options;
            let expected = of_specification.iter().find(same).and_then(Case::fields_read);
            matches!((case.fields_read(), expected), (Some(read), Some(expected)) if read < expected)
        };
        let records: Vec<Vec<Case>> = libraries.iter().map(|library| cases(library)).collect();
        for (role, option, library_options) in OPTIONS {
            let is_asked = |case: &Case| case.options == option && case.is_written == (role == Role::Emits);
            if records.iter().all(|record| record.iter().any(is_asked)) {
                let mut asked: BTreeMap<(&str, &str), Vec<&Case>> = BTreeMap::new();
                for record in &records {
                    let mut of_record: BTreeMap<(&str, &str), &Case> = BTreeMap::new();
                    for case in record
                        .iter()
                        .filter(|case| case.is_written == (role == Role::Emits))
                    {
                        // Only what differs from the default is recorded again.
                        let is_default = case.options == "default" && option != "no-presence";
                        let key = (case.message.as_str(), case.id.as_str());
                        if case.options == option || (is_default && !of_record.contains_key(&key)) {
                            of_record.insert(key, case);
                        }
                    }
                    for (key, case) in of_record {
                        asked.entry(key).or_default().push(case);
                    }
                }
                let mut contracts: BTreeMap<&str, Option<Schema>> = BTreeMap::new();
                for ((message, id), answers) in asked {
                    let schema = contracts
                        .entry(message)
                        .or_insert_with(|| contract(message, encoding, role, library_options).ok());
                    let Some(schema) = schema else { continue };
                    let key = format!("{} {role} {option} {id}", encoding.id());
                    let is_ok = answers.iter().all(|case| case.is_ok);
                    let refusing = |text: &str| accepts(schema, text) == Some(false);
                    match role {
                        Role::Emits => {
                            let written = answers.iter().filter(|case| case.is_ok);
                            let texts: Vec<&str> = written.filter_map(|case| case.text.as_deref()).collect();
                            match texts.iter().find(|text| refusing(text)) {
                                Some(text) => {
                                    found.insert(key, (true, format!("{text} is written and refused")));
                                }
                                None => *agreeing += texts.len(),
                            }
                        }
                        Role::Consumes => {
                            let text = answers[0].text.as_deref().unwrap();
                            match accepts(schema, text) {
                                Some(true) if is_ok && answers.iter().any(|case| is_lost(case)) => {
                                    found.insert(
                                        key,
                                        (true, format!("{text} is accepted, and a field of it lost")),
                                    );
                                }
                                Some(accepts) if accepts == is_ok => *agreeing += answers.len(),
                                // The assumption plain-integers.
                                Some(true) if !is_plain(text) => {}
                                Some(true) => {
                                    found.insert(key, (true, format!("{text} is not read and accepted")));
                                }
                                Some(false) => {
                                    found.insert(key, (false, format!("{text} is read and refused")));
                                }
                                None => {}
                            }
                        }
                    }
                }
            }
        }
    }
    found
}

/// The reasons of `tests/wires/known.toml`, by patterns of keys.
#[derive(serde::Deserialize)]
struct Known {
    /// A verdict on the contract could be wrong about such a message.
    wrong: BTreeMap<String, String>,
    /// The contract refuses what the library reads.
    narrow: BTreeMap<String, String>,
}

#[test]
fn contracts_of_protobuf_say_what_libraries_write_and_read() {
    let mut agreeing = 0;
    let found = differences(&mut agreeing);
    judge(&found, agreeing, 7_000, "known.toml");
}

/// The records of each encoding of Avro, with the options of the writers.
const AVRO_RECORDS: [(Encoding, &[(&str, &str)]); 3] = [
    (
        Encoding::AvroJson,
        &[("fastavro", "default"), ("avsc", "default")],
    ),
    (Encoding::AvroPlain, &[("fastavro", "bare-unions")]),
    (Encoding::ApacheAvro0, &[("apache-avro", "default")]),
];

/// The contract of one record inside a schema: the whole schema, with another root.
fn avro_contract(message: &str, encoding: Encoding, role: Role) -> Result<Schema, String> {
    let options = AvroOptions {
        identity: Identity::new("shop", role, "event", None).unwrap(),
        producer: None,
        owner: None,
        retention: None,
        encoding,
    };
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("schema.avsc");
    let of = if message == "shop.v1.Tree" {
        "tree.avsc"
    } else {
        "event.avsc"
    };
    let text = std::fs::read_to_string(folder().join("avro").join(of)).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let inner = |field: &Value| {
        let kind = &field["type"];
        let name = format!("{}.{}", kind["namespace"].as_str()?, kind["name"].as_str()?);
        (name == message).then(|| kind.clone())
    };
    let fields = whole["fields"].as_array().unwrap();
    let schema = fields.iter().find_map(inner).unwrap_or(whole);
    std::fs::write(&file, schema.to_string()).unwrap();
    let contract = import_avro(&file, &options).map_err(|error| error.to_string())?;
    Ok(Schema::parse(contract.to_text().as_bytes(), &Options::default()).unwrap())
}

#[test]
fn contracts_of_avro_say_what_libraries_write_and_read() {
    let mut found = BTreeMap::new();
    let mut agreeing = 0;
    for (encoding, libraries) in AVRO_RECORDS {
        for role in [Role::Emits, Role::Consumes] {
            let mut asked: BTreeMap<(String, String), Vec<Case>> = BTreeMap::new();
            for (library, option) in libraries {
                let mut of_record: BTreeMap<(String, String), Case> = BTreeMap::new();
                for case in cases(library) {
                    let is_default = case.options == "default";
                    let key = (case.message.clone(), case.id.clone());
                    let is_asked = case.options == *option || (is_default && !of_record.contains_key(&key));
                    if case.is_written == (role == Role::Emits) && is_asked {
                        of_record.insert(key, case);
                    }
                }
                for (key, case) in of_record {
                    asked.entry(key).or_default().push(case);
                }
            }
            for ((message, id), answers) in &asked {
                let Ok(schema) = avro_contract(message, encoding, role) else {
                    continue;
                };
                let key = format!("{} {role} {message} {id}", encoding.id());
                if role == Role::Emits {
                    for case in answers.iter().filter(|case| case.is_ok) {
                        let text = case.text.as_deref().unwrap();
                        match accepts(&schema, text) {
                            Some(true) => agreeing += 1,
                            Some(false) => {
                                found.insert(key.clone(), (true, format!("{text} is written and refused")));
                            }
                            None => {}
                        }
                    }
                    continue;
                }
                let text = answers[0].text.as_deref().unwrap();
                let is_read = answers.iter().all(|case| case.is_ok) && answers.len() == libraries.len();
                match accepts(&schema, text) {
                    Some(accepts) if accepts == is_read => agreeing += answers.len(),
                    Some(true) if !is_plain(text) => {}
                    Some(true) => {
                        found.insert(key, (true, format!("{text} is not read and accepted")));
                    }
                    Some(false) => {
                        found.insert(key, (false, format!("{text} is read and refused")));
                    }
                    None => {}
                }
            }
        }
    }
    judge(&found, agreeing, 1_100, "known-avro.toml");
}

/// Fails at a difference without a reason, and at a reason without a difference.
fn judge(found: &BTreeMap<String, (bool, String)>, agreeing: usize, wanted: usize, reasons: &str) {
    let known = std::fs::read_to_string(folder().join(reasons)).unwrap();
    let known: Known = toml::from_str(&known).unwrap();
    let mut used = BTreeSet::new();
    let mut unknown = Vec::new();
    for (key, (is_wrong, what)) in found {
        let reasons = if *is_wrong { &known.wrong } else { &known.narrow };
        let fitting: Vec<&str> = reasons
            .keys()
            .map(String::as_str)
            .filter(|known| is_of(known, key))
            .collect();
        if fitting.is_empty() {
            unknown.push(format!("{}{key}: {what}", if *is_wrong { "WRONG " } else { "" }));
        }
        used.extend(fitting);
    }
    let all = known.wrong.keys().chain(known.narrow.keys());
    let gone: Vec<_> = all.filter(|known| !used.contains(known.as_str())).collect();
    assert!(
        unknown.is_empty() && gone.is_empty(),
        "{agreeing} agree, {} unknown differences:\n{}\nno difference any more, remove them from {reasons}: {gone:#?}",
        unknown.len(),
        unknown.join("\n")
    );
    assert!(agreeing >= wanted, "{agreeing}");
    // A pattern says why. The list is exact, so that no new difference hides behind a pattern.
    let all = found.iter().map(|(key, (is_wrong, _))| match is_wrong {
        true => format!("wrong: {key}"),
        false => format!("narrow: {key}"),
    });
    let all: Vec<String> = all.collect();
    insta::assert_snapshot!(reasons.trim_end_matches(".toml"), all.join("\n"));
}

/// `*` in a known key stands for any text.
fn is_of(known: &str, key: &str) -> bool {
    let mut parts = known.split('*');
    let Some(mut rest) = key.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The places where a schema breaks another one, with the values there.
pub(super) fn broken(emitted: &Schema, accepted: &Schema) -> Vec<String> {
    match check(emitted, accepted, &Limits::default()) {
        Verdict::Compatible => Vec::new(),
        Verdict::Incompatible(findings) => {
            let mut broken: Vec<String> = findings
                .iter()
                .map(|finding| format!("{} at {}", finding.rule.id(), finding.place))
                .collect();
            broken.sort();
            broken
        }
        Verdict::Unproven(reasons) => vec![format!("unproven: {reasons:?}")],
    }
}

const EVENT: &str = "shop.v1.Event";

#[test]
fn encodings_of_one_message_refuse_each_other() {
    let mut table = String::new();
    for (written, _) in RECORDS {
        let emitted = contract(EVENT, written, Role::Emits, &[]).unwrap();
        for (read, _) in RECORDS {
            let Ok(accepted) = contract(EVENT, read, Role::Consumes, &[]) else {
                continue;
            };
            let found = broken(&emitted, &accepted);
            let shown: Vec<&str> = found.iter().take(12).map(String::as_str).collect();
            let _ = writeln!(
                table,
                "{} to {}: {} {}",
                written.id(),
                read.id(),
                found.len(),
                shown.join(", ")
            );
        }
    }
    insta::assert_snapshot!("encodings_refuse_each_other", table);
}
