//! The end of a tuple: if all items after some point have a default, serde reads a list that ends before them.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use counterpart_engine::json::{Json, Object};

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            end_early(members);
        }
    });
}

fn end_early(members: &mut Object) {
    let Some(Json::Array(items)) = members.get_mut("prefixItems") else {
        return;
    };
    let mut needed = 0;
    let mut any = false;
    for (at, item) in items.iter_mut().enumerate() {
        let may_end = item
            .as_object_mut()
            .is_some_and(|item| Marks::edit(item, |marks| std::mem::take(&mut marks.may_end)));
        any |= may_end;
        if !may_end {
            needed = at + 1;
        }
    }
    if !any {
        return;
    }
    if needed == 0 {
        members.shift_remove("minItems");
    } else {
        members.insert("minItems".to_owned(), Json::Number(needed.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn a_list_may_end_before_the_items_that_have_defaults() {
        insta::assert_snapshot!(after(run, r#"{"items":{"type":"array","prefixItems":[{"x-counterpart":{"may_end":true}},{"type":"null"},{"x-counterpart":{"may_end":true}}],"minItems":3,"maxItems":3}}"#), @r#"{"items":{"type":"array","prefixItems":[{},{"type":"null"},{}],"minItems":2,"maxItems":3}}"#);
        insta::assert_snapshot!(after(run, r#"{"type":"array","prefixItems":[{"x-counterpart":{"may_end":true}}],"minItems":1,"maxItems":1}"#), @r#"{"type":"array","prefixItems":[{}],"maxItems":1}"#);
    }

    #[test]
    fn other_lists_are_left() {
        let schema = r#"{"type":"array","prefixItems":[{},true],"minItems":2,"maxItems":2}"#;
        assert_eq!(after(run, schema), schema);
    }
}
