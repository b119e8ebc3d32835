//! The changes between two sets of documents, and the pairs that they break.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mended::{Sides, mended, sides};
use crate::report::change::{Difference, Known, differences};
use crate::report::{Document, Finding, Kind, Part, Report, Status};
use crate::store::Digest;
use crate::verify::{Evaluator, NoStore, Options, Pair, Participant, schema_of, still_wanted};
use counterpart::contract::{Identity, Role};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::{self, Finding as Counterexample, Limits, Place, Verdict};

/// The changes, the pairs that they break, and the pairs that they fix.
#[derive(Debug, Default)]
pub struct Diff {
    /// The documents that differ, in the order of identities.
    pub changes: Vec<Changed>,
    /// The findings that are new with the second set. The report's outcome is the answer, except
    /// for a diff without a pair to check, which breaks nothing.
    pub broken: Report,
    /// The findings of the first set that the second set fixes. The pair is still there. Neither a
    /// finding at the place, above or below it, nor anything undecided is left of it. A removed
    /// pair is not fixed.
    pub fixed: Vec<Finding>,
    /// The number of checked pairs that break, or are unproven, in no other way than with the first
    /// set. They are not among the pairs of `broken`.
    pub already_broken: usize,
    /// The number of pairs that the changed documents had in the first set.
    pub pairs_before: usize,
}

/// A document that differs between the two sets.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Service, role, event, name.
    pub identity: Identity,
    /// In the first set.
    pub old: Option<Arc<Document>>,
    /// In the second set.
    pub new: Option<Arc<Document>>,
    /// Messages that only the second has: for an emitted schema those that are sent now, for a
    /// contract those that are accepted now.
    pub newly_valid: Vec<Counterexample>,
    /// Messages that only the first has.
    pub no_longer_valid: Vec<Counterexample>,
    /// The changes in a person's words, except changes of the key and the message metadata.
    pub differences: Vec<Difference>,
    /// True if a side of it could be neither proven nor refuted, so that the two lists are not
    /// complete.
    pub unproven: bool,
}

/// Compares two sets of documents. `others` are contracts and emitted schemas of services that are
/// in neither set: the changes are checked against them too. The options allow only unproven pairs,
/// and every rule counts.
pub fn diff(
    old: &[Arc<Document>],
    new: &[Arc<Document>],
    others: &[Arc<Document>],
    options: &Options,
) -> Diff {
    let options = Options {
        limits: options.limits.clone(),
        allow_unproven: options.allow_unproven,
        ..Options::default()
    };
    let mut diff = Diff::default();
    let (before, after) = (by_identity(old), by_identity(new));
    let identities: BTreeSet<&Identity> = before.keys().chain(after.keys()).copied().collect();
    for identity in identities {
        let (old, new) = (before.get(identity).copied(), after.get(identity).copied());
        if let (Some(old), Some(new)) = (old, new) {
            if Digest::of(&old.contract) == Digest::of(&new.contract) {
                continue;
            }
        }
        diff.changes.push(changed(
            identity,
            old,
            new,
            &options.limits,
            &mut diff.broken.problems,
        ));
    }
    let touched: BTreeSet<&Identity> = diff.changes.iter().map(|one| &one.identity).collect();
    let services: BTreeSet<&str> = old
        .iter()
        .chain(new)
        .map(|one| one.identity().service())
        .collect();
    let others: Vec<&Arc<Document>> = others
        .iter()
        .filter(|one| !services.contains(one.identity().service()))
        .collect();
    let gone = stopped(&diff.changes);
    let run = |own: &[Arc<Document>], past: NoStore, gone: &[Arc<Document>]| {
        let all: Vec<Arc<Document>> = own.iter().chain(others.iter().copied()).cloned().collect();
        check(&all, &touched, past, gone, &options)
    };
    let was_sent = before
        .iter()
        .map(|(identity, old)| ((*identity).clone(), Arc::clone(old)));
    let past = NoStore {
        before: was_sent.collect(),
        is_partial: false,
    };
    let (first, _) = run(old, NoStore::default(), &[]);
    let (mut second, checked) = run(new, past, &gone);
    diff.fixed = mended(&first, &second, &checked);
    diff.pairs_before = first.checked.pairs;
    let unchanged = others.iter().map(|one| Arc::as_ptr(one).addr()).collect();
    let found = not_in(&second, &first, &unchanged);
    diff.already_broken = pairs_of(&second.findings).difference(&pairs_of(&found)).count();
    second.checked.pairs -= diff.already_broken;
    second.problems.append(&mut diff.broken.problems);
    second.problems.extend(first.problems);
    second.problems.sort();
    second.problems.dedup();
    diff.broken = Report {
        findings: found,
        ..second
    };
    diff
}

