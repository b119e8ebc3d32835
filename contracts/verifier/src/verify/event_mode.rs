//! Events of CloudEvents that are sent in another mode than they are read in.
//!
//! That is one difference, however many attributes it shows at. It has one rule and one place, so that one allowance covers it.
//! If the payloads are in different places, nobody has compared them, and the difference is all that is said of the pair. Else
//! what is wrong with the payloads is said too.

use super::pair::OfPair;
use crate::report::{Document, form_of};
use counterpart::contract::{ContractFile, Envelope, describes_data_of_events, describes_events};
use counterpart_engine::compat::{Examination, Finding, Place, PlaceStep, Reason, ReasonKind, Rule, Verdict};
use counterpart_engine::json::Pointer;

/// What two files say of their modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Modes {
    /// The same, or nothing that tells them apart.
    Same,
    /// Both declare a mode, and these differ.
    Differ,
    /// Both are in binary mode, of transports with other names of headers: the payloads are in the same place.
    OtherBinding,
    /// One of them is of whole events, and the other one is of messages that are none.
    OnlyOne,
    /// The events are read in binary mode, and the producer declares none: the payloads are in the same place.
    WithoutHeaders(Envelope),
}

impl Modes {
    pub(crate) fn of(emitted: &ContractFile, contract: &ContractFile) -> Self {
        let of = |file: &ContractFile| file.header.metadata.envelope;
        let is_whole = |mode: Envelope| mode.binding().is_none();
        let is_batch = |mode: Envelope| mode == Envelope::CloudEventsBatch;
        match (of(emitted), of(contract)) {
            (Some(sent), Some(read)) if sent != read && !is_whole(sent) && !is_whole(read) => {
                Modes::OtherBinding
            }
            (Some(sent), Some(read)) if sent != read => Modes::Differ,
            // A consumer may describe the data alone.
            (Some(sent), None) if is_whole(sent) => {
                match describes_data_of_events(contract.schema(), is_batch(sent)) {
                    true => Modes::Same,
                    false => Modes::OnlyOne,
                }
            }
            (None, Some(read)) if is_whole(read) => {
                match describes_events(emitted.schema(), is_batch(read)) {
                    true => Modes::Same,
                    false => Modes::OnlyOne,
                }
            }
            (None, Some(read)) if !is_whole(read) => Modes::WithoutHeaders(read),
            _ => Modes::Same,
        }
    }

    /// Returns true if the payloads are in different places, so that comparing them says nothing.
    pub(crate) fn hide_payloads(self) -> bool {
        matches!(self, Modes::Differ | Modes::OnlyOne)
    }
}

/// The result of a pair, with one finding for a difference of modes.
pub(super) fn in_modes(of_pair: OfPair, emitted: &Document, contract: &Document) -> OfPair {
    let sides = (&emitted.contract, &contract.contract);
    match Modes::of(sides.0, sides.1) {
        Modes::Same => of_pair,
        Modes::Differ => unproven_if_it_fits(all_in_one(of_pair, sides)),
        Modes::OtherBinding => headers_in_one(of_pair, sides),
        Modes::OnlyOne if sides.0.header.metadata.envelope.is_none() => {
            unproven_if_it_fits(all_in_one(of_pair, sides))
        }
        // A consumer of anything takes events too.
        Modes::OnlyOne => all_in_one(of_pair, sides),
        Modes::WithoutHeaders(read) => attributes_in_one(of_pair, read, sides),
    }
}

fn findings(examination: &mut Examination) -> Vec<Finding> {
    match &mut examination.verdict {
        Verdict::Incompatible(findings) => std::mem::take(findings),
        _ => Vec::new(),
    }
}

/// All findings as one, in the payload.
fn all_in_one(mut of_pair: OfPair, sides: (&ContractFile, &ContractFile)) -> OfPair {
    let mut all = findings(&mut of_pair.payload);
    all.append(&mut findings(&mut of_pair.headers));
    let Some(finding) = first_with_message(all) else {
        return of_pair;
    };
    of_pair.payload = Verdict::Incompatible(vec![as_difference(finding, sides)]).into();
    of_pair.headers = Verdict::Compatible.into();
    of_pair
}

