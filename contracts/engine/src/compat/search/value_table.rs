//! Values that goals mention, each stored once.

use std::rc::Rc;

use foldhash::HashMap;

use super::goal::ValueId;
use crate::json::Json;

/// Gives equal values one id, so that goals compare and hash by id.
#[derive(Default)]
pub(crate) struct Values {
    held: Vec<Rc<Json>>,
    by_text: HashMap<String, ValueId>,
}

impl Values {
    pub(crate) fn id(&mut self, value: &Json) -> ValueId {
        let mut text = String::new();
        canonical(value, &mut text);
        *self.by_text.entry(text).or_insert_with(|| {
            self.held.push(Rc::new(value.clone()));
            ValueId(self.held.len() as u32 - 1)
        })
    }

    pub(crate) fn get(&self, id: ValueId) -> Rc<Json> {
        self.held[id.0 as usize].clone()
    }
}

/// A text that two values share exactly when they are equal: members in the order of their keys.
fn canonical(value: &Json, out: &mut String) {
    match value {
        Json::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in members {
                out.push_str(&Json::String(key.clone()).to_string());
                out.push(':');
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
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
