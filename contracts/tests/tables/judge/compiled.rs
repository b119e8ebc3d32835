//! A schema in two forms, which must say the same: the exact evaluator on the value, the compiled form on the text.

use std::cell::RefCell;
use std::sync::Arc;

use counterpart::compat::Undecided;
use counterpart::compat::schema::Schema;
use counterpart::json::Json;
use counterpart_engine::compat::validate::{Outcome, Scratch, Validator};

pub(crate) struct TwoForms {
    schema: Arc<Schema>,
    compiled: Validator,
    /// Kept from text to text, as an audit does: what one text taught is used for the next.
    scratch: RefCell<Scratch>,
}

impl TwoForms {
    pub(crate) fn of(schema: Schema) -> Self {
        let schema = Arc::new(schema);
        Self {
            compiled: Validator::new(vec![Arc::clone(&schema)]),
            schema,
            scratch: RefCell::default(),
        }
    }

    /// Whether the schema accepts a text with this value. The compiled form refuses what is nested too deep for serde.
    ///
    /// # Panics
    /// Panics if the two forms differ.
    pub(crate) fn accepts(&self, text: &str, value: &Json) -> Result<bool, Undecided> {
        let exact = self.schema.accepts(value);
        if is_too_deep(value, 128) {
            return exact;
        }
        let mut scratch = self.scratch.borrow_mut();
        let told = self.compiled.judge(text.as_bytes(), &mut scratch);
        let told = told.unwrap_or_else(|malformed| panic!("{malformed}, but it has a value: {text}"));
        let is_same = matches!(
            (told, &exact),
            ([Outcome::Accepted], Ok(true))
                | ([Outcome::Refused], Ok(false))
                | ([Outcome::Undecided(_)], Err(_))
        );
        assert!(
            is_same,
            "the compiled form says {told:?}, the exact one {exact:?}: {text}"
        );
        exact
    }
}

fn is_too_deep(value: &Json, levels: usize) -> bool {
    match value {
        Json::Array(_) | Json::Object(_) if levels == 1 => true,
        Json::Array(items) => items.iter().any(|item| is_too_deep(item, levels - 1)),
        Json::Object(members) => members.values().any(|member| is_too_deep(member, levels - 1)),
        _ => false,
    }
}
