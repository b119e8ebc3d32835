//! A set is read from a list with repeated items: serde drops duplicates. The adapters that refuse them have a mark.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            if !Marks::edit(members, |marks| std::mem::take(&mut marks.distinct)) {
                members.shift_remove("uniqueItems");
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn a_list_that_refuses_duplicates_keeps_the_keyword() {
        insta::assert_snapshot!(after(run, r#"{"type":"array","uniqueItems":true,"x-counterpart":{"distinct":true}}"#), @r#"{"type":"array","uniqueItems":true}"#);
    }

    #[test]
    fn a_set_may_be_read_from_any_list() {
        insta::assert_snapshot!(after(run, r#"{"type":"array","items":{"type":"array","uniqueItems":true},"uniqueItems":true}"#), @r#"{"type":"array","items":{"type":"array"}}"#);
    }
}
