//! What has another name, found once for all findings of the same documents.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use counterpart_engine::compat::Place;

use super::super::Named;
use super::forms::Forms;
use super::rename::Sides;

/// Names of one side, and of the other.
type Pairs = Vec<(String, String)>;

/// What is asked: of what, in which documents, where.
type Question = (Named, [usize; 4], Place);

/// What was found. It must not outlive the documents that it was asked of.
#[derive(Debug, Default)]
pub(crate) struct Renames {
    known: Mutex<HashMap<Question, Arc<OnceLock<Pairs>>>>,
}

impl Sides<'_> {
    /// The pairs of one kind at a place, looked for where nobody has done so.
    pub(super) fn remembered(&self, what: Named, above: &Place, find: fn(&Self) -> Pairs) -> Pairs {
        let Some(renames) = self.known else {
            return find(self);
        };
        let address = |forms: &Forms<'_>| std::ptr::from_ref(forms.root()).addr();
        let other = |forms: &Option<Forms<'_>>| forms.as_ref().map_or(0, address);
        let documents = [
            address(&self.sent),
            address(&self.read),
            other(&self.before),
            other(&self.read_before),
        ];
        let mut known = renames.known.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = known.entry((what, documents, above.clone())).or_default();
        let answer = Arc::clone(answer);
        drop(known);
        answer.get_or_init(|| find(self)).clone()
    }
}
