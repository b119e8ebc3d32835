//! The keywords of all drafts, and words that look like a slip in writing one.

use super::Schema;
use super::node::NodeId;
use crate::json::{Json, Pointer};

/// Every keyword of drafts 4 to 2020-12, in the order of their metaschemas.
pub const KEYWORDS: [&str; 63] = [
    "$id",
    "id",
    "$schema",
    "$vocabulary",
    "$anchor",
    "$ref",
    "$dynamicRef",
    "$dynamicAnchor",
    "$recursiveRef",
    "$recursiveAnchor",
    "$defs",
    "definitions",
    "$comment",
    "type",
    "enum",
    "const",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "prefixItems",
    "items",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "unevaluatedItems",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "required",
    "minProperties",
    "maxProperties",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
];

/// Words of other vocabularies (OpenAPI, code generators) that are near a keyword and no slip.
const OTHERS: [&str; 4] = ["example", "nullable", "enumNames", "discriminator"];

/// A member of a schema that is not a keyword of any draft, and near one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misspelt {
    /// The place in the document.
    pub at: Pointer,
    /// The keyword that is probably meant.
    pub meant: &'static str,
}

impl Schema {
    /// Members of the document's schemas that look like misspelt keywords, in the document's order. In JSON Schema,
    /// an unknown keyword is an annotation that asserts nothing, so a slip would go unnoticed.
    ///
    /// ```
    /// use counterpart_engine::compat::schema::{Options, Schema};
    ///
    /// let schema = Schema::parse(br#"{"requierd": ["id"]}"#, &Options::default())?;
    /// let slip = &schema.misspelt()[0];
    /// assert_eq!((slip.at.to_string().as_str(), slip.meant), ("/requierd", "required"));
    /// # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
    /// ```
    pub fn misspelt(&self) -> Vec<Misspelt> {
        let mut found: Vec<Misspelt> = Vec::new();
        for id in 0..self.len() as u32 {
            let pointer = self.pointer(NodeId(id));
            let Some(Json::Object(members)) = pointer.find(self.document()) else {
                continue;
            };
            for word in members.keys() {
                if let Some(meant) = meant(word) {
                    let at = pointer.child(word.as_str());
                    found.push(Misspelt { at, meant });
                }
            }
        }
        found
    }
}

/// The keyword that an unknown word differs from by one slip, or two if it is long.
fn meant(word: &str) -> Option<&'static str> {
    let is_known = KEYWORDS.contains(&word) || OTHERS.contains(&word);
    if is_known || word.len() > 40 {
        return None;
    }
    let far = |keyword: &&str| slips(word, keyword);
    let near = KEYWORDS.iter().copied().min_by_key(far)?;
    let allowed = if near.len() < 7 { 1 } else { 2 };
    (near.len() > 3 && slips(word, near) <= allowed).then_some(near)
}

/// The number of letters that must be added, removed, changed or swapped with the next one to make the one word the
/// other.
fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, left) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in other.iter().enumerate() {
            let mut least = (rows[i][j + 1] + 1).min(row[j] + 1);
            least = least.min(rows[i][j] + usize::from(left != right));
            if i > 0 && j > 0 && *left == other[j - 1] && one[i - 1] == *right {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::metaschemas;
    use super::*;
    use crate::compat::schema::Options;

    /// The keywords that the metaschemas of JSON Schema itself describe.
    fn of_metaschemas() -> BTreeSet<String> {
        let mut keywords = BTreeSet::new();
        for document in metaschemas::all() {
            let properties = document.get("properties").and_then(Json::as_object);
            keywords.extend(properties.into_iter().flat_map(|members| members.keys().cloned()));
        }
        keywords
    }

    #[test]
    fn the_list_is_that_of_the_metaschemas() {
        let listed: BTreeSet<String> = KEYWORDS.map(str::to_owned).into();
        assert_eq!(listed.len(), KEYWORDS.len());
        assert_eq!(listed, of_metaschemas());
    }

    #[test]
    fn the_table_for_readers_has_a_line_for_each_keyword_and_no_other() {
        let mut lines = BTreeSet::new();
        for line in include_str!("../KEYWORDS.md").lines() {
            let Some(row) = line.strip_prefix("| `") else {
                continue;
            };
            let first = row.split('|').next().unwrap_or_default();
            let words = first.split('`').step_by(2).map(str::to_owned);
            for word in words.filter(|word| !word.trim().is_empty()) {
                assert!(lines.insert(word.clone()), "{word} stands twice");
            }
        }
        assert_eq!(lines, KEYWORDS.map(str::to_owned).into());
    }

    #[test]
    fn keywords_that_the_reader_reads_are_listed() {
        let mut read = 0;
        let reader = include_str!("keywords.rs").split("fn ");
        let reader = reader
            .into_iter()
            .find(|function| function.starts_with("keyword(&mut self"));
        for line in reader.unwrap().lines() {
            let Some(arm) = line.strip_prefix("            \"") else {
                continue;
            };
            let Some((keyword, rest)) = arm.split_once('"') else {
                continue;
            };
            if rest.starts_with(" =>") || rest.starts_with(" if draft") {
                assert!(KEYWORDS.contains(&keyword), "{keyword}");
                read += 1;
            }
        }
        assert!(read > 40, "{read}");
    }

    #[test]
    fn slip_is_found_and_other_words_are_ignored() {
        let of = |text: &str| -> Vec<String> {
            let schema = Schema::parse(text.as_bytes(), &Options::default()).unwrap();
            let line = |slip: Misspelt| format!("{}: {}", slip.at, slip.meant);
            schema.misspelt().into_iter().map(line).collect()
        };
        assert_eq!(
            of(
                r#"{"requierd": ["a"], "properties": {"requierd": {"typ": "string", "max_length": 3}}, "additonalProperties": false}"#
            ),
            [
                "/requierd: required",
                "/additonalProperties: additionalProperties",
                "/properties/requierd/typ: type",
                "/properties/requierd/max_length: maxLength",
            ]
        );
        let plain = r#"{"example": 1, "x-order": 2, "nullable": true, "self": "iglu", "javaType": "A", "id": "a", "name": "b",
            "const": {"requierd": 1}, "default": {"typ": 1}, "enum": [{"pattren": 1}]}"#;
        assert!(of(plain).is_empty(), "{:?}", of(plain));
    }
}
