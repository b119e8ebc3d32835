//! The output of `diff` for two folders of contract files: fixed, broken and changed parts.

use fixture::schemas::file;
use fixture::{Answer, Folder};

/// An object that requires these fields and may have those, each with its schema.
fn object(required: &[(&str, &str)], optional: &[(&str, &str)]) -> String {
    let all = required.iter().chain(optional);
    let properties: Vec<String> = all.map(|(name, of)| format!(r#""{name}": {of}"#)).collect();
    let names: Vec<String> = required.iter().map(|(name, _)| format!("{name:?}")).collect();
    format!(
        r#""type": "object", "properties": {{{}}}, "required": [{}], "additionalProperties": false"#,
        properties.join(", "),
        names.join(", ")
    )
}

/// A reader's requirement, which accepts any other field.
fn wants(name: &str, schema: &str) -> String {
    format!(r#""type": "object", "properties": {{"{name}": {schema}}}, "required": ["{name}"]"#)
}

const INTEGER: &str = r#"{"type": "integer"}"#;
const TEXT: &str = r#"{"type": "string"}"#;
const UNDECIDED: &str = r#"{"type": "string", "format": "x-nobody-knows"}"#;

/// `[identity, header, schema]` of each file of a side.
type Side<'a> = &'a [[&'a str; 3]];

fn diff(old: Side<'_>, new: Side<'_>, flags: &[&str]) -> Answer {
    let folder = Folder::with(&[]);
    for (side, files) in [("a", old), ("b", new)] {
        for [identity, header, schema] in files {
            let path = format!("{side}/{}.json", identity.replace(' ', "/"));
            folder.write(&path, &file(identity, header, schema));
        }
    }
    let arguments: Vec<&str> = ["diff", "a", "b"].iter().chain(flags).copied().collect();
    folder.counterpart(&arguments)
}

/// The fixed findings in the document: their rules.
fn fixed(old: Side<'_>, new: Side<'_>) -> Vec<String> {
    let answer = diff(old, new, &["--json"]);
    let said: serde_json::Value = serde_json::from_str(&answer.stdout).expect(&answer.stdout);
    let fixed = said["fixed"].as_array().expect("a list");
    fixed
        .iter()
        .map(|one| one["rule"].as_str().expect("a text").to_owned())
        .collect()
}

const SHOP: &str = "shop emits order.paid";
const MAIL: &str = "mail consumes order.paid";

#[test]
fn different_break_at_the_same_place_is_not_fixed() {
    let wanted = wants("id", INTEGER);
    let mail = [MAIL, "", &wanted];
    let (optional, missing, mistyped, sent) = (
        object(&[], &[("id", INTEGER)]),
        object(&[("k", INTEGER)], &[]),
        object(&[("id", TEXT)], &[]),
        object(&[("id", INTEGER)], &[]),
    );
    let shop = |schema| [SHOP, "", schema];
    for (old, new) in [
        (&optional, &missing),
        (&missing, &mistyped),
        (&mistyped, &optional),
    ] {
        assert_eq!(
            fixed(&[shop(old), mail], &[shop(new), mail]),
            [""; 0],
            "{old} {new}"
        );
    }
    assert_eq!(
        fixed(&[shop(&optional), mail], &[shop(&sent), mail]),
        ["property-optional"]
    );
    assert_eq!(
        fixed(&[shop(&mistyped), mail], &[shop(&sent), mail]),
        ["type-mismatch"]
    );
}

#[test]
fn break_above_or_below_the_place_is_not_fixed() {
    let inner = |schema: &str| format!(r#"{{{}}}"#, object(&[("id", schema)], &[]));
    let wanted = wants("user", &format!("{{{}}}", wants("id", INTEGER)));
    let mail = [MAIL, "", &wanted];
    let (below, above) = (
        object(&[("user", &inner(TEXT))], &[]),
        object(&[("user", TEXT)], &[]),
    );
    let shop = |schema| [SHOP, "", schema];
    assert_eq!(fixed(&[shop(&below), mail], &[shop(&above), mail]), [""; 0]);
    assert_eq!(fixed(&[shop(&above), mail], &[shop(&below), mail]), [""; 0]);
    let sent = object(&[("user", &inner(INTEGER))], &[]);
    assert_eq!(
        fixed(&[shop(&below), mail], &[shop(&sent), mail]),
        ["type-mismatch"]
    );
}

#[test]
fn field_is_fixed_while_another_still_breaks() {
    let wanted = r#""type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"]"#;
    let mail = [MAIL, "", wanted];
    let (both, one) = (
        object(&[], &[("a", INTEGER), ("b", INTEGER)]),
        object(&[("a", INTEGER)], &[("b", INTEGER)]),
    );
    let answer = diff(&[[SHOP, "", &both], mail], &[[SHOP, "", &one], mail], &[]);
    answer
        .exits(0)
        .says("mended: mail accepts what shop sends for order.paid at /a")
        .says("1 pair did not fit before, and still does not");
    assert!(!answer.stdout.contains("at /a, /b"), "{}", answer.stdout);
}

#[test]
fn removed_pair_is_not_fixed() {
    let (wanted, sent) = (wants("id", INTEGER), object(&[("id", TEXT)], &[]));
    let (shop, mail) = ([SHOP, "", sent.as_str()], [MAIL, "", wanted.as_str()]);
    let elsewhere = [MAIL, r#" "producer": "bank","#, wanted.as_str()];
    let renamed = ["post consumes order.paid", "", wanted.as_str()];
    for new in [&[shop][..], &[shop, elsewhere], &[shop, renamed], &[mail]] {
        assert_eq!(fixed(&[shop, mail], new), [""; 0], "{new:?}");
    }
}

#[test]
fn a_pair_that_is_unproven_now_is_not_mended() {
    let sent = object(&[("id", TEXT)], &[]);
    let undecided = wants("id", UNDECIDED);
    let wanted = wants("id", INTEGER);
    let shop = [SHOP, "", sent.as_str()];
    let (broken, unproven) = ([shop, [MAIL, "", &wanted]], [shop, [MAIL, "", &undecided]]);
    diff(&broken, &unproven, &["--allow-unproven"])
        .exits(0)
        .says("1 unproven");
    assert_eq!(fixed(&broken, &unproven), [""; 0]);
    // And what was unproven is not fixed by a refutation.
    assert_eq!(fixed(&unproven, &broken), [""; 0]);
    let fits = wants("id", TEXT);
    assert_eq!(fixed(&unproven, &[shop, [MAIL, "", &fits]]), ["unproven"]);
}

#[test]
fn contract_without_its_emitted_event_breaks() {
    let schema = object(&[("id", INTEGER)], &[]);
    let (shop, mail) = ([SHOP, "", schema.as_str()], [MAIL, "", schema.as_str()]);
    let typo = ["mail consumes order.piad", "", schema.as_str()];
    let nobody = [MAIL, r#" "producer": "shpo","#, schema.as_str()];
    for new in [typo, nobody] {
        diff(&[shop, mail], &[shop, new], &[])
            .exits(100)
            .says("error[event-not-emitted]");
        // Content that both sides have is not a change.
        diff(&[shop, new], &[shop, new, ["bank emits other", "", &schema]], &[]).exits(0);
    }
    // The contract did not change, and a producer with a name that is near came.
    let wrong = ["shop emits order.piad", "", schema.as_str()];
    diff(&[mail], &[mail, wrong], &[])
        .exits(100)
        .says("error[event-not-emitted]");
    // An event that stopped is said once.
    let stopped = diff(&[shop, mail], &[mail, wrong], &[]);
    stopped.exits(100).says("error[event-stopped]");
    assert!(
        !stopped.stdout.contains("event-not-emitted"),
        "{}",
        stopped.stdout
    );
}

#[test]
fn removed_event_is_reported_without_searching_pairs() {
    let schema = object(&[("id", INTEGER)], &[]);
    let (shop, mail) = ([SHOP, "", schema.as_str()], [MAIL, "", schema.as_str()]);
    let answer = diff(&[shop, mail], &[mail], &[]);
    answer
        .exits(100)
        .says("error[event-stopped]")
        .says("incompatible");
    for text in ["nothing was checked", "looked in", "--store"] {
        assert!(!answer.stdout.contains(text), "{}", answer.stdout);
    }
}

#[test]
fn fixed_header_is_named() {
    let schema = object(&[("id", INTEGER)], &[]);
    let headers = |of: String| format!(r#" "headers": {{{of}}},"#);
    let wanted = headers(wants("t", TEXT));
    let (optional, sent) = (
        headers(object(&[], &[("t", TEXT)])),
        headers(object(&[("t", TEXT)], &[])),
    );
    let mail = [MAIL, &wanted, &schema];
    let answer = diff(
        &[[SHOP, &optional, &schema], mail],
        &[[SHOP, &sent, &schema], mail],
        &[],
    );
    answer
        .exits(0)
        .says("mended: mail accepts what shop sends for order.paid at /headers/t")
        .says("the headers are not the same");
    // They are also reported if the payload differs.
    let wider = object(&[("id", INTEGER)], &[("more", INTEGER)]);
    diff(&[[SHOP, &optional, &schema]], &[[SHOP, &sent, &wider]], &[])
        .says("sends now, and did not")
        .says("the headers are not the same");
}

#[test]
fn change_of_message_metadata_is_named() {
    let schema = object(&[("id", INTEGER)], &[]);
    let shop = [SHOP, "", schema.as_str()];
    let (anyone, of_shop) = (
        [MAIL, "", schema.as_str()],
        [MAIL, r#" "producer": "shop","#, &schema],
    );
    let answer = diff(&[shop, anyone], &[shop, of_shop], &[]);
    answer
        .exits(0)
        .says("the payload is the same; the producer is not the same");
    assert!(!answer.stdout.contains("retention"), "{}", answer.stdout);
    let removed = diff(&[shop, anyone], &[shop], &[]);
    removed.exits(0).says("nothing breaks that did not break before");
}
