//! The schemas of JSON Schema itself, which documents refer to by their well-known URIs.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{Draft, Options, Schema};
use crate::json::flat::{Flat, Part};
use crate::json::{self, Json};

macro_rules! documents {
    ($($uri:literal: $file:literal,)*) => {
        /// By URI without fragment. They are part of the program, so nothing is fetched.
        const DOCUMENTS: &[(&str, &str)] = &[$(($uri, include_str!(concat!("metaschemas/", $file)))),*];
    };
}

documents! {
    "http://json-schema.org/draft-04/schema": "draft-04.json",
    "http://json-schema.org/draft-06/schema": "draft-06.json",
    "http://json-schema.org/draft-07/schema": "draft-07.json",
    "https://json-schema.org/draft/2019-09/meta/applicator": "2019-09/meta/applicator.json",
    "https://json-schema.org/draft/2019-09/meta/content": "2019-09/meta/content.json",
    "https://json-schema.org/draft/2019-09/meta/core": "2019-09/meta/core.json",
    "https://json-schema.org/draft/2019-09/meta/format": "2019-09/meta/format.json",
    "https://json-schema.org/draft/2019-09/meta/meta-data": "2019-09/meta/meta-data.json",
    "https://json-schema.org/draft/2019-09/meta/validation": "2019-09/meta/validation.json",
    "https://json-schema.org/draft/2019-09/schema": "2019-09/schema.json",
    "https://json-schema.org/draft/2020-12/meta/applicator": "2020-12/meta/applicator.json",
    "https://json-schema.org/draft/2020-12/meta/content": "2020-12/meta/content.json",
    "https://json-schema.org/draft/2020-12/meta/core": "2020-12/meta/core.json",
    "https://json-schema.org/draft/2020-12/meta/format-annotation": "2020-12/meta/format-annotation.json",
    "https://json-schema.org/draft/2020-12/meta/format-assertion": "2020-12/meta/format-assertion.json",
    "https://json-schema.org/draft/2020-12/meta/meta-data": "2020-12/meta/meta-data.json",
    "https://json-schema.org/draft/2020-12/meta/unevaluated": "2020-12/meta/unevaluated.json",
    "https://json-schema.org/draft/2020-12/meta/validation": "2020-12/meta/validation.json",
    "https://json-schema.org/draft/2020-12/schema": "2020-12/schema.json",
}

static FLAT: LazyLock<BTreeMap<&str, Flat<'static>>> = LazyLock::new(|| {
    let flat = DOCUMENTS.iter().map(|(uri, text)| {
        let (flat, _) = json::parse_flat(text.as_bytes(), false).expect("the metaschemas are JSON");
        (*uri, flat)
    });
    flat.collect()
});

/// The metaschema or vocabulary of drafts 4 to 2020-12 with this URI, which has no fragment.
pub(super) fn document(uri: &str) -> Option<Part<'static>> {
    FLAT.get(uri).map(Flat::top)
}

impl Schema {
    /// The metaschema of a draft: what each document that is written in it is valid against. `format` is a note there.
    ///
    /// ```
    /// use counterpart_engine::compat::schema::{Draft, Schema};
    /// use counterpart_engine::json::parse;
    ///
    /// let metaschema = Schema::metaschema(Draft::Draft202012);
    /// assert_eq!(metaschema.accepts(&parse(br#"{"type": "string"}"#)?), Ok(true));
    /// assert_eq!(metaschema.accepts(&parse(br#"{"type": "text"}"#)?), Ok(false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn metaschema(draft: Draft) -> &'static Schema {
        static READ: Mutex<BTreeMap<Draft, &'static Schema>> = Mutex::new(BTreeMap::new());
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry(draft).or_insert_with(|| {
            let document = Json::from([("$ref", Json::from(draft.uri()))]);
            let options = Options::default().default_draft(draft).format_asserts(false);
            let schema = Schema::from_json(document, &options).expect("the metaschemas are schemas");
            // There are as many as drafts, and they are wanted for as long as the program runs.
            Box::leak(Box::new(schema))
        })
    }
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = Json> {
    FLAT.values().map(|document| document.top().to_json())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_at_hand_under_its_own_name() {
        for (uri, document) in &*FLAT {
            let named = ["$id", "id"]
                .iter()
                .find_map(|keyword| document.top().get(keyword));
            let named = named
                .and_then(|id| id.as_str())
                .map(|id| id.trim_end_matches('#'));
            assert_eq!(named, Some(*uri));
        }
        for draft in [
            Draft::Draft4,
            Draft::Draft6,
            Draft::Draft7,
            Draft::Draft201909,
            Draft::Draft202012,
        ] {
            assert!(document(draft.uri().trim_end_matches('#')).is_some(), "{draft:?}");
        }
        assert!(document("https://json-schema.org/draft/2020-12/meta/unevaluated").is_some());
        assert!(document("https://json-schema.org/draft/2020-12/meta/unknown").is_none());
    }

    #[test]
    fn every_one_is_a_schema_that_can_be_read() {
        for document in all() {
            let read = Schema::from_json(document.clone(), &Options::default());
            assert!(read.is_ok(), "{document}: {read:?}");
        }
    }

    #[test]
    fn each_draft_describes_itself() {
        for (uri, document) in &*FLAT {
            let document = document.top().to_json();
            let draft = document
                .get("$schema")
                .and_then(Json::as_str)
                .and_then(Draft::of_uri);
            let metaschema = Schema::metaschema(draft.expect("a draft"));
            assert_eq!(metaschema.accepts(&document), Ok(true), "{uri}");
        }
        for draft in [
            Draft::Draft4,
            Draft::Draft7,
            Draft::Draft201909,
            Draft::Draft202012,
        ] {
            let document = Json::from([("properties", Json::from([("a", Json::from("string"))]))]);
            assert_eq!(
                Schema::metaschema(draft).accepts(&document),
                Ok(false),
                "{draft:?}"
            );
        }
    }

    #[test]
    fn the_second_evaluator_reads_the_same_ones() {
        use referencing::meta::*;
        let theirs = [
            &DRAFT4,
            &DRAFT6,
            &DRAFT7,
            &DRAFT201909_APPLICATOR,
            &DRAFT201909_CONTENT,
            &DRAFT201909_CORE,
            &DRAFT201909_FORMAT,
            &DRAFT201909_META_DATA,
            &DRAFT201909_VALIDATION,
            &DRAFT201909,
            &DRAFT202012_APPLICATOR,
            &DRAFT202012_CONTENT,
            &DRAFT202012_CORE,
            &DRAFT202012_FORMAT_ANNOTATION,
            &DRAFT202012_FORMAT_ASSERTION,
            &DRAFT202012_META_DATA,
            &DRAFT202012_UNEVALUATED,
            &DRAFT202012_VALIDATION,
            &DRAFT202012,
        ];
        assert_eq!(theirs.len(), DOCUMENTS.len());
        for ((uri, text), theirs) in DOCUMENTS.iter().zip(theirs) {
            let ours: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(ours, ***theirs, "{uri}");
        }
    }
}
