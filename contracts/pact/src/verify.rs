//! Pacts against producers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::metadata::Known;
use super::producers::{Emitted, Producers};
use super::read::{self, Message, PactFile, ReadError};
use super::report::{Checked, Report};
use super::{example, prove, resolve};
use counterpart::config::pact::Settings;
use counterpart::contract::{Identity, number_form};
use counterpart::parallel;
use counterpart_engine::compat::Limits;
use counterpart_engine::compat::schema::{self, Schema};

/// The levels at which each interaction is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Levels {
    /// Both.
    #[default]
    Both,
    /// True if every message that may be sent is accepted.
    Proof,
    /// True if the samples are accepted.
    Example,
}

/// The options for verifying.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The mapping between pacts and contracts.
    pub settings: Settings,
    /// The levels.
    pub levels: Levels,
    /// The limits of one proof.
    pub limits: Limits,
    /// True if what can be neither proven nor refuted is accepted.
    pub allow_unproven: bool,
    /// The only provider whose pacts are checked; without it, every pact must be for a service that exists here.
    pub provider: Option<String>,
}

/// Verifies the pacts at these paths: files, and folders recursively.
///
/// In a test of the crate that declares its events, with the feature `testing`:
///
/// ```no_run
/// # #[cfg(feature = "testing")]
/// # fn main() {
/// use counterpart_pact::{Options, Producers, verify};
///
/// let producers = Producers::declared().unwrap();
/// verify(&["pacts".into()], &producers, &Options::default()).unwrap().assert();
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() {}
/// ```
///
/// # Errors
/// Fails if there is no pact, a file cannot be read, or a pact would accept anything.
pub fn verify(paths: &[PathBuf], producers: &Producers, options: &Options) -> Result<Report, ReadError> {
    let found = read::read(paths)?;
    let mut report = verify_pacts(&found.pacts, producers, options);
    report.notes.splice(0..0, found.notes);
    Ok(report)
}

/// Verifies pacts that are already read.
pub fn verify_pacts(pacts: &[PactFile], producers: &Producers, options: &Options) -> Report {
    let mut report = Report {
        unproven_allowed: options.allow_unproven,
        ..Report::default()
    };
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    for pact in pacts {
        if options
            .provider
            .as_ref()
            .is_some_and(|only| *only != pact.provider)
        {
            let note = format!(
                "{} is for the provider {:?}, and is skipped",
                pact.source, pact.provider
            );
            report.notes.push(note);
            continue;
        }
        if pact.http > 0 {
            let note = format!(
                "{} also has {} HTTP interactions, which are skipped",
                pact.source, pact.http
            );
            report.notes.push(note);
        }
        let service = match resolve::service(&pact.provider, producers, &options.settings) {
            Ok(service) => service,
            Err(why) => {
                report.problems.push(format!("{}: {why}", pact.source));
                continue;
            }
        };
        for message in &pact.messages {
            match resolve::event(
                &message.description,
                &message.metadata,
                service,
                producers,
                &options.settings,
            ) {
                Ok(event) => {
                    let emitted = producers
                        .get(service, &event)
                        .expect("the event is one of the service's");
                    wanted.push(Wanted {
                        pact,
                        message,
                        emitted,
                    });
                }
                Err(why) => report.problems.push(format!(
                    "{}: the interaction {:?} {why}",
                    pact.source, message.description
                )),
            }
        }
    }
    if wanted.is_empty() && report.problems.is_empty() {
        report.problems.push(match &options.provider {
            Some(provider) => {
                format!("no pact is for the provider {provider:?}: check how they write it")
            }
            None => "there is no pact to verify".to_owned(),
        });
    }
    let mut schemas: BTreeMap<&Identity, Schema> = BTreeMap::new();
    for wanted in &wanted {
        let identity = wanted.emitted.identity();
        if options.levels == Levels::Example || schemas.contains_key(identity) {
            continue;
        }
        let document = number_form::with_distinct_floats(&wanted.emitted.contract);
        match Schema::from_json(document, &schema::Options::default()) {
            Ok(schema) => drop(schemas.insert(identity, schema)),
            Err(error) => report.problems.push(format!("{identity}: {error}")),
        }
    }
    for checked in parallel::map(&wanted, |wanted| {
        check(wanted, schemas.get(wanted.emitted.identity()), options)
    }) {
        match checked {
            Ok(checked) => report.checked.push(checked),
            Err(why) => report.problems.push(why),
        }
    }
    report
}

struct Wanted<'a> {
    pact: &'a PactFile,
    message: &'a Message,
    emitted: &'a Emitted,
}

