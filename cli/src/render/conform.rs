//! The results of `conform`.

use std::fmt::Write;

use counterpart::contract::Identity;
use counterpart_verifier::conform::{Conformance, Difference};

use crate::terminal::foreign;

/// The most characters of a message or an answer that are shown.
const MOST_CHARACTERS: usize = 2_000;

/// What a reader does otherwise than its contract, by place.
pub(crate) fn conformance(identity: &Identity, conformance: &Conformance) -> String {
    let Conformance {
        valid,
        invalid,
        differences,
        further,
    } = conformance;
    let mut out = String::new();
    // Writing to a string cannot fail.
    for difference in differences {
        let _ = out.write_str(&shown(difference));
    }
    if *further > 0 {
        let _ = writeln!(out, "and {further} more places, which were not looked into\n");
    }
    let _ = writeln!(out, "{}", foreign::line(&identity.to_string()));
    let _ = writeln!(
        out,
        "  of {} messages that the contract accepts, the reader refuses {}",
        valid.messages, valid.differing
    );
    let _ = writeln!(
        out,
        "  of {} messages that the contract refuses, the reader reads {}",
        invalid.messages, invalid.differing
    );
    if invalid.messages == 0 {
        let _ = writeln!(
            out,
            "  no message was found that the contract refuses: it accepts nearly everything"
        );
    }
    if valid.differing > 0 {
        let _ = writeln!(
            out,
            "help: the contract promises too much: narrow the schema at these places, or let the reader take more"
        );
    }
    if invalid.differing > 0 {
        let _ = writeln!(
            out,
            "help: the contract is stricter than the reader: that can cause a false alarm, but loses no message"
        );
    }
    out
}

fn shown(difference: &Difference) -> String {
    let mut out = String::new();
    let place = difference.place.to_string();
    let place = foreign::line(foreign::place(&place)).into_owned();
    let times = match difference.count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    };
    let what = match &difference.refusal {
        Some(_) => "the contract accepts, and the reader refuses",
        None => "the contract refuses, and the reader reads",
    };
    let _ = writeln!(out, "{place}: {what} ({times})");
    let _ = writeln!(
        out,
        "  {}",
        foreign::short(&foreign::json(&difference.message), MOST_CHARACTERS)
    );
    if let Some(refusal) = &difference.refusal {
        let _ = writeln!(
            out,
            "  the reader says: {}",
            foreign::short(refusal, MOST_CHARACTERS)
        );
    }
    if !difference.is_smallest {
        let _ = writeln!(out, "  (a smaller one may show it, too: the time was up)");
    }
    out.push('\n');
    out
}
