//! The seal of a version: its contents, and its publisher.

use super::digest::Digest;
use super::error::StoreError;
use super::layout;
use crate::timestamp::Timestamp;
use counterpart::config::Allowance;
use counterpart::contract::Identity;
use counterpart::contract::Retention;
use counterpart_engine::json::{self, Json};

/// A branch, and the sequence number of a version on it. The latest version has the highest number,
/// whatever the order in which CI jobs end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The branch.
    pub name: String,
    /// The sequence number: the number of the commit's ancestors, unless the publisher gives
    /// another; at most [`Branch::MAX_SEQUENCE`].
    pub sequence: u64,
}

impl Branch {
    /// The highest sequence number: 2^53 - 1, the highest integer that all readers of JSON read
    /// exactly. It has room for the microseconds since 1970. A branch whose latest version had the
    /// highest number of all could never have a newer one. So numbers close to that are refused
    /// when they are written, and when they are read.
    pub const MAX_SEQUENCE: u64 = (1 << 53) - 1;
}

/// The version of the record's format that this library reads and writes.
const FORMAT: u32 = 1;

/// A version that a service published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The service.
    pub service: String,
    /// Its version: a release, or a commit.
    pub version: String,
    /// The time of publication.
    pub published: Timestamp,
    /// The publisher, and the source of the version.
    pub origin: Origin,
    /// The retention of an event's messages if its document does not declare one.
    pub retention: Option<Retention>,
    /// The allowances of the service.
    pub allow: Vec<Allowance>,
    /// Its contracts and emitted schemas, sorted by path.
    pub files: Vec<VersionFile>,
}

/// The origin of a version, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The commit that it was built from.
    pub commit: Option<String>,
    /// The committer of that commit.
    pub committer: Option<String>,
    /// The address of the CI run.
    pub run: Option<String>,
}

/// A document of a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionFile {
    /// The place in the folder of the version.
    pub path: String,
    /// The digest of its meaning.
    pub digest: Digest,
    /// The SHA-256 of its bytes.
    pub bytes: Digest,
}

impl Version {
    /// The identities of its documents, as their places tell.
    pub fn identities(&self) -> impl Iterator<Item = Identity> {
        self.files
            .iter()
            .filter_map(|file| layout::identity(&self.service, &file.path))
    }

    pub(crate) fn to_text(&self) -> String {
        let text = |text: &str| Json::from(text);
        let optional = [
            ("commit", &self.origin.commit),
            ("committer", &self.origin.committer),
            ("run", &self.origin.run),
        ];
        let known = optional
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), text(value.as_deref()?))));
        let files = self.files.iter().map(|file| {
            Json::from([
                ("path", text(&file.path)),
                ("digest", text(&file.digest.to_string())),
                ("bytes", text(&file.bytes.to_string())),
            ])
        });
        let mut record = vec![
            ("format", Json::Number(FORMAT.into())),
            ("service", text(&self.service)),
            ("version", text(&self.version)),
            ("published", text(&self.published.to_string())),
            ("origin", Json::Object(known.collect())),
        ];
        record.extend(
            self.retention
                .map(|retention| ("retention", text(&retention.to_string()))),
        );
        if !self.allow.is_empty() {
            let allow = self.allow.iter().map(Allowance::to_json);
            record.push(("allow", Json::Array(allow.collect())));
        }
        record.push(("files", Json::Array(files.collect())));
        let members = record.into_iter().map(|(key, value)| (key.to_owned(), value));
        Json::Object(members.collect()).to_pretty()
    }

    /// Reads a seal, which must agree with its key.
    pub(crate) fn parse(service: &str, version: &str, content: &[u8]) -> Result<Self, StoreError> {
        let key = layout::seal(service, version)?;
        read(service, version, content).map_err(|why| StoreError::Record { key, why })
    }
}

