//! `rules` and `explain`: what people look up.

use fixture::Folder;

#[test]
fn the_rules_are_listed_with_a_sentence_each() {
    let answer = Folder::with(&[]).counterpart(&["rules"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    property-missing          The consumer requires a field that the producer never sends.
    property-optional         The consumer requires a field that some messages of the producer lack.
    null-emitted              The producer may send `null`, and the consumer does not accept it.
    type-mismatch             The producer may send a value of a JSON type that the consumer does not accept.
    value-not-accepted        The producer may send a value that the consumer does not know.
    alternative-not-accepted  The consumer's union has no alternative for a message that the producer may send.
    number-range              The producer may send a number outside the range that the consumer accepts.
    string-content            The producer may send a string of the wrong length, or one that the consumer's pattern refuses.
    format-mismatch           The producer may send a string that does not have the format that the consumer accepts.
    array-length              The producer may send a list that is too short or too long for the consumer.
    array-content             The producer may send a list whose items, taken together, break a rule of the consumer.
    property-denied           The producer may send a field that the consumer denies.
    property-count            The producer may send an object with too few or too many fields for the consumer.
    forbidden-shape           The producer may send a shape that the consumer forbids, or that fits two exclusive alternatives.
    key-mismatch              The consumer expects the message key to equal a field, and the producer sends another key, or none.
    event-stopped             An event is no longer emitted, and a consumer still has a contract for it.
    event-not-emitted         A contract is for an event that its producer, or nobody, emits, and whose name is probably wrong.
    contract-missing          The code declares a contract or an emitted event that has no file.
    contract-stale            The file of a contract or an emitted event differs from the code.
    contract-orphaned         A contract file exists, but the code that declared it is gone.
    not-compared              No message written by the code was compared with the emitted schema.
    unproven                  The engine could neither prove nor refute that the consumer accepts everything sent.
    "#);
}

#[test]
fn a_rule_is_explained_with_rust_and_with_a_message_that_breaks() {
    let answer = Folder::with(&[]).counterpart(&["explain", "null-emitted"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    # null-emitted

    The producer may send `null`, and the consumer does not accept it.

    ## What it means

    The producer's type has an `Option` that is written as `null` if it is `None`. The consumer's type
    has a plain value there.

    ## Why it breaks

    serde only reads `null` as an `Option` or as `()`: `invalid type: null, expected a string`. A
    default does not help. `#[serde(default)]` applies to a field that is absent, not to one that is
    present and `null`.

    ## In Rust

    The producer, before and after:

    ```rust
    #[derive(Serialize, Contract)]
    struct Before {
        email: String,
    }

    #[derive(Serialize, Contract)]
    struct After {
        email: Option<String>,
    }
    ```

    The consumer, before and after the preparation:

    ```rust
    #[derive(Deserialize, Contract)]
    struct Before {
        email: String,
    }

    #[derive(Deserialize, Contract)]
    struct After {
        email: Option<String>,
    }
    ```

    ## Rolling it out

    1. *Expand.* Each consumer makes the field an `Option<…>` and is deployed. Its contract then accepts
       `null`.
    2. *Migrate.* The producer makes its field an `Option`, and may send `null`.
    3. *Contract.* There is nothing to remove.

    If consumers already do without the field, put `#[serde(skip_serializing_if = "Option::is_none")]`
    on the producer's field. The field is then left out instead of sent as `null`, and no consumer has
    to change.

    ## As schemas

    The producer sends, and the consumer accepts:

    ```json
    {"type": ["string", "null"]}
    {"type": "string"}
    ```

    A message that breaks the consumer, and why:

    ```text
    null: the producer may send null, and the consumer accepts a string
    ```

    ## The other way round

    No finding: a consumer that accepts null loses nothing if none is sent.

    ## Accept a finding

    Add this to `counterpart.toml`, with a reason and, if it is temporary, `until = <date>`. A `consumer`, `place` or `rule` that is left out narrows nothing. `cargo counterpart verify -v` prints it for each finding.

    ```toml
    [[allow]]
    event = "event"
    consumer = "consumer"
    place = "/place"
    rule = "null-emitted"
    reason = "why this break is accepted"
    ```
    "#);
}

#[test]
fn every_listed_rule_is_explained() {
    let folder = Folder::with(&[]);
    let rules = folder.counterpart(&["rules"]).exits(0).stdout.clone();
    let ids: Vec<&str> = rules.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(ids.len() >= 20);
    for id in ids {
        let page = folder.counterpart(&["explain", id]).exits(0).stdout.clone();
        assert!(page.starts_with(&format!("# {id}\n")), "{page}");
        assert!(
            !page.contains("\n# use "),
            "lines for the compiler alone are left out: {page}"
        );
    }
}

#[test]
fn other_words_in_brackets_are_explained_too() {
    let answer = Folder::with(&[]).counterpart(&["explain", "short-history"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    # short-history

    The producer's deployment history is shorter than the retention of its messages.

    Messages of an unrecorded version may still be read, and nobody knows their shape. This goes away once the records reach back as far as the retention; with `forever` they never do. Until then, `can-i-deploy --allow-unknown=short-history` takes the risk.
    ");
}

#[test]
fn corrections_for_a_library_are_explained_by_the_name_that_a_contract_records() {
    let answer = Folder::with(&[]).counterpart(&["explain", "as-msgspec-0-writes"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    # as-msgspec-0-writes

    The service writes as msgspec does.

    `import --from msgspec` made the emitted schema from a schema that msgspec wrote, and corrected it where msgspec writes something else than the schema says. A service that changes what msgspec does breaks the verdict.

    Corrected, as measured on msgspec 0.22.0:

    - A field with a default is always written.
    - Bounds and patterns are checked where something is read, and not where it is written.
    - A `timedelta` is written in days and seconds, with a sign if it is negative.
    - Bytes are written as base64 with padding.
    - A `Decimal` is written as `str` writes it, also `1E+3` and `NaN`.
    - Keys that are no texts are written as texts: integers as their digits, others in any form.
    - Patterns are those of Python's `re`, and are rewritten to ECMA-262.
    - `--omits defaults`: With `omit_defaults`, a field with a default may be missing.

    Not in its schemas, so not in the contract: `UnsetType`, a `TypedDict` whose members have defaults, `enc_hook`, sums of flags, members of subclasses, `uuid_format` and `decimal_format` of an encoder.

    `cargo counterpart audit --role emits` finds it in real messages.
    ");
}

#[test]
fn assumptions_of_imports_are_found_by_their_start_where_no_other_word_begins_so() {
    let folder = Folder::with(&[]);
    let answer = folder.counterpart(&["explain", "as-pydantic"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @"
    error: `as-pydantic` is short for several: `as-pydantic-2-writes`, `as-pydantic-2-reads`
      hint: write more of the name
    ");
    let answer = folder.counterpart(&["explain", "a"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @"
    error: `a` is short for several: `alternative-not-accepted`, `array-length`, `array-content`
      hint: write more of the name
    ");
    folder
        .counterpart(&["explain", "as-zod-4-r"])
        .exits(0)
        .says("# as-zod-4-reads");
    folder
        .counterpart(&["explain", "times-are"])
        .exits(0)
        .says("# times-are-local");
    folder
        .counterpart(&["explain", "as-zod-4-read"])
        .exits(0)
        .says("# as-zod-4-reads");
    folder
        .counterpart(&["explain", "as-zod-3-reads"])
        .exits(101)
        .complains("a similar value exists");
}

#[test]
fn a_misspelt_rule_is_an_error_that_names_the_nearest() {
    let answer = Folder::with(&[]).counterpart(&["explain", "null-emited"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"
    error: invalid value 'null-emited' for '<RULE>'
      [possible values: property-missing, property-optional, null-emitted, type-mismatch, value-not-accepted, alternative-not-accepted, number-range, string-content, format-mismatch, array-length, array-content, property-denied, property-count, forbidden-shape, key-mismatch, event-stopped, event-not-emitted, contract-missing, contract-stale, contract-orphaned, not-compared, unproven, no-producer, nobody, short-history, no-main-branch, unused-allowance, no-retention, not-asked, not-reached, unread-events, producer-change, consumer-change, both, interaction, pre-existing, no-baseline, undecided]

      tip: a similar value exists: 'null-emitted'

    For more information, try '--help'.
    "#);
}

#[test]
fn a_rule_is_found_by_its_start_and_as_a_report_writes_it() {
    let folder = Folder::with(&[]);
    for text in [
        "null-e",
        "[null-emitted]",
        "error[null-emitted]",
        "warning[null-emitted",
    ] {
        folder
            .counterpart(&["explain", text])
            .exits(0)
            .says("# null-emitted");
    }
    folder
        .counterpart(&["explain", "property-"])
        .exits(101)
        .complains("`property-` is short for several");
}

#[test]
fn the_allowance_of_a_rule_is_shown_and_filled_in_with_a_place() {
    let folder = Folder::with(&[]);
    let toml = |more: &[&str]| {
        let answer = folder.counterpart(&[&["explain"], more].concat());
        let (_, after) = answer.exits(0).stdout.rsplit_once("```toml\n").unwrap();
        after.strip_suffix("```\n").unwrap().to_owned()
    };
    insta::assert_snapshot!(toml(&["null-emitted"]), @r#"
    [[allow]]
    event = "event"
    consumer = "consumer"
    place = "/place"
    rule = "null-emitted"
    reason = "why this break is accepted"
    "#);
    insta::assert_snapshot!(toml(&["null-emitted", "orders#(order.cancelled)/data/reason"]), @r#"
    [[allow]]
    event = "orders"
    consumer = "consumer"
    place = "(order.cancelled)/data/reason"
    rule = "null-emitted"
    reason = "why this break is accepted"
    "#);
    insta::assert_snapshot!(toml(&["event-stopped", "orders"]), @r#"
    [[allow]]
    event = "orders"
    consumer = "consumer"
    rule = "event-stopped"
    reason = "why this break is accepted"
    "#);
    let stale = folder.counterpart(&["explain", "contract-stale"]);
    assert!(!stale.exits(0).stdout.contains("[[allow]]"));
    folder
        .counterpart(&["explain", "contract-stale", "orders#/id"])
        .exits(101)
        .complains("no finding at a place is of `contract-stale`");
}

#[test]
fn place_without_a_slash_is_refused_as_impact_refuses_it() {
    let folder = Folder::with(&[]);
    let explained = folder.counterpart(&["explain", "null-emitted", "UserRegistered#email"]);
    insta::assert_snapshot!(explained.exits(101).stderr, @"
    error: `UserRegistered#email` names an event and no field of it
      hint: write the event, `#` and the place, as in `user.registered#/email`
    ");
    let impact = folder.counterpart(&["impact", "UserRegistered#email"]);
    assert_eq!(explained.stderr, impact.exits(101).stderr);
    folder
        .counterpart(&["explain", "null-emitted", "UserRegistered"])
        .exits(0);
}

#[test]
fn rule_is_read_as_an_editor_shows_it() {
    Folder::with(&[])
        .counterpart(&["explain", "counterpart::null-emitted"])
        .exits(0)
        .says("# null-emitted");
}

#[test]
fn start_of_several_rules_lists_them() {
    let folder = Folder::with(&[]);
    let refused = |start: &&str| folder.counterpart(&["explain", start]).exits(101).stderr.clone();
    insta::assert_snapshot!(["un", "event"].each_ref().map(refused).join("\n"), @"
    error: `un` is short for several: `unproven`, `unused-allowance`, `unread-events`, `undecided`
      hint: write more of the name

    error: `event` is short for several: `event-stopped`, `event-not-emitted`
      hint: write more of the name
    ");
}
