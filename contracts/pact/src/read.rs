//! Pacts are found and read.
//!
//! Some files that other tools accept are errors here: a path without a pact, a pact without interactions, a
//! message without contents, contents that are not JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::RefUnwindSafe;
use std::path::{Path, PathBuf};

use pact_models::bodies::OptionalBody;
use pact_models::interaction::Interaction;
use pact_models::matchingrules::MatchingRuleCategory;
use pact_models::pact::{Pact, load_pact_from_json};
use serde_json::Value;

use counterpart::bounded;
use counterpart::contract::folder::FolderError;
use counterpart::system_files::is_dropped;
use counterpart_engine::json;

/// The maximum depth of folders.
const DEEPEST: usize = 64;
/// The number of pacts that are read at once.
const MOST: usize = 100_000;

/// A pact as Pact's own code holds it.
pub type AnyPact = Box<dyn Pact + Send + Sync + RefUnwindSafe>;
/// An interaction as Pact's own code holds it.
pub type AnyInteraction = Box<dyn Interaction + Send + Sync + RefUnwindSafe>;

/// A pact with messages.
#[derive(Debug)]
pub struct PactFile {
    /// The file or the address that it was read from.
    pub source: String,
    /// The consumer, who wrote it.
    pub consumer: String,
    /// The provider, who must satisfy it.
    pub provider: String,
    /// Its messages; never empty.
    pub messages: Vec<Message>,
    /// The number of HTTP interactions, which are skipped.
    pub http: usize,
    /// True if all of it is pending, as a broker says.
    pub pending: bool,
    /// The pact.
    pub pact: AnyPact,
}

/// One message that a consumer expects.
#[derive(Debug)]
pub struct Message {
    /// The consumer's name for it.
    pub description: String,
    /// The names of the provider's states.
    pub states: Vec<String>,
    /// True if it may fail.
    pub pending: bool,
    /// The example.
    pub contents: Value,
    /// The rules for the contents.
    pub rules: MatchingRuleCategory,
    /// The metadata of the message.
    pub metadata: BTreeMap<String, Value>,
    /// The rules for that.
    pub metadata_rules: MatchingRuleCategory,
    /// The interaction.
    pub interaction: AnyInteraction,
}

/// The reason why pacts cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file or folder does not exist.
    Absent(PathBuf),
    /// These paths contain no pact.
    NothingFound(Vec<PathBuf>),
    /// The file system refused.
    Folder(FolderError),
    /// Folders nest too deep, or there are too many files.
    TooMany(PathBuf),
    /// Not JSON.
    Json(String, json::ParseError),
    /// JSON, and no pact.
    NotAPact(String, String),
    /// A pact without interactions.
    Empty(String),
    /// A pact with only HTTP interactions.
    Http(String),
    /// A message that cannot be verified.
    Message {
        /// The pact.
        source: String,
        /// The description of the interaction.
        description: String,
        /// Why, with the fix.
        why: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Absent(path) => {
                write!(
                    f,
                    "{} does not exist: name a pact, or a folder of pacts",
                    path.display()
                )
            }
            ReadError::NothingFound(paths) => {
                let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
                write!(
                    f,
                    "no pact was found in {}: name a file that ends in .json, or a folder that contains some",
                    paths.join(" and ")
                )
            }
            ReadError::Folder(error) => write!(f, "{error}"),
            ReadError::TooMany(path) => write!(
                f,
                "{} contains more than {MOST} files, or folders deeper than {DEEPEST}: name a smaller folder",
                path.display()
            ),
            ReadError::Json(source, error) => write!(f, "{source} is not JSON: {error}"),
            ReadError::NotAPact(source, why) => write!(f, "{source} is not a pact: {why}"),
            ReadError::Empty(source) => write!(
                f,
                "{source} has no interactions, so it would accept anything: write the consumer's tests, or \
                 remove the file"
            ),
            ReadError::Http(source) => write!(
                f,
                "{source} only has HTTP interactions: verify it with a verifier for HTTP, because only \
                 messages are verified here"
            ),
            ReadError::Message {
                source,
                description,
                why,
            } => {
                write!(f, "{source}: the interaction {description:?} {why}")
            }
        }
    }
}