fn check(wanted: &Wanted<'_>, schema: Option<&Schema>, options: &Options) -> Result<Checked, String> {
    let Wanted {
        pact,
        message,
        emitted,
    } = wanted;
    let said = |why: String| {
        format!(
            "{}: the interaction {:?}: {why}",
            pact.source, message.description
        )
    };
    let known = Known::of(message, emitted, &options.settings);
    let proof = match (options.levels, schema) {
        (Levels::Example, _) | (_, None) => None,
        (_, Some(schema)) => Some(prove::prove(&pact.pact, message, schema, &known, &options.limits)),
    };
    let example = match options.levels {
        Levels::Proof => None,
        _ => Some(
            example::check(&pact.pact, message, emitted, &known.example, &options.settings).map_err(said)?,
        ),
    };
    Ok(Checked {
        source: pact.source.clone(),
        consumer: pact.consumer.clone(),
        service: emitted.identity().service().to_owned(),
        description: message.description.clone(),
        event: emitted.identity().event().to_owned(),
        pending: pact.pending || message.pending,
        id: message.interaction.id(),
        proof,
        example,
        unchecked: known.unchecked,
    })
}

#[cfg(test)]
mod tests {
    use super::super::producers::tests::contract;
    use super::super::report::{ByProof, Outcome};
    use super::*;

