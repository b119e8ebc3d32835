//! The output of `diff` for two folders of contract files: fixed, broken and changed parts.

use fixture::schemas::file;
use fixture::stores::{publish, repository, run, services};
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
        .says("fixed: mail accepts what shop sends for order.paid at /a")
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
        .says("fixed: mail accepts what shop sends for order.paid at /headers/t")
        .says("shop now always sends the header `t`")
        .says("the payload is the same");
    // They are also reported if the payload differs.
    let wider = object(&[("id", INTEGER)], &[("more", INTEGER)]);
    diff(&[[SHOP, &optional, &schema]], &[[SHOP, &sent, &wider]], &[])
        .says("shop newly sends `more`, which may be absent")
        .says("shop now always sends the header `t`");
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

/// What is said of the one document that changed.
fn sentences(identity: &str, old: &str, new: &str) -> String {
    // What is before a bar is of the header.
    let (old_header, old) = old.split_once('|').unwrap_or(("", old));
    let (new_header, new) = new.split_once('|').unwrap_or(("", new));
    let answer = diff(
        &[[identity, old_header, old]],
        &[[identity, new_header, new]],
        &[],
    );
    let lines = answer
        .stdout
        .lines()
        .skip_while(|line| !line.starts_with("  b/"))
        .skip(1);
    let mut sentences: Vec<String> = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        match line.strip_prefix("    ") {
            // A sentence goes on in the next line.
            Some(rest) => {
                let last = sentences.last_mut().expect("a sentence comes first");
                last.push(' ');
                last.push_str(rest);
            }
            None => sentences.push(line.trim_start().to_owned()),
        }
    }
    sentences.join("\n")
}

const FLAG: &str = r#"{"type": "boolean"}"#;

