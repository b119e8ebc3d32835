//! Values that goals mention, each stored once.

use std::rc::Rc;

use foldhash::HashMap;

use super::goal::ValueId;
use crate::compat::distinct::hash_of;
use crate::json::Json;

/// Gives equal values one id, so that goals compare and hash by id.
#[derive(Default)]
pub(crate) struct Values {
    held: Vec<Rc<Json>>,
    by_hash: HashMap<u64, Vec<ValueId>>,
}

impl Values {
    pub(crate) fn id(&mut self, value: &Json) -> ValueId {
        self.find(value)
            .unwrap_or_else(|hash| self.add(hash, Rc::new(value.clone())))
    }

    /// The same for a value that is shared, which is not copied.
    pub(crate) fn id_of_shared(&mut self, value: &Rc<Json>) -> ValueId {
        self.find(value)
            .unwrap_or_else(|hash| self.add(hash, value.clone()))
    }

    /// The id of an equal value, or else the value's hash.
    fn find(&self, value: &Json) -> Result<ValueId, u64> {
        let hash = hash_of(value);
        let alike = self.by_hash.get(&hash).into_iter().flatten();
        let mut equal = alike.filter(|id| *self.held[id.0 as usize] == *value);
        equal.next().copied().ok_or(hash)
    }

    fn add(&mut self, hash: u64, value: Rc<Json>) -> ValueId {
        let id = ValueId(self.held.len() as u32);
        self.held.push(value);
        self.by_hash.entry(hash).or_default().push(id);
        id
    }

    pub(crate) fn get(&self, id: ValueId) -> Rc<Json> {
        self.held[id.0 as usize].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn equal_values_have_one_id_and_others_have_their_own() {
        let mut values = Values::default();
        let mut id = |text: &str| values.id(&parse(text.as_bytes()).unwrap());
        assert_eq!(id(r#"{"a":1,"b":[2]}"#), id(r#"{"b":[2.0],"a":1e0}"#));
        assert_ne!(id("\"1\""), id("1"));
        assert_ne!(id("[1,2]"), id("[[1],2]"));
    }
}
