//! The schemas of a document as they are written: the objects behind the nodes that the reader made.

use std::collections::HashSet;

use counterpart_engine::compat::schema::node::{NodeId, Origin, Step};
use counterpart_engine::compat::schema::resources::declared_draft;
use counterpart_engine::compat::schema::{Draft, Schema};
use counterpart_engine::json::{Json, Object, Pointer};

/// An object that is a written schema. Its place is [`Schema::pointer`] of its node, which takes time proportional
/// to its depth.
#[derive(Debug, Clone, Copy)]
pub(super) struct WrittenSchema<'s> {
    pub(super) id: NodeId,
    pub(super) members: &'s Object,
    /// The draft that it is read as.
    pub(super) draft: Draft,
    /// True if it or a schema around it, below the top of its file, names a draft.
    pub(super) names_draft: bool,
    /// The innermost node above it that a reference leads to, or the top: both are in the same file.
    pub(super) entry: NodeId,
}

#[derive(Clone, Copy)]
struct Place<'s> {
    value: &'s Json,
    draft: Draft,
    names_draft: bool,
    entry: NodeId,
}

/// Each object once, in the order in which the reader reached them. `top` is the number of steps to the top of a
/// file.
pub(super) fn written_schemas(schema: &Schema, top: usize) -> Vec<WrittenSchema<'_>> {
    let document = schema.document();
    let mut places: Vec<Option<Place<'_>>> = Vec::with_capacity(schema.len());
    let mut seen = HashSet::new();
    let mut written = Vec::new();
    for id in (0..schema.len() as u32).map(NodeId) {
        let place = match &schema.node(id).origin {
            Origin::At(pointer) => at(document, pointer, schema.draft(), top, id),
            Origin::Under {
                parent,
                keyword,
                step,
            } => places
                .get(parent.0 as usize)
                .copied()
                .flatten()
                .and_then(|parent| below(parent, keyword, step)),
        };
        places.push(place);
        let Some(place) = place else { continue };
        let Some(members) = place.value.as_object() else {
            continue;
        };
        if seen.insert(std::ptr::from_ref(members)) {
            written.push(WrittenSchema {
                id,
                members,
                draft: place.draft,
                names_draft: place.names_draft,
                entry: place.entry,
            });
        }
    }
    written
}

/// Nothing if the pointer leads into a metaschema, which is not written in the document.
fn at<'s>(
    document: &'s Json,
    pointer: &Pointer,
    draft: Draft,
    top: usize,
    entry: NodeId,
) -> Option<Place<'s>> {
    let mut place = Place {
        value: document,
        draft,
        names_draft: false,
        entry,
    };
    for (index, step) in pointer.steps().iter().enumerate() {
        let value = Pointer::root().child(step.as_str()).find(place.value)?;
        place = place.entered(value);
        if index < top {
            place.names_draft = false;
        }
    }
    Some(place)
}

fn below<'s>(parent: Place<'s>, keyword: &str, step: &Step) -> Option<Place<'s>> {
    let under = parent.value.get(keyword)?;
    let value = match step {
        Step::None => under,
        Step::Key(key) => under.get(key)?,
        Step::Index(index) => under.as_array()?.get(*index as usize)?,
    };
    Some(parent.entered(value))
}

impl<'s> Place<'s> {
    fn entered(self, value: &'s Json) -> Self {
        let has = |keyword: &str| value.get(keyword).is_some();
        // An object without an identity of its own has the draft of its surroundings.
        let own = declared_draft(value).filter(|_| has("$id") || has("id"));
        Self {
            value,
            draft: own.unwrap_or(self.draft),
            names_draft: self.names_draft || has("$schema"),
            entry: self.entry,
        }
    }
}