fn read(service: &str, version: &str, content: &[u8]) -> Result<Version, String> {
    let record = json::parse(content).map_err(|error| format!("is not JSON: {error}"))?;
    let text = |key: &str| {
        let value = record.get(key).and_then(Json::as_str);
        value.ok_or_else(|| format!("lacks `{key}`, a string"))
    };
    match record.get("format") {
        Some(Json::Number(format)) if *format == FORMAT.into() => {}
        Some(Json::Number(format)) if *format > FORMAT.into() => {
            return Err(format!(
                "has format {format}, newer than {FORMAT}: update counterpart"
            ));
        }
        _ => return Err("lacks `format`, a number".into()),
    }
    for (key, expected) in [("service", service), ("version", version)] {
        if text(key)? != expected {
            return Err(format!("names another {key} than its place does"));
        }
    }
    let published = text("published")?;
    let published = Timestamp::parse(published).ok_or("has no moment in `published`")?;
    let origin = |key: &str| record.get("origin")?.get(key)?.as_str().map(str::to_owned);
    let retention = record
        .get("retention")
        .map(|text| {
            text.as_str()
                .and_then(Retention::parse)
                .ok_or("has no time in `retention`")
        })
        .transpose()?;
    let allow = match record.get("allow") {
        None => &[][..],
        Some(allow) => allow.as_array().ok_or("has no list in `allow`")?,
    };
    let allow = allow
        .iter()
        .map(|one| Allowance::from_json(one).map_err(|why| format!("has an allowance that {why}")))
        .collect::<Result<_, _>>()?;
    let files = record
        .get("files")
        .and_then(Json::as_array)
        .ok_or("lacks `files`, a list")?;
    let files = files.iter().map(file).collect::<Option<Vec<_>>>();
    Ok(Version {
        service: service.to_owned(),
        version: version.to_owned(),
        published,
        origin: Origin {
            commit: origin("commit"),
            committer: origin("committer"),
            run: origin("run"),
        },
        retention,
        allow,
        files: files
            .ok_or("has a file without `path`, `digest` or `bytes`, or outside of `consumes` and `emits`")?,
    })
}

fn file(record: &Json) -> Option<VersionFile> {
    let path = record.get("path")?.as_str()?;
    let (role, name) = path.split_once('/')?;
    let fits = ["consumes", "emits"].contains(&role) && !name.contains('/') && name.ends_with(".json");
    // The key of the file is made from it, so it may hold only what keys hold.
    super::Key::parse(path).ok().filter(|_| fits)?;
    Some(VersionFile {
        path: path.to_owned(),
        digest: Digest::parse(record.get("digest")?.as_str()?)?,
        bytes: Digest::parse(record.get("bytes")?.as_str()?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version() -> Version {
        Version {
            service: "auth".into(),
            version: "1.4.0".into(),
            published: Timestamp::parse("2026-11-23T15:00:00Z").unwrap(),
            origin: Origin {
                commit: Some("0123abc".into()),
                ..Origin::default()
            },
            retention: Retention::parse("14d"),
            allow: vec![
                Allowance::from_json(&Json::from([
                    ("event", Json::from("user.registered")),
                    ("reason", Json::from("moving")),
                ]))
                .unwrap(),
            ],
            files: vec![VersionFile {
                path: "consumes/user.registered.json".into(),
                digest: Digest::parse(&format!("sha256:{}", "0a".repeat(32))).unwrap(),
                bytes: Digest::of_bytes(b"{}"),
            }],
        }
    }

    #[test]
    fn a_seal_reads_back_as_it_was_written() {
        let text = version().to_text();
        insta::assert_snapshot!(text, @r#"
        {
          "format": 1,
          "service": "auth",
          "version": "1.4.0",
          "published": "2026-11-23T15:00:00Z",
          "origin": {
            "commit": "0123abc"
          },
          "retention": "14d",
          "allow": [
            {
              "event": "user.registered",
              "reason": "moving"
            }
          ],
          "files": [
            {
              "path": "consumes/user.registered.json",
              "digest": "sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
              "bytes": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
            }
          ]
        }
        "#);
        assert_eq!(
            Version::parse("auth", "1.4.0", text.as_bytes()).unwrap(),
            version()
        );
    }

    #[test]
    fn a_seal_that_was_tampered_with_is_named_with_what_is_wrong() {
        let error = |from: &str, to: &str| {
            let text = version().to_text();
            assert!(text.contains(from));
            let text = text.replacen(from, to, 1);
            Version::parse("auth", "1.4.0", text.as_bytes())
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(error("\"format\": 1", "\"format\": 2"), @"services/auth/versions/1.4.0/version.json in the store has format 2, newer than 1: update counterpart");
        insta::assert_snapshot!(error("\"auth\"", "\"other\""), @"services/auth/versions/1.4.0/version.json in the store names another service than its place does");
        insta::assert_snapshot!(error("consumes/user", "../user"), @"services/auth/versions/1.4.0/version.json in the store has a file without `path`, `digest` or `bytes`, or outside of `consumes` and `emits`");
        insta::assert_snapshot!(error("sha256:0a", "sha256:"), @"services/auth/versions/1.4.0/version.json in the store has a file without `path`, `digest` or `bytes`, or outside of `consumes` and `emits`");
        insta::assert_snapshot!(error("14d", "long"), @"services/auth/versions/1.4.0/version.json in the store has no time in `retention`");
        insta::assert_snapshot!(error("\"reason\"", "\"why\""), @r#"services/auth/versions/1.4.0/version.json in the store has an allowance that has an unknown key "why""#);
        insta::assert_snapshot!(error("2026-11-23", "yesterday"), @"services/auth/versions/1.4.0/version.json in the store has no moment in `published`");
    }
}
