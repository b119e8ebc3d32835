//! Bad input ends in a clear error.

use super::*;
use counterpart_engine::json;

#[test]
fn document_that_is_not_a_schema_is_refused_with_its_place() {
    insta::assert_snapshot!(refused(&[("a.json", "[1, 2")]), @r##"a.json is not JSON: the text ends inside a value at line 1, column 6"##);
    insta::assert_snapshot!(refused(&[("a.json", "[1, 2]")]), @r##"a.json contains no schema (an object, true or false), but a value of type array"##);
    insta::assert_snapshot!(refused(&[("a.json", r#"{"properties": {"x": {"minimum": "1"}}}"#)]), @r##"in a.json, expected a number at `/properties/x/minimum`, found "1""##);
    insta::assert_snapshot!(refused(&[("a.json", r#"{"maximum": 1e1000000000}"#)]), @r##"a.json is not JSON: a number with more than 10000 digits before or after its point at line 1, column 13"##);
    insta::assert_snapshot!(refused(&[("b.json", "{}")]).replace("No such file or directory (os error 2)", "absent"), @r##"cannot read BASE/a.json: absent"##);
    insta::assert_snapshot!(refused(&[("a.json/b.json", "{}")]), @r##"BASE/a.json is not a file"##);
    assert!(matches!(
        import(&[], &options(Role::Emits)),
        Err(ImportError::NoFiles)
    ));
}

#[test]
fn only_contracts_have_a_name_or_a_producer() {
    let folder = folder(&[("a.json", "{}")]);
    let named = Options::new(Identity::new("shop", Role::Emits, "order.placed", Some("audit")).unwrap());
    insta::assert_snapshot!(import_from(folder.path(), &["a.json"], named).unwrap_err(), @r##"an emitted schema has no name: leave it out, or import with `--consumes`"##);
    let producer = |role| Options {
        producer: Some("a/../b".into()),
        ..options(role)
    };
    insta::assert_snapshot!(import_from(folder.path(), &["a.json"], producer(Role::Emits)).unwrap_err(), @r##"an emitted schema has no producer: leave it out, or import with `--consumes`"##);
    insta::assert_snapshot!(import_from(folder.path(), &["a.json"], producer(Role::Consumes)).unwrap_err(), @r##"the name "a/../b" contains a path step `.` or `..`: name the event, not a path"##);
}

#[test]
fn depth_is_bounded_on_the_way_in_and_on_the_way_out() {
    let nested = |depth: usize| format!("{}true{}", r#"{"not":"#.repeat(depth), "}".repeat(depth));
    let whole = imported(&[("a.json", &nested(500))], &["a.json"], options(Role::Emits));
    assert!(json::parse(whole.contract.to_text().as_bytes()).is_ok());
    for depth in [511, 512, 100_000] {
        let error = refused(&[("a.json", &nested(depth))]);
        assert!(error.contains("512 levels"), "{depth}: {error}");
    }
    let below = format!(r##"{{"$ref": "#/$defs/a", "$defs": {{"a": {}}}}}"##, nested(509));
    let error = refused(&[("a.json", &below)]);
    assert!(error.contains("512 levels"), "{error}");
}

#[test]
fn a_small_file_does_not_become_a_large_one() {
    // Each reference leads a little deeper into one large schema, which would be written once for each.
    let wide = format!(
        r#"{{"enum": [0], "allOf": [{}]}}"#,
        vec!["{\"minimum\": 0}"; 5000].join(",")
    );
    let mut text = wide;
    for _ in 0..400 {
        text = format!(r#"{{"not": {text}}}"#);
    }
    let references: Vec<_> = (0..400)
        .map(|depth| format!(r##"{{"$ref": "#/$defs/a{}"}}"##, "/not".repeat(depth)))
        .collect();
    let text = format!(
        r#"{{"prefixItems": [{}], "$defs": {{"a": {text}}}}}"#,
        references.join(",")
    );
    insta::assert_snapshot!(refused(&[("a.json", &text)]), @r##"too much to import: more than 250,000 schemas"##);
}

#[test]
fn parts_of_parts_are_gone_through_within_bounds() {
    let chain = |length: usize| {
        let definition = |n: usize| {
            let next = n + 1;
            format!(
                r##""d{n}": {{"allOf": [{{"$ref": "#/$defs/d{next}"}}, {{"$ref": "#/$defs/d{next}"}}]}}"##
            )
        };
        let mut definitions: Vec<_> = (0..length).map(definition).collect();
        definitions.push(format!(r#""d{length}": {{"properties": {{"id": true}}}}"#));
        format!(
            r##"{{"$ref": "#/$defs/d0", "$defs": {{{}}}}}"##,
            definitions.join(",")
        )
    };
    assert_eq!(closed(&chain(100)).1, ["/$defs/d0"]);
    let folder = folder(&[("a.json", &chain(5000))]);
    let error = import_from(folder.path(), &["a.json"], options(Role::Emits)).unwrap_err();
    assert!(matches!(error, ImportError::TooMuch(_)), "{error}");
}
