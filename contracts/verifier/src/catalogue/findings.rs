//! The findings as they are, in pages, and by event and service.

use std::collections::BTreeMap;

use serde::Serialize;

use super::event::bounded;
use super::people::People;
use super::source::Options;
use crate::report::advice;
use crate::report::listing::{self, Listing, Row};

/// The number of findings of a page.
const OF_PAGE: usize = 200;

/// The findings of a run.
pub(super) struct Pages {
    findings: Vec<Finding>,
    by_event: BTreeMap<String, Vec<usize>>,
    remarks: Vec<Remark>,
}

/// The view of one page of findings.
#[derive(Serialize)]
pub(super) struct Page<'p> {
    all: usize,
    pages: usize,
    findings: &'p [Finding],
    remarks: &'p [Remark],
}

/// One finding.
#[derive(Serialize)]
pub(super) struct Finding {
    rule: &'static str,
    status: &'static str,
    severity: &'static str,
    allowance: Option<String>,
    event: String,
    known: Option<usize>,
    part: &'static str,
    places: Vec<String>,
    title: String,
    sentence: String,
    reasons: Vec<String>,
    producer: Option<Side>,
    consumers: Vec<Consumer>,
    fixes: Vec<String>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Side {
    service: String,
    known: Option<usize>,
    name: Option<String>,
    owner: Option<String>,
    file: String,
    line: usize,
    url: Option<String>,
    versions: Vec<String>,
}

/// A consumer. Its message is text, because a browser would round its numbers.
#[derive(Serialize)]
struct Consumer {
    #[serde(flatten)]
    side: Side,
    places: Vec<String>,
    message: Option<String>,
    cause: Option<&'static str>,
}

#[derive(Serialize)]
struct Remark {
    id: &'static str,
    severity: &'static str,
    text: String,
}

impl Pages {
    pub(super) fn of(listing: &Listing, people: &People, options: &Options) -> Self {
        let mut by_event: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, row) in listing.rows.iter().enumerate() {
            by_event.entry(row.event.clone()).or_default().push(at);
        }
        let remarks = listing.remarks().into_iter().map(|remark| Remark {
            id: remark.id,
            severity: remark.severity,
            text: remark.text,
        });
        let findings = listing.rows.iter().map(|row| Finding::of(row, people, options));
        Self {
            findings: findings.collect(),
            by_event,
            remarks: remarks.collect(),
        }
    }

    /// The findings about an event.
    pub(super) fn of_event(&self, event: &str) -> Vec<&Finding> {
        let at = self.by_event.get(event).into_iter().flatten();
        at.map(|at| &self.findings[*at]).collect()
    }

    /// All findings, page by page; the first has the remarks. There is always a first page.
    pub(super) fn views(&self) -> impl Iterator<Item = Page<'_>> {
        let pages = self.findings.len().div_ceil(OF_PAGE).max(1);
        (0..pages).map(move |at| {
            let first = at * OF_PAGE;
            let last = self.findings.len().min(first + OF_PAGE);
            Page {
                all: self.findings.len(),
                pages,
                findings: &self.findings[first..last],
                remarks: if at == 0 { &self.remarks } else { &[] },
            }
        })
    }
}

impl Finding {
    pub(super) fn of(row: &Row, people: &People, options: &Options) -> Self {
        let side = |one: &listing::Side| Side::of(one, people, options);
        Self {
            rule: row.rule,
            status: row.status.id(),
            severity: row.status.severity(),
            allowance: row.allowance.as_ref().map(|one| one.reason.clone()),
            event: row.event.clone(),
            known: people.event(&row.event),
            part: row.part.id(),
            places: row.places.clone(),
            title: row.title.clone(),
            sentence: row.sentence.clone(),
            reasons: row.reasons.iter().map(|reason| reason.text.clone()).collect(),
            producer: row.producer.as_ref().map(side),
            consumers: row
                .consumers
                .iter()
                .map(|one| Consumer::of(one, people, options))
                .collect(),
            fixes: row.fixes.iter().map(|fix| fix.text.clone()).collect(),
            fingerprint: row.fingerprint.clone(),
        }
    }
}

impl Consumer {
    fn of(one: &listing::Consumer, people: &People, options: &Options) -> Self {
        let message = one.witness.as_ref().map(|(message, _)| message.to_string());
        Self {
            side: Side::of(&one.side, people, options),
            places: one.places.clone(),
            message: message.map(|message| bounded(message.into()).into_owned()),
            cause: one.attribution.map(advice::of_attribution),
        }
    }
}

impl Side {
    fn of(side: &listing::Side, people: &People, options: &Options) -> Self {
        let location = side.location();
        let version = side.versions.first().map_or("", |one| one.version.as_str());
        let place = (location.file.as_str(), location.line);
        let form = options.source_url.as_deref();
        Self {
            known: people.service(&side.service),
            url: form.map(|form| url(form, &side.service, version, place)),
            service: side.service.clone(),
            name: side.name.clone(),
            owner: side.owner.clone(),
            file: location.file.clone(),
            line: location.line,
            versions: side.versions.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The address of a line. What is filled in cannot leave its place in the address.
fn url(form: &str, service: &str, version: &str, (file, line): (&str, usize)) -> String {
    let file: Vec<String> = file.split('/').map(escaped).collect();
    let values = [
        ("{service}", escaped(service)),
        ("{version}", escaped(version)),
        ("{file}", file.join("/")),
        ("{line}", line.to_string()),
    ];
    // Each part is filled in once, from the left: a value that looks like a name is not filled in again.
    let mut rest = form;
    let mut url = String::new();
    loop {
        let next = values
            .iter()
            .filter_map(|(name, value)| Some((rest.find(name)?, *name, value)))
            .min();
        let Some((at, name, value)) = next else {
            url.push_str(rest);
            return url;
        };
        url.push_str(&rest[..at]);
        url.push_str(value);
        rest = &rest[at + name.len()..];
    }
}

/// A step of a path; neither `.` nor `..` is left.
fn escaped(step: &str) -> String {
    if step.chars().all(|c| c == '.') {
        return "%2E".repeat(step.len());
    }
    let mut text = String::new();
    for byte in step.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(byte as char),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_stay_in_their_place_of_an_address() {
        let form = "https://git.example/{service}/blob/{version}/{file}#L{line}";
        let of = |service: &str, version: &str, file: &str| url(form, service, version, (file, 7));
        assert_eq!(
            of("shop", "1", "src/a b.rs"),
            "https://git.example/shop/blob/1/src/a%20b.rs#L7"
        );
        assert_eq!(
            of("../x?y#z", "{file}", "../..//@evil"),
            "https://git.example/..%2Fx%3Fy%23z/blob/%7Bfile%7D/%2E%2E/%2E%2E//%40evil#L7"
        );
    }
}
