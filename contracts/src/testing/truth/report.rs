//! A failed truth test, in words.

use std::fmt::Write;

use super::{Failure, Outcome};
use crate::contract::Role;
use crate::declaration::Declaration;

/// The longest message that is shown whole, in characters.
const SHOWN: usize = 2_000;

/// Explains the failures of a declaration.
pub(super) fn text(declaration: &Declaration, outcome: &Outcome) -> String {
    let (ty, event) = (declaration.rust_type, declaration.event);
    let (unasked, differs): (Vec<&Failure>, Vec<&Failure>) =
        outcome.failures.iter().partition(|failure| failure.is_unasked);
    if differs.is_empty() {
        return not_compared(declaration, &unasked);
    }
    let mut text = match declaration.role {
        Role::Consumes => {
            format!("the contract for {event:?} accepts a message that `{ty}` does not read:\n")
        }
        Role::Emits => format!("the contract for {event:?} does not allow a message that `{ty}` writes:\n"),
    };
    for failure in differs {
        // Writing to a string does not fail.
        let _ = one(&mut text, failure);
    }
    text.push_str(match declaration.role {
        Role::Consumes => {
            "\nA producer may send such a message: `cargo counterpart verify` would be green, and this \
             service would refuse it.\nDescribe what is read with `#[contract(with = \"Type\")]` on the \
             field or on the type. If you know that nobody sends it,\nadd `#[contract(trust = \"reason\")]`."
        }
        Role::Emits => {
            "\nConsumers are checked against the contract, not against this message: `cargo counterpart \
             verify` would be green, and\nthe message may break one. Describe what is written with \
             `#[contract(with = \"Type\")]` on the field or on the type. If you\nknow that it is never \
             sent, add `#[contract(trust = \"reason\")]`."
        }
    });
    if !unasked.is_empty() {
        text.push_str("\n\n");
        text.push_str(&not_compared(declaration, &unasked));
    }
    text
}

/// Explains that a contract was not compared with serde, or not everywhere.
fn not_compared(declaration: &Declaration, unasked: &[&Failure]) -> String {
    let (ty, event) = (declaration.rust_type, declaration.event);
    let does = match declaration.role {
        Role::Consumes => "reads",
        Role::Emits => "writes",
    };
    let mut text = String::new();
    for failure in unasked {
        // Writing to a string does not fail.
        let _ = match failure.message.as_str() {
            "" => writeln!(
                text,
                "the contract for {event:?} was not compared with what `{ty}` {does}:\n\n    {}\n",
                failure.serde
            ),
            _ => writeln!(
                text,
                "the contract for {event:?} was not compared everywhere with what `{ty}` {does}.\nFor one \
                 place, the type reads no message that was made:"
            )
            .and_then(|()| one(&mut text, failure))
            .and_then(|()| writeln!(text)),
        };
    }
    text.push_str(match declaration.role {
        Role::Consumes => {
            "Describe what is read with `#[contract(with = \"Type\")]` on the field or on the type. If you \
             know that the contract holds,\nadd `#[contract(trust = \"reason\")]`."
        }
        Role::Emits => {
            "Give values that are sent with `#[contract(samples = path::to::function)]`, or describe what \
             is written with\n`#[contract(with = \"Type\")]` on the field or on the type. If you know that \
             the contract holds, add\n`#[contract(trust = \"reason\")]`."
        }
    });
    text
}

fn one(text: &mut String, failure: &Failure) -> std::fmt::Result {
    let at = match failure.at.to_string() {
        top if top.is_empty() => "the message as a whole".to_owned(),
        at => at,
    };
    writeln!(text, "\n    message   {}", cut(&failure.message))?;
    writeln!(text, "    at        {at}")?;
    if let Some(field) = &failure.field {
        writeln!(text, "    field     {field}")?;
    }
    writeln!(text, "    contract  {}", failure.schema)?;
    writeln!(text, "    serde     {}", failure.serde)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text.to_owned(),
    }
}
