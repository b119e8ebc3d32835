//! Is a value the witness that it is said to be? Two evaluators must say so.

use super::eval::Undecided;
use super::schema::Schema;
use super::second::Extent;
use crate::json::Json;

/// What became of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// Emitted and not accepted: by our evaluator, and by the second one wherever its answer counts.
    Confirmed,
    /// It is none: our evaluator says that it is not emitted, or that it is accepted.
    Refuted,
    /// Our evaluator does not decide it.
    Undecided(Undecided),
    /// Our evaluator says that it is one and the second says that it is none: one of them is wrong.
    Disagreement(String),
}

/// Checks that `emitted` accepts the value and `accepted` refuses it.
pub(crate) fn confirm(emitted: &Schema, accepted: &Schema, witness: &Json, extent: Extent) -> Confirmation {
    for (schema, side, expected) in [(emitted, "emitted", true), (accepted, "accepted", false)] {
        match schema.accepts(witness) {
            Ok(answer) if answer == expected => {}
            Ok(_) => return Confirmation::Refuted,
            Err(undecided) => return Confirmation::Undecided(undecided),
        }
        if let Some(answer) = schema.second_opinion(witness, extent) {
            if answer != expected {
                let (ours, theirs) = if expected {
                    ("accepts", "refuses")
                } else {
                    ("refuses", "accepts")
                };
                return Confirmation::Disagreement(format!(
                    "on {witness}: this evaluator finds that the {side} schema {ours} it, jsonschema that it {theirs} it"
                ));
            }
        }
    }
    Confirmation::Confirmed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::Options;
    use crate::compat::verdict::ReasonKind;
    use crate::json::parse;

    fn of(emitted: &str, accepted: &str, witness: &str) -> Confirmation {
        let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
        let (emitted, accepted) = (read(emitted), read(accepted));
        let witness = parse(witness.as_bytes()).unwrap();
        let [touched, whole] =
            [Extent::Touched, Extent::Whole].map(|extent| confirm(&emitted, &accepted, &witness, extent));
        assert_eq!(touched, whole);
        whole
    }

    #[test]
    fn a_witness_is_emitted_and_not_accepted() {
        let (integer, small) = (r#"{"type": "integer"}"#, r#"{"maximum": 5}"#);
        assert_eq!(of(integer, small, "6"), Confirmation::Confirmed);
        assert_eq!(of(integer, small, "5"), Confirmation::Refuted);
        assert_eq!(of(integer, small, "6.5"), Confirmation::Refuted);
    }

    #[test]
    fn beyond_the_numbers_of_the_second_evaluator_ours_decides() {
        let u128 = r#"{"type": "integer", "maximum": 340282366920938463463374607431768211455}"#;
        let witness = "340282366920938463463374607431768211456";
        assert_eq!(
            of(r#"{"type": "integer"}"#, u128, witness),
            Confirmation::Confirmed
        );
    }

    #[test]
    fn what_is_not_decided_confirms_nothing() {
        let Confirmation::Undecided(undecided) = of("true", r#"{"format": "iban"}"#, r#""DE""#) else {
            panic!("decided")
        };
        assert_eq!(undecided.kind, ReasonKind::UnknownFormat);
    }

    #[test]
    fn evaluators_that_disagree_are_quoted() {
        // A schema whose second evaluator was made from another text stands in for a bug in one of them.
        let mut wrong = Schema::parse(br#"{"maximum": 5}"#, &Options::default()).unwrap();
        wrong.replace_second(Schema::parse(br#"{"maximum": 9}"#, &Options::default()).unwrap());
        let any = Schema::parse(b"true", &Options::default()).unwrap();
        let six = Json::Number(6.into());
        let [touched, whole] =
            [Extent::Touched, Extent::Whole].map(|extent| confirm(&any, &wrong, &six, extent));
        assert_eq!(touched, whole);
        insta::assert_snapshot!(
            match whole {
                Confirmation::Disagreement(text) => text,
                other => format!("{other:?}"),
            },
            @"on 6: this evaluator finds that the accepted schema refuses it, jsonschema that it accepts it"
        );
    }
}