fn maybe(schema: &str) -> String {
    format!(r#"{{"anyOf": [{schema}, {{"type": "null"}}]}}"#)
}

/// A field of this schema, of an object that is always so.
fn x(schema: &str) -> String {
    object(&[("x", schema)], &[])
}

fn names(names: &[&str]) -> String {
    format!(r#"{{"type": "string", "enum": {names:?}}}"#)
}

/// An enum whose variants are told apart by a field.
fn tagged(tag: &str, variants: &[(&str, &[(&str, &str)])]) -> String {
    let variant = |(name, fields): &(&str, &[(&str, &str)])| {
        let tag_of = format!(r#"{{"const": {name:?}}}"#);
        let mut all = vec![(tag, tag_of.as_str())];
        all.extend(fields.iter().copied());
        format!("{{{}}}", object(&all, &[]))
    };
    let variants: Vec<String> = variants.iter().map(variant).collect();
    format!(r#"{{"oneOf": [{}]}}"#, variants.join(", "))
}

#[test]
fn changes_are_said_as_a_person_says_them() {
    let map = |values: &str| {
        x(&format!(
            r#"{{"type": "object", "additionalProperties": {values}}}"#
        ))
    };
    let list = |items: &str, more: &str| x(&format!(r#"{{"type": "array", "items": {items}{more}}}"#));
    let integer = |least: i64, most: i64| {
        x(&format!(
            r#"{{"type": "integer", "minimum": {least}, "maximum": {most}}}"#
        ))
    };
    let nested = |fields: &str| x(&format!("{{{fields}}}"));
    let pattern = |pattern: &str| x(&format!(r#"{{"type": "string", "pattern": {pattern:?}}}"#));
    let header = |headers: &str| format!(r#" "headers": {{{headers}}},|{}"#, x(TEXT));
    let keyed = |key: &str| format!(r#" "key": {key:?},|{}"#, object(&[("x", TEXT), ("y", TEXT)], &[]));
    let (email, mail) = (
        object(&[("email_address", TEXT), ("id", INTEGER)], &[]),
        object(&[("mail_address", TEXT), ("id", INTEGER)], &[]),
    );
    let reason = |tag: &str| {
        x(&tagged(
            tag,
            &[("asked", &[("by", TEXT)]), ("abuse", &[("case", TEXT)])],
        ))
    };
    let more_reasons = x(&tagged(
        "kind",
        &[
            ("asked", &[("by", INTEGER)]),
            ("abuse", &[("case", TEXT)]),
            ("idle", &[]),
        ],
    ));
    let mut wrong: Vec<String> = Vec::new();
    for (old, new, sent, read) in [
        // A field went, and one came.
        (
            object(&[("x", TEXT), ("y", FLAG)], &[]),
            x(TEXT),
            "shop no longer sends `y`",
            "shop no longer requires `y`, and now denies it",
        ),
        (
            x(TEXT),
            object(&[("x", TEXT), ("y", FLAG)], &[]),
            "shop newly sends `y`",
            "shop now requires `y`",
        ),
        (
            x(TEXT),
            object(&[("x", TEXT)], &[("y", FLAG)]),
            "shop newly sends `y`, which may be absent",
            "shop now reads `y`, which may be absent",
        ),
        // It may be absent, or no longer.
        (
            x(TEXT),
            object(&[], &[("x", TEXT)]),
            "`x` may now be absent from what shop sends",
            "shop no longer requires `x`",
        ),
        (
            object(&[], &[("x", TEXT)]),
            x(TEXT),
            "shop now always sends `x`",
            "shop now requires `x`",
        ),
        // It may be null, or no longer.
        (
            x(TEXT),
            x(&maybe(TEXT)),
            "shop may now send null in `x`",
            "shop now accepts null in `x`",
        ),
        (
            x(&maybe(TEXT)),
            x(TEXT),
            "shop no longer sends null in `x`",
            "shop no longer accepts null in `x`",
        ),
        // Wider, narrower, another type.
        (
            integer(0, 4_294_967_295),
            integer(i64::MIN, i64::MAX),
            "shop now sends a wider `x`: `i64`, not `u32`",
            "shop accepts more in `x`: `i64`, not `u32`",
        ),
        (
            integer(i64::MIN, i64::MAX),
            integer(0, 9),
            "shop now sends a narrower `x`: integers from 0 to 9, not `i64`",
            "shop accepts less in `x`: integers from 0 to 9, not `i64`",
        ),
        (
            x(INTEGER),
            x(TEXT),
            "shop now sends `x` as a string, not an integer",
            "shop now reads `x` as a string, not an integer",
        ),
        (
            x(INTEGER),
            x(r#"{"type": "number"}"#),
            "shop may now also send fractions in `x`",
            "shop now also accepts fractions in `x`",
        ),
        // Variants.
        (
            x(&names(&["free", "pro"])),
            x(&names(&["free", "pro", "gold"])),
            "shop sends a new variant `gold` of `x`",
            "shop now accepts the variant `gold` of `x`",
        ),
        (
            x(&names(&["free", "pro"])),
            x(&names(&["free"])),
            "shop no longer sends the variant `pro` of `x`",
            "shop no longer accepts the variant `pro` of `x`",
        ),
        (
            x(&names(&["free", "pro"])),
            x(&names(&["free", "professional"])),
            "shop no longer sends the variant `pro` of `x`; `professional` is new (it seems renamed)",
            "shop no longer accepts the variant `pro` of `x`; `professional` is new (it seems renamed)",
        ),
        (
            reason("kind"),
            more_reasons,
            "shop sends a new variant `idle` of `x`\nshop now sends `by` of `asked` as an integer, not a string",
            "shop now accepts the variant `idle` of `x`\nshop now reads `by` of `asked` as an integer, not a string",
        ),
        // Other names.
        (
            email.clone(),
            mail.clone(),
            "shop no longer sends `email_address`; `mail_address` is new (it seems renamed)",
            "shop no longer requires `email_address`, but `mail_address` (it seems renamed)",
        ),
        (
            nested(&email),
            nested(&mail),
            "shop no longer sends `email_address` of `x`; `mail_address` is new (it seems renamed)",
            "shop no longer requires `email_address` of `x`, but `mail_address` (it seems renamed)",
        ),
        (
            reason("kind"),
            reason("type"),
            "shop no longer sends the tag `kind` of `x`; `type` is new (it seems renamed)",
            "shop no longer requires the tag `kind` of `x`, but `type` (it seems renamed)",
        ),
        // Lists, texts, maps.
        (
            list(TEXT, ""),
            list(TEXT, r#", "minItems": 1, "maxItems": 5"#),
            "shop now sends a narrower `x`: 1 to 5 items, not any number of items",
            "shop accepts less in `x`: 1 to 5 items, not any number of items",
        ),
        (
            list(TEXT, ""),
            list(&maybe(TEXT), ""),
            "shop may now send null in items of `x`",
            "shop now accepts null in items of `x`",
        ),
        (
            pattern("^[a-z]{1,3}$"),
            pattern("^[a-z]{1,9}$"),
            "shop now sends a wider `x`: strings that match `^[a-z]{1,9}$`, not strings that match `^[a-z]{1,3}$`",
            "shop accepts more in `x`: strings that match `^[a-z]{1,9}$`, not strings that match `^[a-z]{1,3}$`",
        ),
        (
            x(r#"{"type": "string", "format": "date"}"#),
            x(r#"{"type": "string", "format": "date-time"}"#),
            "shop now sends `x` in another form: strings of the format `date-time`, not strings of the format `date`",
            "shop now accepts another form in `x`: strings of the format `date-time`, not strings of the format `date`",
        ),
        (
            map(INTEGER),
            map(TEXT),
            "shop now sends values of `x` as a string, not an integer",
            "shop now reads values of `x` as a string, not an integer",
        ),
        // What is beside the payload.
        (
            header(&object(&[("tenant", TEXT)], &[])),
            header(&object(&[("tenant", TEXT)], &[("trace", TEXT)])),
            "shop newly sends the header `trace`, which may be absent\nthe payload is the same",
            "shop now reads the header `trace`, which may be absent\nthe payload is the same",
        ),
        (
            keyed("x"),
            keyed("y"),
            "shop now sends `y` as the key, not `x`\nthe payload is the same",
            "shop now takes the key for `y`, not for `x`\nthe payload is the same",
        ),
    ] {
        for (identity, wanted) in [(SHOP, sent), ("shop consumes order.paid", read)] {
            let said = sentences(identity, &old, &new);
            if said != wanted {
                wrong.push(format!(
                    "{identity}\n{old}\n{new}\nsaid:   {said}\nwanted: {wanted}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn fields_that_are_denied_now_are_a_change_of_the_reader() {
    let open = wants("x", TEXT);
    assert_eq!(
        sentences(MAIL, &open, &x(TEXT)),
        "mail now denies fields that it does not know"
    );
}

#[test]
fn what_has_no_words_of_its_own_is_said_with_a_message() {
    let either = |more: &str| {
        x(&format!(
            r#"{{"anyOf": [{{{}}}, {{{}}}]{more}}}"#,
            object(&[("a", TEXT)], &[("c", FLAG)]),
            object(&[("b", TEXT)], &[])
        ))
    };
    assert_eq!(
        sentences(SHOP, &either(""), &either(r#", "maxProperties": 1"#)),
        r#"shop no longer sends an object in `x`, such as in {"x":{"a":"a","c":true}}"#
    );
}

#[test]
fn start_of_a_published_commit_names_the_version() {
    let folder = services();
    let (old, new) = (
        "09e0c85".repeat(6)[..40].to_owned(),
        "f5bd75f".repeat(6)[..40].to_owned(),
    );
    publish(&folder, &old, 1).exits(0);
    publish(&folder, &new, 2).exits(0);
    let ask = |old: &str| {
        run(
            &folder,
            &format!("diff --store ../store user-service@{old} user-service@f5bd75f"),
        )
    };
    ask("09e0c85").exits(0);
    ask("09e0").exits(0);
    insta::assert_snapshot!(ask("09e").exits(101).stderr, @"error: version 09e of user-service is not published; the start of a commit needs at least 4 digits");
    insta::assert_snapshot!(ask("abcd").exits(101).stderr, @"
    error: version abcd of user-service is not published; there is f5bd75ff5bd75ff5bd75ff5bd75ff5bd75ff5bd7, 09e0c8509e0c8509e0c8509e0c8509e0c8509e0c
      hint: publish it first, or see `cargo counterpart versions --service user-service`
    ");
    let record = "record-deployment --service user-service --environment production --version 09e";
    run(&folder, record).exits(101).complains("at least 4 digits");
}

#[test]
fn misspelt_folder_in_a_repository_is_neither_a_folder_nor_a_revision() {
    let folder = repository();
    folder.write("repo/counterpart.toml", "");
    let refused = |side: &&str| {
        run(&folder, &format!("diff contracts {side}"))
            .exits(101)
            .stderr
            .clone()
    };
    let sides = ["contrcts", "nowhere", "mian", "contracts/auth-servic"];
    insta::assert_snapshot!(sides.each_ref().map(refused).join("\n"), @"
    error: `contrcts` is neither a folder nor a revision of this git repository
      hint: did you mean `contracts`?

    error: `nowhere` is neither a folder nor a revision of this git repository
      hint: `git fetch` gets what others pushed; a version of a service needs `--store`

    error: `mian` is neither a folder nor a revision of this git repository
      hint: did you mean `main`?

    error: `contracts/auth-servic` is neither a folder nor a revision of this git repository
      hint: did you mean `contracts/auth-service`?
    ");
}
