//! `rules` and `explain`: what people look up.

use fixture::Folder;

#[test]
fn the_rules_are_listed_with_a_sentence_each() {
    let answer = Folder::with(&[]).counterpart(&["rules"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    property-missing          A field that the consumer requires is never sent.
    property-optional         A field that the consumer requires is not in every message.
    null-emitted              `null` may be sent where the consumer accepts none.
    type-mismatch             A value of another JSON type is sent than the consumer accepts.
    value-not-accepted        A value is sent that is not among those that the consumer knows.
    alternative-not-accepted  No alternative of the consumer's union accepts a message of one of the producer's.
    number-range              A number may be sent that is outside of what the consumer accepts.
    string-content            A string may be sent that is too short, too long, or does not match what the consumer accepts.
    format-mismatch           A string may be sent that is not of the format that the consumer accepts.
    array-length              A list may be sent that is too short or too long for the consumer.
    array-content             A list may be sent whose items together break a rule of the consumer.
    property-denied           A field may be sent that the consumer denies.
    property-count            An object may be sent with too few or too many fields for the consumer.
    forbidden-shape           A shape may be sent that the consumer forbids, or that fits two of its alternatives where only one may fit.
    key-mismatch              A consumer takes the key of a message for the value of a field, and the producer sends another one, or none.
    event-stopped             The code that emitted an event is gone, and a consumer still has a contract for it.
    event-not-emitted         A contract is for an event that its producer does not emit, or nobody, and its name is likely wrong.
    contract-missing          The code declares a contract or an emitted event, and no file says it.
    contract-stale            The file of a contract or an emitted event says something else than the code.
    contract-orphaned         The code that declared a contract file is gone, and the file still stands.
    not-compared              No message that the code writes was compared with the schema that it emits.
    unproven                  It could be neither proven nor refuted that the consumer accepts what the producer sends.
    "#);
}

#[test]
fn a_rule_is_explained_with_rust_and_with_a_message_that_breaks() {
    let answer = Folder::with(&[]).counterpart(&["explain", "null-emitted"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    # null-emitted

    `null` may be sent where the consumer accepts none.

    ## What it means

    The producer's type has an `Option` that is written as `null` where it is `None`. The consumer's type has a plain value there.

    ## Why it breaks

    serde reads `null` as an `Option` and as `()`, and as nothing else: `invalid type: null, expected a string`. A default does
    not help: `#[serde(default)]` is for a field that is left out, not for one that is there and `null`.

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

    The consumer, before and after it was made ready for that:

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

    1. *Expand.* Each consumer makes the field an `Option<…>` and is deployed. Its contract then accepts `null`.
    2. *Migrate.* The producer makes its field an `Option`, and may send `null`.
    3. *Contract.* There is nothing to remove.

    Where consumers already do without the field, `#[serde(skip_serializing_if = "Option::is_none")]` on the producer's side
    leaves it out instead of sending `null`, and nobody has to change.

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

    Nothing is found: a consumer that accepts null loses nothing where none is sent.
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

    What a producer ran is known for a shorter time than its messages stay.

    Messages that an unrecorded version wrote may still be read, and nobody knows their shape. It goes away by itself once the records reach back as far as the messages stay; with `forever` they never do. Until then `can-i-deploy --allow-unknown=short-history` takes the risk.
    ");
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