    const ORDER: &str = r#"{"type": "object", "properties": {"cents": {"type": "integer", "minimum": 0, "maximum": 9}},
        "required": ["cents"], "unevaluatedProperties": false}"#;

    fn report(message: &str, schema: &str, toml: &str) -> Report {
        let pact = format!(
            r#"{{"consumer": {{"name": "c"}}, "provider": {{"name": "shop"}}, "interactions": [
                {{"type": "Asynchronous/Messages", "description": "order.placed", {message}}}],
                "metadata": {{"pactSpecification": {{"version": "4.0"}}}}}}"#
        );
        let pact = read::parse("p.json", pact.as_bytes()).unwrap();
        let producers = Producers::new([contract("order.placed", schema)], &[]).unwrap();
        let options = Options {
            settings: toml::from_str(toml).unwrap(),
            ..Options::default()
        };
        verify_pacts(&[pact], &producers, &options)
    }

    fn contents(kind: &str, value: &str) -> String {
        format!(r#""contents": {{"content": {value}, "contentType": {kind:?}, "encoded": false}}"#)
    }

    const INTEGER: &str = r#""matchingRules": {"body": {"$.cents": {"matchers": [{"match": "integer"}]}}}"#;

    #[test]
    fn each_type_of_json_passes() {
        for kind in [
            "application/json",
            "application/json;charset=utf-8",
            "application/vnd.order+json",
        ] {
            let message = format!("{}, {INTEGER}", contents(kind, r#"{"cents": 1}"#));
            let report = report(&message, ORDER, "");
            assert_eq!(report.outcome(), Outcome::Passed, "{kind}: {report}");
        }
    }

    #[test]
    fn without_rules_only_the_example_passes_and_the_levels_say_why_they_differ() {
        let message = contents("application/json", r#"{"cents": 5}"#);
        let only_five = r#"{"type": "object", "properties": {"cents": {"const": 5}}, "required": ["cents"]}"#;
        assert_eq!(report(&message, only_five, "").outcome(), Outcome::Passed);
        let failed = report(&message, ORDER, "");
        assert_eq!(failed.outcome(), Outcome::Failed, "{failed}");
        assert!(matches!(&failed.checked[0].proof, Some(ByProof::Refuted(_))));
    }

    #[test]
    fn narrowing_of_the_schema_is_unproven_and_never_refuted() {
        // An expression with a back reference is beyond schemas; Pact matches it.
        let message = format!(
            r#"{}, "matchingRules": {{"body": {{"$.s": {{"matchers": [{{"match": "regex", "regex": "(a)\\1"}}]}}}}}}"#,
            contents("application/json", r#"{"s": "aa"}"#)
        );
        let doubled = r#"{"type": "object", "properties": {"s": {"const": "aa"}}, "required": ["s"]}"#;
        let unproven = report(&message, doubled, "");
        assert!(
            matches!(&unproven.checked[0].proof, Some(ByProof::Unproven { .. })),
            "{unproven}"
        );
        assert_eq!(unproven.outcome(), Outcome::Failed);
        insta::assert_snapshot!(unproven, @r#"
        p.json (c for shop)
          order.placed: FAILS (event order.placed)
            by proof: could be neither proven nor refuted
              /s: Pact accepts {"s":"aa"}, which the schema of the interaction does not
              $.s: Pact also accepts what the expression `(a)\1` matches: it has what is not understood (backreferences are not supported)
            by example: 10 of 10 messages accepted (made of the schema, because the type names no `samples`)
            the two levels differ: the samples pass, and the proof was neither found nor refuted
        0 passed, 1 failed
        "#);
        // A message that Pact refuses is refuted, regardless of gaps in the schema.
        let other = r#"{"type": "object", "properties": {"s": {"const": "ab"}}, "required": ["s"]}"#;
        let refuted = report(&message, other, "");
        assert!(
            matches!(&refuted.checked[0].proof, Some(ByProof::Refuted(_))),
            "{refuted}"
        );
    }

    #[test]
    fn metadata_is_checked_against_the_configuration_and_the_rest_is_listed() {
        let message = format!(
            r#"{}, {INTEGER}, "metadata": {{"topic": "orders", "other": "x"}}"#,
            contents("application/json", r#"{"cents": 1}"#)
        );
        let passed = report(&message, ORDER, "metadata.'order.placed' = { topic = 'orders' }");
        assert_eq!(passed.outcome(), Outcome::Passed, "{passed}");
        assert_eq!(passed.checked[0].unchecked, ["other"]);
        let failed = report(&message, ORDER, "metadata.'order.placed' = { topic = 'order' }");
        assert_eq!(failed.outcome(), Outcome::Failed, "{failed}");
        insta::assert_snapshot!(failed, @r#"
        p.json (c for shop)
          order.placed: FAILS (event order.placed)
            by proof: 1 difference not accepted
              (metadata)/topic: the producer may send "order", and the consumer accepts "orders" [value-not-accepted]
                message: {"topic":"order"}
                Pact: Expected metadata key 'topic' to have value '"orders"' but was '"order"' - Expected 'order' to be equal to 'orders'
            by example: 0 of 5 messages accepted (made of the schema, because the type names no `samples`)
              message: {"cents":0}
              1) order.placed
                  1.1) has matching metadata
                         Expected metadata key 'topic' to have value '"orders"' but was '"order"' - Expected 'order' to be equal to 'orders'
              message: {"cents":1}
              1) order.placed
                  1.1) has matching metadata
                         Expected metadata key 'topic' to have value '"orders"' but was '"order"' - Expected 'order' to be equal to 'orders'
              message: {"cents":2}
              1) order.placed
                  1.1) has matching metadata
                         Expected metadata key 'topic' to have value '"orders"' but was '"order"' - Expected 'order' to be equal to 'orders'
              message: {"cents":8}
              1) order.placed
                  1.1) has matching metadata
                         Expected metadata key 'topic' to have value '"orders"' but was '"order"' - Expected 'order' to be equal to 'orders'
              message: {"cents":9}
              1) order.placed
                  1.1) has matching metadata
                         Expected metadata key 'topic' to have value '"orders"' but was '"order"' - Expected 'order' to be equal to 'orders'
            not checked: the metadata other, which the contract does not mention (add it with `headers(…)` on the type, or under `[pact.metadata."order.placed"]` in counterpart.toml)
        0 passed, 1 failed
        "#);
    }

    #[test]
    fn a_float_of_rust_is_a_decimal_and_an_integer_is_none() {
        let message = format!(
            r#"{}, "matchingRules": {{"body": {{"$.x": {{"matchers": [{{"match": "decimal"}}]}}}}}}"#,
            contents("application/json", r#"{"x": 1.5}"#)
        );
        let schema =
            |of: &str| format!(r#"{{"type": "object", "properties": {{"x": {of}}}, "required": ["x"]}}"#);
        let mut float = contract(
            "order.placed",
            &schema(r#"{"type": "number", "format": "double"}"#),
        );
        float.header.types = vec![counterpart::contract::RustType {
            path: "shop::Order".into(),
            package: "shop".into(),
            file: "src/lib.rs".into(),
        }];
        let document = number_form::with_distinct_floats(&float);
        let emitted = Schema::from_json(document, &schema::Options::default()).unwrap();
        let pact = format!(
            r#"{{"consumer": {{"name": "c"}}, "provider": {{"name": "shop"}}, "interactions": [
                {{"type": "Asynchronous/Messages", "description": "order.placed", {message}}}],
                "metadata": {{"pactSpecification": {{"version": "4.0"}}}}}}"#
        );
        let pact = read::parse("p.json", pact.as_bytes()).unwrap();
        let producers = Producers::new([float], &[]).unwrap();
        let known = Known::of(
            &pact.messages[0],
            producers.get("shop", "order.placed").unwrap(),
            &Settings::default(),
        );
        let proof = prove::prove(
            &pact.pact,
            &pact.messages[0],
            &emitted,
            &known,
            &Limits::default(),
        );
        assert!(matches!(proof, ByProof::Proven), "{proof:?}");
        let integer = report(
            &message,
            &schema(r#"{"type": "integer", "minimum": 0, "maximum": 9}"#),
            "",
        );
        assert!(
            matches!(&integer.checked[0].proof, Some(ByProof::Refuted(_))),
            "{integer}"
        );
    }
}
