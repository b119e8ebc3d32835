//! The schemas of JSON Schema itself, which documents refer to by their well-known URIs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use referencing::meta;

use super::Draft;
use super::resources::{declared_draft, id_of};
use crate::json::Json;
use crate::json::flat::{Flat, Part};

/// By URI without fragment. They come with the library, so nothing is fetched.
static DOCUMENTS: LazyLock<BTreeMap<String, Json>> = LazyLock::new(|| {
    let documents = [
        &meta::DRAFT4,
        &meta::DRAFT6,
        &meta::DRAFT7,
        &meta::DRAFT201909,
        &meta::DRAFT201909_APPLICATOR,
        &meta::DRAFT201909_CONTENT,
        &meta::DRAFT201909_CORE,
        &meta::DRAFT201909_FORMAT,
        &meta::DRAFT201909_META_DATA,
        &meta::DRAFT201909_VALIDATION,
        &meta::DRAFT202012,
        &meta::DRAFT202012_APPLICATOR,
        &meta::DRAFT202012_CONTENT,
        &meta::DRAFT202012_CORE,
        &meta::DRAFT202012_FORMAT_ANNOTATION,
        &meta::DRAFT202012_FORMAT_ASSERTION,
        &meta::DRAFT202012_META_DATA,
        &meta::DRAFT202012_UNEVALUATED,
        &meta::DRAFT202012_VALIDATION,
    ];
    let named = documents.map(|document| {
        let document = Json::from(&***document);
        let draft = declared_draft(&document).unwrap_or(Draft::Draft202012);
        let id = id_of(&document, draft).unwrap_or_default();
        (id.trim_end_matches('#').to_owned(), document)
    });
    BTreeMap::from(named)
});

static FLAT: LazyLock<BTreeMap<&str, Flat<'static>>> = LazyLock::new(|| {
    let flat = DOCUMENTS
        .iter()
        .map(|(uri, document)| (uri.as_str(), Flat::of(document)));
    flat.collect()
});

/// The metaschema or vocabulary of drafts 4 to 2020-12 with this URI, which has no fragment.
pub(super) fn document(uri: &str) -> Option<Part<'static>> {
    FLAT.get(uri).map(Flat::top)
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Json> {
    DOCUMENTS.values()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::{Options, Schema};

    #[test]
    fn every_draft_and_vocabulary_is_at_hand_under_its_own_name() {
        let uris: Vec<&str> = DOCUMENTS.keys().map(String::as_str).collect();
        assert_eq!(uris.len(), 19, "{uris:?}");
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
        for (uri, document) in &*DOCUMENTS {
            let read = Schema::from_json(document.clone(), &Options::default());
            assert!(read.is_ok(), "{uri}: {read:?}");
        }
    }
}
