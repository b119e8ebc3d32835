//! Objects after their traits.

use std::collections::BTreeMap;

use super::document::{Documents, Located};
use super::error::AsyncApiError;
use super::versions::Form;
use crate::import::ImportError;
use counterpart_engine::json::{Json, Object};

/// The bounds of an object whose references are written out.
const MAX_DEPTH: usize = 64;
const MAX_VALUES: usize = 100_000;

/// A message with its traits.
#[derive(Debug)]
pub(super) struct Merged {
    /// The message itself.
    pub(super) own: Located,
    /// By key, the values that are merged, the one that wins last.
    members: BTreeMap<String, Vec<Located>>,
}

impl Merged {
    /// Merges the traits of an object as its version says: up to 2.6 a trait overrides the object, from 3.0 on the
    /// object overrides its traits. Of several traits, the later one wins.
    pub(super) fn of(documents: &Documents<'_>, form: Form, object: Located) -> Result<Self, AsyncApiError> {
        let own = documents.resolve(object)?;
        if own.value().as_object().is_none() {
            let kind = own.value().type_name();
            return Err(own.refused(format!("a message is an object, and not a value of type {kind}")));
        }
        let mut layers = Vec::new();
        if let Some(traits) = own.child("traits") {
            if traits.value().as_array().is_none() {
                return Err(traits.refused("`traits` is a list"));
            }
            for (_, one) in traits.children() {
                let one = documents.resolve(one)?;
                if one.value().as_object().is_none() {
                    return Err(one.refused("a trait is an object"));
                }
                if let Some(payload) = one.child("payload") {
                    return Err(payload.refused("a trait has no payload: write it in the message"));
                }
                layers.push(one);
            }
        }
        match form {
            Form::Two => layers.insert(0, own.clone()),
            Form::Three => layers.push(own.clone()),
        }
        let mut members: BTreeMap<String, Vec<Located>> = BTreeMap::new();
        for layer in layers {
            for key in layer.value().as_object().into_iter().flat_map(Object::keys) {
                match layer.child(key) {
                    Some(value) => members.entry(key.clone()).or_default().push(value),
                    None => _ = members.remove(key),
                }
            }
        }
        Ok(Self { own, members })
    }

    /// The value that wins.
    pub(super) fn get(&self, key: &str) -> Option<&Located> {
        self.members.get(key).and_then(|values| values.last())
    }

    /// The text that wins.
    ///
    /// # Errors
    /// Fails if it is not a text.
    pub(super) fn text(&self, key: &str) -> Result<Option<&str>, AsyncApiError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match value.value() {
            Json::String(text) => Ok(Some(text)),
            other => Err(value.refused(format!(
                "`{key}` is a string, and not a value of type {}",
                other.type_name()
            ))),
        }
    }

    /// All values that are merged, the one that wins last.
    pub(super) fn all(&self, key: &str) -> &[Located] {
        self.members.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Merges values by JSON Merge Patch (RFC 7386), with their references written out: a later one overrides.
pub(super) fn merge(documents: &Documents<'_>, values: &[Located]) -> Result<Json, AsyncApiError> {
    let mut merged = Json::Null;
    let mut left = MAX_VALUES;
    for value in values {
        merged = patched(
            merged,
            written_out(documents, value.clone(), MAX_DEPTH, &mut left)?,
        );
    }
    Ok(merged)
}

/// A value in which no reference is left.
fn written_out(
    documents: &Documents<'_>,
    value: Located,
    depth: usize,
    left: &mut usize,
) -> Result<Json, AsyncApiError> {
    let value = documents.resolve(value)?;
    if depth == 0 {
        return Err(value.refused(
            "headers that are merged with those of a trait nest too deep, or refer to themselves: write them out",
        ));
    }
    if *left == 0 {
        return Err(
            ImportError::TooMuch("100,000 values in headers that are merged with those of traits").into(),
        );
    }
    *left -= 1;
    Ok(match value.value() {
        Json::Object(members) => {
            let mut written = Object::default();
            for (key, member) in members {
                let member = match value.child(key) {
                    Some(below) => written_out(documents, below, depth - 1, left)?,
                    None => member.clone(),
                };
                written.insert(key.clone(), member);
            }
            Json::Object(written)
        }
        Json::Array(items) => {
            let mut written = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                written.push(match value.child(&index.to_string()) {
                    Some(below) => written_out(documents, below, depth - 1, left)?,
                    None => item.clone(),
                });
            }
            Json::Array(written)
        }
        other => other.clone(),
    })
}

fn patched(target: Json, patch: Json) -> Json {
    let Json::Object(patch) = patch else {
        return patch;
    };
    let mut members = match target {
        Json::Object(members) => members,
        _ => Object::default(),
    };
    for (key, value) in patch {
        if value == Json::Null {
            members.shift_remove(&key);
            continue;
        }
        let before = members.get(&key).cloned().unwrap_or(Json::Null);
        members.insert(key, patched(before, value));
    }
    Json::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json;

    #[test]
    fn patches_merge_objects_and_replace_everything_else() {
        let of = |text: &str| json::parse(text.as_bytes()).unwrap();
        for (target, patch, merged) in [
            (
                r#"{"a":{"b":1,"c":2}}"#,
                r#"{"a":{"b":3}}"#,
                r#"{"a":{"b":3,"c":2}}"#,
            ),
            (
                r#"{"required":["a","b"]}"#,
                r#"{"required":["c"]}"#,
                r#"{"required":["c"]}"#,
            ),
            (r#"{"a":1,"b":2}"#, r#"{"a":null}"#, r#"{"b":2}"#),
            (r#"{"a":1}"#, "true", "true"),
            ("3", r#"{"a":{"b":null,"c":1}}"#, r#"{"a":{"c":1}}"#),
        ] {
            assert_eq!(patched(of(target), of(patch)), of(merged), "{target} {patch}");
        }
    }
}