fn by_identity(documents: &[Arc<Document>]) -> BTreeMap<&Identity, &Arc<Document>> {
    documents
        .iter()
        .map(|document| (document.identity(), document))
        .collect()
}

fn changed(
    identity: &Identity,
    old: Option<&Arc<Document>>,
    new: Option<&Arc<Document>>,
    limits: &Limits,
    problems: &mut Vec<String>,
) -> Changed {
    let mut changed = Changed {
        identity: identity.clone(),
        old: old.cloned(),
        new: new.cloned(),
        newly_valid: Vec::new(),
        no_longer_valid: Vec::new(),
        differences: Vec::new(),
        unproven: false,
    };
    let (Some(old_document), Some(new_document)) = (old, new) else {
        return changed;
    };
    let mut read = |document: &Document| schema_of(document).map_err(|error| problems.push(error)).ok();
    let (Some(old), Some(new)) = (read(old_document), read(new_document)) else {
        changed.unproven = true;
        return changed;
    };
    let mut is_cut = false;
    let mut beyond = |from: &Schema, to: &Schema| {
        let examination = compat::examine(from, to, limits);
        is_cut |= examination.further > 0;
        changed.unproven |= !examination.undecided.is_empty();
        match examination.verdict {
            Verdict::Compatible => Vec::new(),
            Verdict::Incompatible(findings) => findings,
            Verdict::Unproven(_) => {
                changed.unproven = true;
                Vec::new()
            }
        }
    };
    let (newly_valid, no_longer_valid) = (beyond(&new, &old), beyond(&old, &new));
    is_cut |= newly_valid.len().max(no_longer_valid.len()) >= limits.findings;
    let known = Known {
        newly_valid: &newly_valid,
        no_longer_valid: &no_longer_valid,
        is_partial: changed.unproven || is_cut,
    };
    changed.differences = differences(old_document, new_document, known);
    (changed.newly_valid, changed.no_longer_valid) = (newly_valid, no_longer_valid);
    changed
}

/// Checks every pair with a `touched` side. Reports which contracts are for an event that is not
/// emitted, or, for the `gone` ones, no longer emitted. Also returns the pairs.
fn check(
    all: &[Arc<Document>],
    touched: &BTreeSet<&Identity>,
    past: NoStore,
    gone: &[Arc<Document>],
    options: &Options,
) -> (Report, BTreeSet<Sides>) {
    let events: BTreeSet<&str> = touched.iter().map(|identity| identity.event()).collect();
    let participants: Vec<Participant> = all
        .iter()
        .filter(|document| events.contains(document.identity().event()))
        .map(|document| Participant {
            document: Arc::clone(document),
            own: touched.contains(document.identity()),
            allow: Vec::new(),
            past: (),
        })
        .collect();
    let mut report = Report::default();
    let mut evaluator = Evaluator::new(&participants, past, options);
    let Ok(pairs) = evaluator.check(|_, _| true, &mut report);
    evaluator.finish(&mut report);
    // The change itself reports a document that changed and that nobody sends or reads.
    let count = |side: &dyn Fn(&Pair) -> usize| -> usize {
        let sides = pairs.iter().map(|pair| participants[side(pair)].identity());
        sides.collect::<BTreeSet<_>>().len()
    };
    report.checked.emitted = count(&|pair| pair.emitted);
    report.checked.contracts = count(&|pair| pair.contract);
    report.compared_versions.clear();
    report.findings.extend(without_emitter(all, gone, options));
    let checked = pairs.iter().map(|pair| {
        sides(
            &participants[pair.emitted].document,
            &participants[pair.contract].document,
        )
    });
    (report, checked.collect())
}

