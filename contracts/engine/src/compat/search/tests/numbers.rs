//! Fractions: where the engine looks for them.

use super::broken;

#[test]
fn a_fraction_may_be_the_only_number_there_is() {
    broken(
        r#"{"type": "number", "minimum": 0.5, "maximum": 0.5}"#,
        r#"{"type": "integer"}"#,
    );
}

#[test]
fn fractions_are_looked_for_from_the_bound_that_is_nearer_to_zero() {
    for (above, below) in [
        ("1000.5", "1000.75"),
        ("-1000.75", "-1000.5"),
        ("-1000.75", "-1000.74"),
    ] {
        broken(
            &format!(r#"{{"type": "number", "exclusiveMinimum": {above}, "exclusiveMaximum": {below}}}"#),
            r#"{"type": "integer"}"#,
        );
    }
}
