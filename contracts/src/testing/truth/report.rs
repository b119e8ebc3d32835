//! A failed truth test, in words.

use super::Outcome;
use crate::contract::Role;
use crate::declaration::Declaration;

pub(super) fn text(declaration: &Declaration, outcome: &Outcome) -> String {
    let (ty, event) = (declaration.rust_type, declaration.event);
    let mut text = match declaration.role {
        Role::Consumes => format!("`{ty}` does not read what its contract for {event:?} accepts.\n"),
        Role::Emits => format!("`{ty}` writes what its contract for {event:?} does not allow.\n"),
    };
    for failure in &outcome.failures {
        let at = match failure.at.to_string() {
            top if top.is_empty() => "the message as a whole".to_owned(),
            at => at,
        };
        text.push_str(&format!(
            "\n    message   {}\n    at        {at}\n    contract  {}\n    serde     {}\n",
            failure.message, failure.schema, failure.serde
        ));
    }
    text.push_str(match declaration.role {
        Role::Consumes => {
            "\nA producer may send such a message: `cargo counterpart verify` would be green, and this service would refuse it.\n\
             Say what is on the wire, `#[contract(with = \"Type\")]` on the field or the type."
        }
        Role::Emits => {
            "\nA consumer may rely on the contract: `cargo counterpart verify` would be green, and the message would break it.\n\
             Say what is on the wire, `#[contract(with = \"Type\")]` on the field or the type."
        }
    });
    text
}