/// The contracts whose event stopped, or is not emitted if more is known. An unchanged contract may
/// be among them: its event's producer changed.
fn without_emitter(all: &[Arc<Document>], gone: &[Arc<Document>], options: &Options) -> Vec<Finding> {
    let participants: Vec<Participant> = all
        .iter()
        .map(|document| Participant {
            document: Arc::clone(document),
            own: true,
            allow: Vec::new(),
            past: (),
        })
        .collect();
    let mut report = Report::default();
    let mut evaluator = Evaluator::new(&participants, NoStore::default(), options);
    for last in gone {
        let wanted_by = still_wanted(last, all.iter());
        let wanted_by = wanted_by.map(|contract| (Arc::clone(contract), Status::Failing));
        evaluator.event_stopped(last, wanted_by.collect(), &[]);
    }
    let Ok(()) = evaluator.unmatched(all, &mut report);
    evaluator.finish(&mut report);
    report.findings
}

/// The pairs that findings are about, by their documents.
fn pairs_of(findings: &[Finding]) -> BTreeSet<(usize, usize)> {
    let pairs = findings.iter().flat_map(|finding| finding.kind.pairs());
    let addresses = |(emitted, contract): (&Arc<Document>, &Arc<Document>)| {
        (Arc::as_ptr(emitted).addr(), Arc::as_ptr(contract).addr())
    };
    pairs.map(addresses).collect()
}

/// A document as both reports have it. A compared document is identified in any version. An
/// unchanged document also has its own number, because a service may be there in several versions.
type Who = (Identity, Option<usize>);

fn who(document: &Arc<Document>, unchanged: &BTreeSet<usize>) -> Who {
    let address = Arc::as_ptr(document).addr();
    let own = unchanged.contains(&address).then_some(address);
    (document.identity().clone(), own)
}

