//! Equality of two documents, independent of how their bytes were written.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest as _, Sha256};

use counterpart::contract::{Assumption, ContractFile, Role, number_form};
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::{rank, schemas_in_mut};

/// The SHA-256 of a document's meaning. It covers its schema without annotations, with keys and
/// sets in one order, and the parts of its header that a verdict rests on. Two documents with one
/// digest get the same verdicts. If a newer version of this tool writes a file differently, the
/// digest stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of a document.
    pub fn of(contract: &ContractFile) -> Self {
        let mut members = Object::default();
        let mut schema = match contract.header.identity.role() {
            // The types matter only for whether floats are distinct from integers.
            Role::Emits => number_form::with_distinct_floats(contract),
            Role::Consumes => Json::Object(contract.schema().clone()),
        };
        normalise(&mut schema);
        members.insert("schema".into(), schema);
        let header = contract.header.to_json();
        for key in [
            "role",
            "service",
            "event",
            "name",
            "producer",
            "envelope",
            "mode",
            "binding",
            "key",
            "headers",
            "retention",
        ] {
            if let Some(value) = header.get(key) {
                members.insert(key.into(), value.clone());
            }
        }
        if contract.header.assumes.contains(&Assumption::FloatsHaveFractions) {
            members.insert("floats".into(), Json::from("have fractions"));
        }
        let text = sorted(&Json::Object(members)).to_string();
        Self(Sha256::digest(text).into())
    }

    /// The digest of a file's bytes, whatever they mean.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads the output of [`Display`](fmt::Display).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix("sha256:")?.as_bytes();
        if hex.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        Some(Self(bytes))
    }

    /// The first digits, to distinguish files.
    pub(crate) fn short(self) -> String {
        self.0.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Leaves out the parts that decide nothing, and sorts lists whose order decides nothing.
fn normalise(schema: &mut Json) {
    let Json::Object(members) = schema else { return };
    members.retain(|keyword, _| rank(keyword).is_some());
    for (keyword, value) in members.iter_mut() {
        if keyword == "$defs" {
            if let Json::Object(definitions) = value {
                definitions.values_mut().for_each(normalise);
            }
            continue;
        }
        for inner in schemas_in_mut(keyword, value) {
            normalise(inner);
        }
        if matches!(
            keyword.as_str(),
            "type" | "required" | "enum" | "allOf" | "anyOf" | "oneOf"
        ) {
            if let Json::Array(items) = value {
                items.sort_by_cached_key(|item| sorted(item).to_string());
                items.dedup();
            }
        }
    }
}

/// The value with the keys of every object in order.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        Json::Object(members) => {
            let members: BTreeMap<&String, Json> =
                members.iter().map(|(key, value)| (key, sorted(value))).collect();
            Json::Object(
                members
                    .into_iter()
                    .map(|(key, value)| (key.clone(), value))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(schema: &str) -> Digest {
        let text = format!(
            r#"{{"x-contract": {{"format": 1, "role": "emits", "service": "a", "event": "e", "assumes": []}}, {schema}}}"#
        );
        Digest::of(&ContractFile::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn order_annotations_and_the_writing_of_numbers_do_not_count() {
        let one = r#""type": ["string", "null"], "required": ["a", "b"], "$defs": {"D": {"title": "d", "const": 1.0}}, "anyOf": [true, {}]"#;
        let other = r#""anyOf": [{"description": "x"}, true], "$defs": {"D": {"const": 1}}, "required": ["b", "a", "a"], "type": ["null", "string"]"#;
        assert_eq!(digest(one), digest(other));
    }

    #[test]
    fn what_decides_counts() {
        let one = digest(r#""properties": {"title": {"const": {"required": ["a", "b"]}}}"#);
        for other in [
            r#""properties": {"title": {"const": {"required": ["b", "a"]}}}"#,
            r#""properties": {"Title": {"const": {"required": ["a", "b"]}}}"#,
            r#""properties": {}"#,
            r#""prefixItems": [true, false]"#,
        ] {
            assert_ne!(one, digest(other), "{other}");
        }
        assert_ne!(
            digest(r#""prefixItems": [true, false]"#),
            digest(r#""prefixItems": [false, true]"#)
        );
    }

    #[test]
    fn a_digest_reads_back() {
        let digest = digest("\"type\": \"null\"");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        assert_eq!(Digest::parse("sha256:zz"), None);
    }
}