impl std::error::Error for ReadError {}

impl From<FolderError> for ReadError {
    fn from(error: FolderError) -> Self {
        ReadError::Folder(error)
    }
}

/// The pacts that were found.
#[derive(Debug, Default)]
pub struct Found {
    /// Pacts with messages, in the order of their paths.
    pub pacts: Vec<PactFile>,
    /// Entries of the folders that were ignored, as sentences.
    pub notes: Vec<String>,
}

/// Reads the pacts at these paths: files, and folders recursively.
///
/// # Errors
/// Fails if a path is missing or cannot be read, if there is no pact, or if a pact would accept anything.
pub fn read(paths: &[PathBuf]) -> Result<Found, ReadError> {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            for file in files_below(path)? {
                if seen.insert(real(&file)) {
                    match read_file(&file) {
                        Err(ReadError::Http(source)) => found
                            .notes
                            .push(format!("{source} only has HTTP interactions, and is skipped")),
                        Err(ReadError::NotAPact(source, why)) if why == NO_PARTIES => {
                            found
                                .notes
                                .push(format!("{source} is not a pact, and is skipped"));
                        }
                        other => found.pacts.push(other?),
                    }
                }
            }
        } else if path.exists() {
            if seen.insert(real(path)) {
                found.pacts.push(read_file(path)?);
            }
        } else {
            return Err(ReadError::Absent(path.clone()));
        }
    }
    if found.pacts.is_empty() {
        return Err(ReadError::NothingFound(paths.to_vec()));
    }
    Ok(found)
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// All files that end in `.json`, sorted; a folder that links to one above is entered once.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let io = |path: &Path, error| {
        ReadError::Folder(FolderError::Io {
            path: path.to_owned(),
            action: "list",
            error,
        })
    };
    let (mut files, mut entered) = (BTreeSet::new(), BTreeSet::new());
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        if depth > DEEPEST || files.len() > MOST {
            return Err(ReadError::TooMany(folder));
        }
        if !entered.insert(real(&folder)) {
            continue;
        }
        for entry in folder.read_dir().map_err(|error| io(&folder, error))? {
            let path = entry.map_err(|error| io(&folder, error))?.path();
            if path
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(is_dropped)
            {
                continue;
            }
            if path.is_dir() {
                folders.push((path, depth + 1));
            } else if path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
            {
                files.insert(path);
            }
        }
    }
    Ok(files.into_iter().collect())
}

fn read_file(path: &Path) -> Result<PactFile, ReadError> {
    let text = bounded::read(path, bounded::MAX_BYTES).map_err(FolderError::from)?;
    parse(&path.display().to_string(), &text)
}

const NO_PARTIES: &str = "it names no `consumer` and no `provider`";

/// Reads a pact from text.
///
/// # Errors
/// Like [`read`].
pub fn parse(source: &str, text: &[u8]) -> Result<PactFile, ReadError> {
    // The exact reader limits the depth and names the place; the other one may still refuse what it accepts.
    json::parse_last_of_repeated(text).map_err(|error| ReadError::Json(source.to_owned(), error))?;
    let not = |why: String| ReadError::NotAPact(source.to_owned(), why);
    let json: Value = serde_json::from_slice(text).map_err(|error| not(error.to_string()))?;
    let name = |party: &str| {
        json.get(party)
            .and_then(|party| party.get("name"))
            .and_then(Value::as_str)
    };
    match (name("consumer"), name("provider")) {
        (None, None) if json.get("consumer").is_none() && json.get("provider").is_none() => {
            return Err(not(NO_PARTIES.to_owned()));
        }
        (None, _) | (_, None) => {
            return Err(not(
                "`consumer` and `provider` should each be an object with a `name`".to_owned(),
            ));
        }
        _ => {}
    }
    let pact = load_pact_from_json(source, &json).map_err(|error| not(error.to_string()))?;
    from_pact(source, pact)
}