/// The place where a pair is refused or undecided, or the pair as a whole. For a file, the document
/// is both sides.
type Where = (Who, Who, Part, &'static str, Option<Place>);

fn places(finding: &Finding, unchanged: &BTreeSet<usize>) -> Vec<Where> {
    let rule = finding.kind.rule();
    let who = |document: &Arc<Document>| who(document, unchanged);
    let whole = |part: Part| {
        let pairs = finding.kind.pairs().into_iter();
        let whole = pairs.map(|(emitted, contract)| (who(emitted), who(contract), part, rule, None));
        whole.collect()
    };
    match &finding.kind {
        Kind::Incompatible(one) => {
            let at = |contract: &Arc<Document>, place: &Place| {
                (
                    who(&one.emitted),
                    who(contract),
                    one.part,
                    rule,
                    Some(place.clone()),
                )
            };
            let refusals = one.refusals.iter();
            refusals
                .flat_map(|refusal| refusal.places.iter().map(|place| at(&refusal.contract, place)))
                .collect()
        }
        Kind::Key(_) => whole(Part::Key),
        Kind::File(one) => {
            let document = who(&one.document);
            vec![(document.clone(), document, Part::Payload, rule, None)]
        }
        _ => whole(Part::Payload),
    }
}

/// The findings of one report that the other does not have. `unchanged` are the documents that both
/// are about.
fn not_in(report: &Report, other: &Report, unchanged: &BTreeSet<usize>) -> Vec<Finding> {
    let places = |finding: &Finding| places(finding, unchanged);
    let known: BTreeSet<Where> = other.findings.iter().flat_map(places).collect();
    let is_new = |finding: &Finding| {
        let mut finding = finding.clone();
        let rule = finding.kind.rule();
        if let Kind::Incompatible(one) = &mut finding.kind {
            let (part, emitted) = (one.part, who(&one.emitted, unchanged));
            for refusal in &mut one.refusals {
                let contract = who(&refusal.contract, unchanged);
                refusal.places.retain(|place| {
                    let at = (emitted.clone(), contract.clone(), part, rule, Some(place.clone()));
                    !known.contains(&at)
                });
            }
            one.refusals.retain(|refusal| !refusal.places.is_empty());
            return (!one.refusals.is_empty()).then_some(finding);
        }
        let is_known = places(&finding).iter().any(|at| known.contains(at));
        (!is_known).then_some(finding)
    };
    report.findings.iter().filter_map(is_new).collect()
}

/// The documents that the second set no longer emits.
fn stopped(changes: &[Changed]) -> Vec<Arc<Document>> {
    let gone = changes
        .iter()
        .filter(|one| one.identity.role() == Role::Emits && one.new.is_none());
    gone.filter_map(|one| one.old.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use counterpart::contract::ContractFile;

    use super::*;

    fn document(service: &str, role: &str, most: u32) -> Arc<Document> {
        let text = format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
                "x-contract": {{"format": 1, "service": "{service}", "role": "{role}", "event": "order.paid"}},
                "type": "object", "required": ["x"], "properties": {{"x": {{"type": "integer", "minimum": 0, "maximum": {most}}}}}}}"#
        );
        let contract = ContractFile::parse(text.as_bytes()).unwrap();
        Arc::new(Document {
            path: PathBuf::from(service),
            text: text.into(),
            contract,
            declared: false,
            included: Vec::new(),
        })
    }

    #[test]
    fn a_break_of_one_version_of_a_consumer_hides_none_of_another() {
        let (strict, wide) = (document("mail", "consumes", 5), document("mail", "consumes", 10));
        let (before, after) = (document("shop", "emits", 10), document("shop", "emits", 20));
        let found = diff(
            &[before],
            &[after],
            &[strict, Arc::clone(&wide)],
            &Options::default(),
        );
        let [finding] = &found.broken.findings[..] else {
            panic!("{:?}", found.broken.findings)
        };
        let Kind::Incompatible(finding) = &finding.kind else {
            panic!()
        };
        let [refusal] = &finding.refusals[..] else {
            panic!("{:?}", finding.refusals)
        };
        assert!(Arc::ptr_eq(&refusal.contract, &wide));
        assert_eq!(found.already_broken, 1);
    }

    /// What changed from one schema of `order.paid` to another.
    fn said(role: &str, old: &str, new: &str) -> Vec<String> {
        let file = |schema: &str| {
            let text = format!(
                r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
                    "x-contract": {{"format": 1, "service": "shop", "role": "{role}", "event": "order.paid"}}, {schema}}}"#
            );
            let contract = ContractFile::parse(text.as_bytes()).unwrap();
            Arc::new(Document::from(counterpart::contract::folder::Stored {
                path: PathBuf::from("shop"),
                text: text.into(),
                contract,
            }))
        };
        let found = diff(&[file(old)], &[file(new)], &[], &Options::default());
        let all = found.changes.into_iter().flat_map(|change| change.differences);
        all.map(|one| one.text).collect()
    }

    /// The members of a schema of a closed object; `?` ends the names of those that may be absent.
    fn closed(fields: &[(&str, &str)]) -> String {
        let all: Vec<String> = fields
            .iter()
            .map(|(name, of)| format!("{:?}: {of}", name.trim_end_matches('?')))
            .collect();
        let required: Vec<String> = fields
            .iter()
            .filter(|(name, _)| !name.ends_with('?'))
            .map(|(name, _)| format!("{name:?}"))
            .collect();
        format!(
            r#""type": "object", "properties": {{{}}}, "required": [{}], "unevaluatedProperties": false"#,
            all.join(", "),
            required.join(", ")
        )
    }

    const TEXT: &str = r#"{"type": "string"}"#;
    const INTEGER: &str = r#"{"type": "integer"}"#;

    #[test]
    fn a_new_optional_field_is_said_whatever_else_is_new() {
        let a = closed(&[("a", TEXT)]);
        for (old, new, wanted) in [
            (
                a.clone(),
                closed(&[("a", TEXT), ("b?", TEXT), ("c?", TEXT)]),
                &["`b`", "`c`"][..],
            ),
            (
                closed(&[("a", INTEGER), ("q", TEXT)]),
                closed(&[("a", TEXT), ("q", TEXT), ("new?", TEXT)]),
                &["`a`", "as a string", "`new`"],
            ),
            (
                closed(&[("a", TEXT), ("colour", TEXT)]),
                closed(&[("a", TEXT), ("color?", TEXT)]),
                &["`colour`", "`color`"],
            ),
        ] {
            let wrapped = |schema: &str| closed(&[("in", &format!("{{{schema}}}"))]);
            let variant = |schema: &str| {
                let other = closed(&[("kind", r#"{"const": "other"}"#)]);
                let one = schema.replacen(
                    r#""properties": {"#,
                    r#""properties": {"kind": {"const": "one"}, "#,
                    1,
                );
                let one = one.replacen(r#""required": ["#, r#""required": ["kind", "#, 1);
                format!(r#""oneOf": [{{{one}}}, {{{other}}}]"#)
            };
            for role in ["emits", "consumes"] {
                let found = [
                    said(role, &old, &new),
                    said(role, &wrapped(&old), &wrapped(&new)),
                    said(role, &variant(&old), &variant(&new)),
                ];
                for found in found {
                    for name in wanted {
                        assert!(
                            found.iter().any(|text| text.contains(name)),
                            "{role} {name}: {found:#?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn what_a_constant_a_map_or_a_dependency_means_is_said_in_true_words() {
        let version = r#"{"const": "v1"}"#;
        let both = |of: &str| closed(&[("version", version), ("in", of)]);
        let inner = |fields: &[(&str, &str)]| format!("{{{}}}", closed(fields));
        let pair = closed(&[("a?", TEXT), ("b?", TEXT)]);
        let map = r#""type": "object", "additionalProperties": {"type": "integer"}"#;
        let open = r#""type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]"#;
        let cases = [
            (
                closed(&[("version", version), ("b", TEXT)]),
                closed(&[("version", version), ("b", INTEGER), ("c?", TEXT)]),
            ),
            (both(&inner(&[("a", TEXT)])), both(&format!("{{{map}}}"))),
            (closed(&[("a", TEXT)]), map.to_owned()),
            (map.to_owned(), closed(&[("a", TEXT)])),
            (
                pair.clone(),
                format!(r#"{pair}, "dependentRequired": {{"a": ["b"]}}"#),
            ),
            (
                format!(r#"{pair}, "dependentRequired": {{"a": ["b"]}}"#),
                pair.clone(),
            ),
            (open.to_owned(), closed(&[("a", TEXT)])),
            (closed(&[("a", TEXT)]), open.to_owned()),
            (closed(&[("a", "true")]), closed(&[("a", TEXT)])),
            (closed(&[("a", TEXT)]), closed(&[("a", "true")])),
        ];
        let mut all: Vec<String> = Vec::new();
        for role in ["emits", "consumes"] {
            all.extend(cases.iter().map(|(old, new)| said(role, old, new).join("; ")));
        }
        insta::assert_snapshot!(all.join("\n"), @"
        shop now sends `b` as an integer, not a string; shop newly sends `c`, which may be absent
        shop now sends `in` as a map, not an object of known fields
        shop now sends the message as a map, not an object of known fields
        shop now sends the message as an object of known fields, not a map
        shop no longer sends some messages without `b`
        shop may now send other messages without `b`
        shop no longer sends fields of other names
        shop newly sends fields of other names
        shop now sends only a string in `a`
        shop may now send values of any type in `a`
        shop now reads `b` as an integer, not a string; shop now reads `c`, which may be absent
        shop now reads `in` as a map, not an object of known fields
        shop now reads the message as a map, not an object of known fields
        shop now reads the message as an object of known fields, not a map
        shop no longer accepts some messages without `b`
        shop now accepts other messages without `b`
        shop now denies fields that it does not know
        shop no longer denies fields that it does not know
        shop now accepts only a string in `a`
        shop now accepts values of any type in `a`
        ");
    }
}