/// Replaces all findings about headers with one finding of the payload. The findings of the payload stay.
fn headers_in_one(mut of_pair: OfPair, sides: (&ContractFile, &ContractFile)) -> OfPair {
    let of_headers = findings(&mut of_pair.headers);
    // All of it is the one difference.
    of_pair.headers.further = 0;
    of_pair.headers.undecided.clear();
    if of_pair.headers.verdict == Verdict::Incompatible(Vec::new()) {
        of_pair.headers.verdict = Verdict::Compatible;
    }
    match first_with_message(of_headers) {
        Some(finding) => add_first(&mut of_pair.payload, as_difference(finding, sides)),
        None if of_pair.headers.verdict == Verdict::Compatible => {
            of_pair.headers.verdict = Verdict::Unproven(vec![not_told_apart()]);
        }
        None => {}
    }
    of_pair
}

/// Replaces the findings about attributes in headers with one finding of the payload. The other findings of the payload
/// stay.
fn attributes_in_one(mut of_pair: OfPair, read: Envelope, sides: (&ContractFile, &ContractFile)) -> OfPair {
    let prefix = read.binding().map_or("", |binding| binding.prefix());
    let name = |finding: &Finding| match finding.place.0.as_slice() {
        [PlaceStep::Property(name)] => Some(name.to_ascii_lowercase()),
        _ => None,
    };
    let is_attribute = |finding: &Finding| {
        name(finding).is_some_and(|name| name.starts_with(prefix) || name == "content-type")
    };
    let is_sign = |finding: &Finding| {
        let is_missing = finding.rule == Rule::PropertyMissing;
        is_missing && name(finding).is_some_and(|name| name == format!("{prefix}specversion"))
    };
    let Verdict::Incompatible(of_headers) = &of_pair.headers.verdict else {
        return of_pair;
    };
    if !of_headers.iter().any(is_sign) {
        return of_pair;
    }
    let (attributes, others): (Vec<_>, Vec<_>) =
        findings(&mut of_pair.headers).into_iter().partition(is_attribute);
    let Some(sign) = attributes.into_iter().find(is_sign) else {
        return of_pair;
    };
    of_pair.payload.further += std::mem::take(&mut of_pair.headers.further);
    of_pair.headers.verdict = match others.is_empty() {
        true => Verdict::Compatible,
        false => Verdict::Incompatible(others),
    };
    add_first(&mut of_pair.payload, as_difference(sign, sides));
    of_pair
}

/// Adds a finding before all others.
fn add_first(examination: &mut Examination, finding: Finding) {
    match &mut examination.verdict {
        Verdict::Incompatible(findings) => findings.insert(0, finding),
        verdict => {
            if let Verdict::Unproven(reasons) =
                std::mem::replace(verdict, Verdict::Incompatible(vec![finding]))
            {
                examination.undecided.extend(reasons);
            }
        }
    }
}

/// One that has a message, if there is one.
fn first_with_message(mut all: Vec<Finding>) -> Option<Finding> {
    let at = all.iter().position(Finding::has_message).unwrap_or(0);
    (!all.is_empty()).then(|| all.swap_remove(at))
}

/// The difference of the modes, with the message of this finding.
fn as_difference(finding: Finding, (emitted, contract): (&ContractFile, &ContractFile)) -> Finding {
    let declared = |file: &ContractFile| {
        let header = Pointer::root().child("x-contract");
        match file.header.metadata.envelope {
            Some(_) => header.child("envelope"),
            None => header,
        }
    };
    Finding {
        rule: Rule::ForbiddenShape,
        place: Place::default(),
        emitted: declared(emitted),
        accepted: declared(contract),
        witness_at: Pointer::root(),
        sentence: format!(
            "the producer sends {}, and the consumer reads {}",
            form_of(emitted),
            form_of(contract)
        ),
        ..finding
    }
}

/// Schemas that say little fit an event in another mode too. That its reader understands it is not proven by that.
fn unproven_if_it_fits(mut of_pair: OfPair) -> OfPair {
    let fits = |examination: &Examination| examination.verdict == Verdict::Compatible;
    if fits(&of_pair.payload) && fits(&of_pair.headers) {
        of_pair.payload.verdict = Verdict::Unproven(vec![not_told_apart()]);
    }
    of_pair
}

fn not_told_apart() -> Reason {
    Reason {
        kind: ReasonKind::Unsupported,
        place: Place::default(),
        text: "the event is sent in another mode of CloudEvents than it is read in, and the schemas do not tell \
               them apart: require the attributes of the event in the contract"
            .to_owned(),
    }
}