/// Takes a pact that is already read.
///
/// # Errors
/// Fails if it would accept anything, or has messages that cannot be verified.
pub fn from_pact(source: &str, pact: AnyPact) -> Result<PactFile, ReadError> {
    let interactions = pact.interactions();
    if interactions.is_empty() {
        return Err(ReadError::Empty(source.to_owned()));
    }
    let mut http = 0;
    let mut messages = Vec::new();
    for interaction in interactions {
        if interaction.is_request_response() || interaction.as_v4_http().is_some() {
            http += 1;
            continue;
        }
        let description = interaction.description();
        messages.push(message(interaction).map_err(|why| ReadError::Message {
            source: source.to_owned(),
            description,
            why,
        })?);
    }
    if messages.is_empty() {
        return Err(ReadError::Http(source.to_owned()));
    }
    Ok(PactFile {
        source: source.to_owned(),
        consumer: pact.consumer().name,
        provider: pact.provider().name,
        messages,
        http,
        pending: false,
        pact,
    })
}

fn message(interaction: AnyInteraction) -> Result<Message, String> {
    if interaction.as_v4_sync_message().is_some() {
        return Err(
            "is a synchronous message, a request with its response, and only events are verified here: move \
             it into a separate pact"
                .to_owned(),
        );
    }
    let message = interaction.as_message().ok_or("is of an unknown kind")?;
    let kind = message.message_content_type();
    let bytes = match &message.contents {
        OptionalBody::Present(bytes, ..) => bytes,
        OptionalBody::Missing => {
            return Err(
                "has no `contents`, so it would accept anything: write what the consumer expects".to_owned(),
            );
        }
        OptionalBody::Empty | OptionalBody::Null => {
            return Err("expects a message without contents, but messages here are JSON".to_owned());
        }
    };
    let kind = kind.unwrap_or_default();
    if !kind.is_json() {
        return Err(format!(
            "has contents of the type `{kind}`, but messages here are JSON: write `application/json` if \
             they are"
        ));
    }
    let contents = serde_json::from_slice(bytes)
        .map_err(|error| format!("says `{kind}`, but its contents are not JSON: {error}"))?;
    let rules = |category| {
        message
            .matching_rules
            .rules_for_category(category)
            .unwrap_or_default()
    };
    let pending = interaction.pending();
    Ok(Message {
        description: message.description.clone(),
        states: message
            .provider_states
            .iter()
            .map(|state| state.name.clone())
            .collect(),
        pending,
        contents,
        rules: match interaction.is_v4() {
            true => rules("content"),
            false => rules("body"),
        },
        metadata: message.metadata.clone().into_iter().collect(),
        metadata_rules: rules("metadata"),
        interaction,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v3(messages: &str) -> String {
        format!(
            r#"{{"consumer": {{"name": "c"}}, "provider": {{"name": "p"}}, "messages": {messages},
                "metadata": {{"pactSpecification": {{"version": "3.0.0"}}}}}}"#
        )
    }

    fn v4(interactions: &str) -> String {
        format!(
            r#"{{"consumer": {{"name": "c"}}, "provider": {{"name": "p"}}, "interactions": {interactions},
                "metadata": {{"pactSpecification": {{"version": "4.0"}}}}}}"#
        )
    }

    fn async_message(contents: &str) -> String {
        v4(&format!(
            r#"[{{"type": "Asynchronous/Messages", "description": "d", {contents}}}]"#
        ))
    }

    fn said(text: &str) -> String {
        match parse("pact.json", text.as_bytes()) {
            Ok(pact) => format!("{}", pact.messages[0].contents),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn pact_that_accepts_every_message_is_refused_with_the_way_out() {
        insta::assert_snapshot!(said(&v3("[]")), @"pact.json has no interactions, so it would accept anything: write the consumer's tests, or remove the file");
        insta::assert_snapshot!(said(&v4("[]")), @"pact.json has no interactions, so it would accept anything: write the consumer's tests, or remove the file");
        insta::assert_snapshot!(said(&v3(r#"[{"description": "d"}]"#)), @r#"pact.json: the interaction "d" has no `contents`, so it would accept anything: write what the consumer expects"#);
        insta::assert_snapshot!(said(&v3(r#"[{"description": "d", "content": {"a": 1}}]"#)), @r#"pact.json: the interaction "d" has no `contents`, so it would accept anything: write what the consumer expects"#);
        insta::assert_snapshot!(said(&async_message(r#""contents": {}"#)), @r#"pact.json: the interaction "d" has no `contents`, so it would accept anything: write what the consumer expects"#);
        insta::assert_snapshot!(said(&v3(r#"[{"description": "d", "contents": null}]"#)), @r#"pact.json: the interaction "d" expects a message without contents, but messages here are JSON"#);
    }

    #[test]
    fn message_that_is_not_json_is_refused_with_its_reason() {
        insta::assert_snapshot!(said(&v3(r#"[{"description": "d", "contents": "hi", "metadata": {"contentType": "text/plain"}}]"#)), @r#"pact.json: the interaction "d" has contents of the type `text/plain`, but messages here are JSON: write `application/json` if they are"#);
        insta::assert_snapshot!(said(&async_message(r#""contents": {"content": "AAEC", "contentType": "application/octet-stream", "encoded": "base64"}"#)), @r#"pact.json: the interaction "d" has contents of the type `application/octet-stream`, but messages here are JSON: write `application/json` if they are"#);
        insta::assert_snapshot!(said(&v4(r#"[{"type": "Synchronous/Messages", "description": "d", "request": {"contents": {"content": {}, "contentType": "application/json"}}, "response": []}]"#)), @r#"pact.json: the interaction "d" is a synchronous message, a request with its response, and only events are verified here: move it into a separate pact"#);
        insta::assert_snapshot!(said(&v4(r#"[{"type": "Synchronous/HTTP", "description": "d", "request": {}, "response": {}}]"#)), @"pact.json only has HTTP interactions: verify it with a verifier for HTTP, because only messages are verified here");
        insta::assert_snapshot!(said(r#"{"consumer": {"name": "c"}}"#), @"pact.json is not a pact: `consumer` and `provider` should each be an object with a `name`");
        insta::assert_snapshot!(said("{"), @"pact.json is not JSON: the text ends inside a value at line 1, column 2");
        insta::assert_snapshot!(said("[]"), @"pact.json is not a pact: it names no `consumer` and no `provider`");
    }

    #[test]
    fn contents_are_read_in_each_of_their_forms() {
        assert_eq!(said(&v3(r#"[{"description": "d", "contents": {}}]"#)), "{}");
        assert_eq!(said(&v3(r#"[{"description": "d", "contents": [1]}]"#)), "[1]");
        assert_eq!(
            said(&async_message(
                r#""contents": {"content": {}, "contentType": "application/json"}"#
            )),
            "{}"
        );
        let base64 = r#""contents": {"content": "eyJhIjoxfQ==", "contentType": "application/json", "encoded": "base64"}"#;
        assert_eq!(said(&async_message(base64)), r#"{"a":1}"#);
        let vendor = r#""contents": {"content": {"a": 1}, "contentType": "application/vnd.order+json"}"#;
        assert_eq!(said(&async_message(vendor)), r#"{"a":1}"#);
    }

    #[test]
    fn folders_are_read_with_all_below_and_an_empty_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        let nothing = read(&[folder.path().to_owned()]).unwrap_err();
        assert!(nothing.to_string().contains("no pact was found in"), "{nothing}");
        std::fs::write(
            deep.join("p.json"),
            v3(r#"[{"description": "d", "contents": {}}]"#),
        )
        .unwrap();
        std::fs::write(deep.join("package.json"), "{}").unwrap();
        std::fs::write(deep.join("notes.txt"), "x").unwrap();
        std::fs::write(deep.join("._a.json"), "what macOS leaves").unwrap();
        let found = read(&[folder.path().to_owned(), deep.join("p.json")]).unwrap();
        assert_eq!((found.pacts.len(), found.notes.len()), (1, 1));
        let absent = read(&[folder.path().join("absent.json")]).unwrap_err();
        assert!(absent.to_string().contains("does not exist"), "{absent}");
    }
}
