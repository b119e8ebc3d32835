//! One finding: both sides, a message that breaks, ways out.

use std::fmt::Write as _;

use counterpart::compat::{Place, PlaceStep};
use counterpart::json::{Json, Pointer};
use counterpart::report::{
    Cause, Document, FileFinding, Incompatibility, KeyFinding, Part, Refusal, Unproven, advice, line_of,
};

use super::prose::{WIDTH, cut, fill, listed, owner, paragraph, place, place_in, who, witness};
use super::view::View;

impl View {
    pub(super) fn incompatibility(&self, out: &mut String, found: &Incompatibility, label: &str) {
        let producer = found.emitted.identity().service();
        let consumers: Vec<&Document> = found.refusals.iter().map(|refusal| &*refusal.contract).collect();
        let mut names: Vec<String> = consumers.iter().map(|consumer| who(consumer)).collect();
        names.dedup();
        let title = format!(
            "{label}{}: {producer} can send what {} {}",
            found.emitted.identity().event(),
            names.join(", "),
            if names.len() == 1 { "refuses" } else { "refuse" },
        );
        paragraph(out, "", &title);
        let mut places: Vec<String> = found
            .refusals
            .iter()
            .flat_map(|refusal| refusal.places.iter().map(|one| place_in(found.part, one)))
            .collect();
        places.sort();
        places.dedup();
        paragraph(out, "  ", &format!("{} [{}]", places.join(", "), found.rule));
        paragraph(out, "  ", &found.sentence);
        causes(
            out,
            found
                .refusals
                .iter()
                .map(|refusal| (who(&refusal.contract), refusal.cause)),
        );

        let first = &found.refusals[0];
        // Headers are said beside the type, not in it.
        let above = Place::default();
        let in_source = |refusal: &'_ Refusal| match found.part {
            Part::Headers => above.clone(),
            _ => refusal.places[0].clone(),
        };
        let rows = std::iter::once(self.side(
            &format!("{producer} sends"),
            &found.emitted,
            &in_source(first),
            &found.emitted_at,
        ))
        .chain(found.refusals.iter().map(|refusal| {
            self.side(
                &format!("{} accepts", who(&refusal.contract)),
                &refusal.contract,
                &in_source(refusal),
                &refusal.accepted_at,
            )
        }));
        for row in rows {
            out.push_str(&row);
        }
        self.witnesses(out, &found.refusals);
        let _ = writeln!(out, "\n  ways out");
        for way in advice::of_incompatibility(found) {
            listed(out, &way.text);
        }
        out.push('\n');
    }

    pub(super) fn key(&self, out: &mut String, found: &KeyFinding, label: &str) {
        let (producer, consumer) = (found.emitted.identity().service(), who(&found.contract));
        let title = format!(
            "{label}{}: {producer} can send what {consumer} refuses",
            found.emitted.identity().event(),
        );
        paragraph(out, "", &title);
        let _ = writeln!(out, "  key [{}]", KeyFinding::RULE);
        paragraph(out, "  ", &found.sentence);
        causes(out, std::iter::once((consumer.clone(), found.cause)));
        let above = Place::default();
        let says = Pointer::root().child("x-contract").child("key");
        out.push_str(&self.side(&format!("{producer} sends"), &found.emitted, &above, &says));
        out.push_str(&self.side(&format!("{consumer} accepts"), &found.contract, &above, &says));
        let _ = writeln!(out, "\n  a message that breaks {consumer}");
        witness(out, &found.witness);
        let _ = writeln!(out, "\n  ways out");
        for way in advice::of_key(found) {
            listed(out, &way.text);
        }
        out.push('\n');
    }

    /// What one side says, with its file and line.
    fn side(&self, what: &str, document: &Document, place: &Place, at: &Pointer) -> String {
        let (location, said) = match self.sources.find(&document.contract.header, place) {
            Some(found) => (format!("{}:{}", self.path(&found.path), found.line), found.text),
            None => {
                let path = self.path(&document.path);
                match self.line(document, place, at) {
                    Some(line) => {
                        let text = document.text.lines().nth(line - 1).unwrap_or_default();
                        (format!("{path}:{line}"), text.trim().to_owned())
                    }
                    None => (path, String::new()),
                }
            }
        };
        let owner = owner(document);
        let mut row = format!("\n  {what}{owner}\n    {location}\n");
        // A bracket alone tells nothing.
        if said.contains(char::is_alphanumeric) {
            let _ = writeln!(row, "      {}", cut(&said, WIDTH - 7));
        }
        standing(&mut row, document);
        row
    }

    /// The line of the property that the place ends in, where the schema names it below `at`, else of `at`.
    fn line(&self, document: &Document, place: &Place, at: &Pointer) -> Option<usize> {
        let property = match place.0.last() {
            Some(PlaceStep::Property(name)) => {
                line_of(&document.text, &at.child("properties").child(name.as_str()))
            }
            _ => None,
        };
        property.or_else(|| line_of(&document.text, at))
    }

    /// Each message once, with the consumers that it breaks where there are several messages.
    fn witnesses(&self, out: &mut String, refusals: &[Refusal]) {
        let mut said: Vec<(&Json, Vec<String>)> = Vec::new();
        for refusal in refusals {
            let name = who(&refusal.contract);
            match said.iter_mut().find(|(witness, _)| **witness == refusal.witness) {
                Some((_, names)) if names.contains(&name) => {}
                Some((_, names)) => names.push(name),
                None => said.push((&refusal.witness, vec![name])),
            }
        }
        for (message, names) in said {
            let _ = writeln!(out, "\n  a message that breaks {}", names.join(", "));
            witness(out, message);
        }
    }

    /// A document by itself, with its owner and file.
    fn held(&self, what: &str, document: &Document) -> String {
        let mut row = format!(
            "\n  {what}{}\n    {}\n",
            owner(document),
            self.path(&document.path)
        );
        standing(&mut row, document);
        row
    }

    pub(super) fn unproven(&self, out: &mut String, found: &Unproven, label: &str) {
        let title = format!(
            "{label}{}: neither proven nor refuted that {} accepts what {} sends [unproven]",
            found.emitted.identity().event(),
            who(&found.contract),
            found.emitted.identity().service(),
        );
        paragraph(out, "", &title);
        for reason in &found.reasons {
            listed(
                out,
                &format!("{} [{}]: {}", place(&reason.place), reason.kind, reason.text),
            );
        }
        let producer = found.emitted.identity().service();
        out.push_str(&self.held(&format!("{producer} sends"), &found.emitted));
        out.push_str(&self.held(&format!("{} accepts", who(&found.contract)), &found.contract));
        let _ = writeln!(out, "\n  ways out");
        for way in advice::of_unproven(found) {
            listed(out, &way.text);
        }
        out.push('\n');
    }

    pub(super) fn file(&self, out: &mut String, finding: &FileFinding, label: &str) {
        let what = advice::what_is_wrong(finding);
        let title = format!(
            "{label}{} [{}]",
            self.path(&finding.document.path),
            finding.rule.id()
        );
        let _ = writeln!(out, "{title}");
        paragraph(out, "  ", &what);
        for contract in &finding.wanted_by {
            out.push_str(&self.held(&format!("{} accepts", who(contract)), contract));
        }
        let _ = writeln!(out, "\n  way out");
        for way in advice::of_file(finding) {
            listed(out, &way.text);
        }
        out.push('\n');
    }
}

/// Whose change it was, once where all consumers have the same, and what that means.
fn causes(out: &mut String, causes: impl Iterator<Item = (String, Option<Cause>)>) {
    let mut by_cause: Vec<(Cause, Vec<String>)> = Vec::new();
    for (consumer, cause) in causes {
        let Some(cause) = cause else { continue };
        match by_cause.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, consumers)) if consumers.contains(&consumer) => {}
            Some((_, consumers)) => consumers.push(consumer),
            None => by_cause.push((cause, vec![consumer])),
        }
    }
    let alone = by_cause.len() == 1;
    for (cause, consumers) in by_cause {
        let of = if alone {
            String::new()
        } else {
            format!(" (for {})", consumers.join(", "))
        };
        paragraph(out, "  ", &format!("{cause}{of}: {}", advice::of_cause(cause)));
    }
}

/// Each version that the document is of, and why it counts.
fn standing(out: &mut String, document: &Document) {
    for standing in &document.standing {
        fill(out, "      ", "        ", &format!("version {standing}"));
    }
}
