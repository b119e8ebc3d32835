//! The findings as they are, in pages, and by event and service.

use std::collections::BTreeMap;

use super::event::bounded;
use super::people::People;
use super::source::Options;
use super::{number, optional, texts};
use crate::report::advice;
use crate::report::listing::{Consumer, Listing, Row, Side};
use counterpart_engine::json::Json;

/// The number of findings of a page.
const OF_PAGE: usize = 200;

/// The findings of a run.
pub(super) struct Pages {
    rows: Vec<Json>,
    by_event: BTreeMap<String, Vec<usize>>,
    remarks: Vec<Json>,
}

impl Pages {
    pub(super) fn of(listing: &Listing, people: &People, options: &Options) -> Self {
        let mut by_event: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, row) in listing.rows.iter().enumerate() {
            by_event.entry(row.event.clone()).or_default().push(at);
        }
        let remarks = listing.remarks().into_iter().map(|remark| {
            Json::from([
                ("id", Json::from(remark.id)),
                ("severity", Json::from(remark.severity)),
                ("text", Json::from(remark.text)),
            ])
        });
        Self {
            rows: listing.rows.iter().map(|one| row(one, people, options)).collect(),
            by_event,
            remarks: remarks.collect(),
        }
    }

    /// The findings about an event.
    pub(super) fn of_event(&self, event: &str) -> Json {
        let at = self.by_event.get(event).into_iter().flatten();
        Json::Array(at.map(|at| self.rows[*at].clone()).collect())
    }

    /// All findings, page by page; the first has the remarks. There is always a first page.
    pub(super) fn views(&self) -> Vec<(String, Json)> {
        let pages: Vec<&[Json]> = if self.rows.is_empty() {
            vec![&[]]
        } else {
            self.rows.chunks(OF_PAGE).collect()
        };
        let count = pages.len();
        let view = |(at, rows): (usize, &&[Json])| {
            let remarks = if at == 0 { self.remarks.clone() } else { Vec::new() };
            let view = Json::from([
                ("all", number(self.rows.len())),
                ("pages", number(count)),
                ("findings", Json::Array(rows.to_vec())),
                ("remarks", Json::Array(remarks)),
            ]);
            (format!("findings-{at}"), view)
        };
        pages.iter().enumerate().map(view).collect()
    }
}

/// One finding. Messages are text, because a browser would round their numbers.
pub(super) fn row(row: &Row, people: &People, options: &Options) -> Json {
    let reasons = row.reasons.iter().map(|reason| reason.text.as_str());
    Json::from([
        ("rule", Json::from(row.rule)),
        ("status", Json::from(row.status.id())),
        ("severity", Json::from(row.status.severity())),
        (
            "allowance",
            optional(row.allowance.as_ref().map(|one| one.reason.as_str())),
        ),
        ("event", Json::from(row.event.as_str())),
        ("known", people.event(&row.event).map_or(Json::Null, number)),
        ("part", Json::from(row.part.id())),
        ("places", texts(&row.places)),
        ("title", Json::from(row.title.as_str())),
        ("sentence", Json::from(row.sentence.as_str())),
        ("reasons", texts(reasons)),
        (
            "producer",
            row.producer
                .as_ref()
                .map_or(Json::Null, |one| side(one, people, options)),
        ),
        (
            "consumers",
            Json::Array(
                row.consumers
                    .iter()
                    .map(|one| consumer(one, people, options))
                    .collect(),
            ),
        ),
        ("fixes", texts(row.fixes.iter().map(|fix| fix.text.as_str()))),
        ("fingerprint", Json::from(row.fingerprint.as_str())),
    ])
}

fn consumer(one: &Consumer, people: &People, options: &Options) -> Json {
    let mut members = side(&one.side, people, options);
    if let Some(members) = members.as_object_mut() {
        let message = one
            .witness
            .as_ref()
            .map(|(message, _)| bounded(message.to_string()));
        members.insert("places".to_owned(), texts(&one.places));
        members.insert("message".to_owned(), optional(message.as_deref()));
        let cause = one.attribution.map(advice::of_attribution);
        members.insert("cause".to_owned(), optional(cause));
    }
    members
}

fn side(side: &Side, people: &People, options: &Options) -> Json {
    let location = side.location();
    let version = side.versions.first().map_or("", |one| one.version.as_str());
    let place = (location.file.as_str(), location.line);
    let url = options
        .source_url
        .as_deref()
        .map(|form| url(form, &side.service, version, place));
    let versions = side.versions.iter().map(ToString::to_string);
    Json::from([
        ("service", Json::from(side.service.as_str())),
        ("known", people.service(&side.service).map_or(Json::Null, number)),
        ("name", optional(side.name.as_deref())),
        ("owner", optional(side.owner.as_deref())),
        ("file", Json::from(location.file.as_str())),
        ("line", number(location.line)),
        ("url", optional(url.as_deref())),
        ("versions", texts(versions)),
    ])
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
