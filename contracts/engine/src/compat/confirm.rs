//! Checks a witness: two evaluators must confirm it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::eval::Undecided;
use super::opaque::OpaqueTexts;
use super::schema::Schema;
use super::second_evaluator::{Opinions, Scope};
use crate::json::{Json, Pointer};

/// The result for a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// Emitted and not accepted: according to our evaluator, and to the second one wherever its answer counts. With
    /// the formats outside the table that a pattern decided.
    Confirmed { described: BTreeSet<String> },
    /// It is not a witness: our evaluator says that it is not emitted, or that it is accepted.
    Refuted,
    /// Our evaluator does not decide it.
    Undecided(Undecided),
    /// Our evaluator confirms it and the second one does not: one of them is wrong.
    Disagreement(String),
}

/// Checks that `emitted` accepts the value and `accepted` refuses it, the latter for the part at this place if the place is known.
///
/// Opaque strings in the value may be any string that meets their conditions: our evaluator must confirm the
/// witness for all of them. The second one does not know such strings, so it is asked about some that meet all
/// decided conditions, and about schemas in which the undecided ones hold.
///
/// Takes the steps of our evaluator off `steps`.
pub(crate) fn confirm(
    emitted: &mut Opinions<'_>,
    accepted: &mut Opinions<'_>,
    witness: &Json,
    at: &Pointer,
    extent: Scope,
    steps: &mut u64,
    opaque: &OpaqueTexts,
) -> Confirmation {
    let producer = emitted.schema;
    let sent = of_side(emitted, producer, None, witness, extent, steps, opaque);
    let mut described = match sent {
        Ok(described) => described,
        Err(not_confirmed) => return not_confirmed,
    };
    match of_side(accepted, producer, Some(at), witness, extent, steps, opaque) {
        Ok(also) => described.extend(also),
        Err(not_confirmed) => return not_confirmed,
    }
    Confirmation::Confirmed { described }
}

/// The formats that a pattern decided, if both evaluators give the expected answer about one schema: that it refuses the
/// witness at a place, or, without one, that it accepts it.
fn of_side(
    opinions: &mut Opinions<'_>,
    emitted: &Schema,
    refused_at: Option<&Pointer>,
    witness: &Json,
    extent: Scope,
    steps: &mut u64,
    opaque: &OpaqueTexts,
) -> Result<BTreeSet<String>, Confirmation> {
    let (side, expected) = match refused_at {
        None => ("emitted", true),
        Some(_) => ("accepted", false),
    };
    let described = match opinions.schema.accepts_any(witness, steps, opaque) {
        Ok((answer, relied_on)) if answer == expected => relied_on,
        Ok(_) => return Err(Confirmation::Refuted),
        Err(undecided) => return Err(Confirmation::Undecided(undecided)),
    };
    let is_plain = extent == Scope::Slice && !opaque.occurs_in(witness);
    if refused_at.is_some_and(|at| is_plain && opinions.refuses_at(witness, at)) {
        return Ok(described);
    }
    for (value, answer) in second_opinions(opinions, emitted, witness, extent, opaque) {
        if answer != expected {
            let (ours, theirs) = if expected {
                ("accepts", "refuses")
            } else {
                ("refuses", "accepts")
            };
            return Err(Confirmation::Disagreement(format!(
                "on {value}: this evaluator finds that the {side} schema {ours} it, jsonschema that it {theirs} it"
            )));
        }
    }
    Ok(described)
}

/// The second evaluator's answers, as far as they count, and the value of each.
fn second_opinions<'w>(
    opinions: &mut Opinions<'_>,
    emitted: &Schema,
    witness: &'w Json,
    extent: Scope,
    opaque: &OpaqueTexts,
) -> Vec<(Cow<'w, Json>, bool)> {
    if !opaque.occurs_in(witness) {
        let answer = opinions.of(witness, extent);
        let of_witness = answer.map(|answer| (Cow::Borrowed(witness), answer));
        return of_witness.into_iter().collect();
    }
    let Some(patterns) = opaque.patterns_to_assume(witness, emitted) else {
        return Vec::new();
    };
    let values = (0..opaque.stand_ins(witness)).map(|number| opaque.concrete(witness, number));
    let answers = values.filter_map(|value| {
        let answer = if patterns.is_empty() {
            opinions.of(&value, extent)
        } else {
            opinions.assuming(&value, &patterns)
        };
        answer.map(|answer| (Cow::Owned(value), answer))
    });
    answers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::Options;
    use crate::compat::verdict::ReasonKind;
    use crate::json::parse;

    const CONFIRMED: Confirmation = Confirmation::Confirmed {
        described: BTreeSet::new(),
    };

    fn confirm(
        emitted: &Schema,
        accepted: &Schema,
        witness: &Json,
        at: &Pointer,
        extent: Scope,
        opaque: &OpaqueTexts,
    ) -> Confirmation {
        emitted.with_opinions(|emitted| {
            accepted.with_opinions(|accepted| {
                super::confirm(emitted, accepted, witness, at, extent, &mut 1_000, opaque)
            })
        })
    }

    fn of(emitted: &str, accepted: &str, witness: &str) -> Confirmation {
        let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
        let (emitted, accepted) = (read(emitted), read(accepted));
        let witness = parse(witness.as_bytes()).unwrap();
        let [touched, whole] = [Scope::Slice, Scope::Full].map(|extent| {
            confirm(
                &emitted,
                &accepted,
                &witness,
                &Pointer::default(),
                extent,
                &OpaqueTexts::default(),
            )
        });
        assert_eq!(touched, whole);
        whole
    }

    #[test]
    fn a_witness_is_emitted_and_not_accepted() {
        let (integer, small) = (r#"{"type": "integer"}"#, r#"{"maximum": 5}"#);
        assert_eq!(of(integer, small, "6"), CONFIRMED);
        assert_eq!(of(integer, small, "5"), Confirmation::Refuted);
        assert_eq!(of(integer, small, "6.5"), Confirmation::Refuted);
    }

    #[test]
    fn beyond_the_numbers_of_the_second_evaluator_ours_decides() {
        let u128 = r#"{"type": "integer", "maximum": 340282366920938463463374607431768211455}"#;
        let witness = "340282366920938463463374607431768211456";
        assert_eq!(of(r#"{"type": "integer"}"#, u128, witness), CONFIRMED);
    }

    #[test]
    fn undecided_answer_confirms_nothing() {
        let Confirmation::Undecided(undecided) = of("true", r#"{"format": "iban"}"#, r#""DE""#) else {
            panic!("decided")
        };
        assert_eq!(undecided.kind, ReasonKind::UnknownFormat);
    }

    #[test]
    fn evaluators_that_disagree_are_quoted() {
        // A schema whose second evaluator was made from another text simulates a bug in one of them.
        let mut wrong = Schema::parse(br#"{"maximum": 5}"#, &Options::default()).unwrap();
        wrong.replace_second(Schema::parse(br#"{"maximum": 9}"#, &Options::default()).unwrap());
        let any = Schema::parse(b"true", &Options::default()).unwrap();
        let six = Json::Number(6.into());
        let [touched, whole] = [Scope::Slice, Scope::Full].map(|extent| {
            confirm(
                &any,
                &wrong,
                &six,
                &Pointer::default(),
                extent,
                &OpaqueTexts::default(),
            )
        });
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
