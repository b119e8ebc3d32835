use std::fmt;
use std::sync::{Arc, OnceLock};

use super::event_form::{self, NotInMode};
use super::header::{Header, HeaderError};
use counterpart_engine::compat::schema::{Options, Schema, SchemaError};
use counterpart_engine::json::{self, Json, Object};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const HEADER: &str = "x-contract";
/// The members that are not the schema's own.
const OTHERS: [&str; 2] = [HEADER, "$schema"];

/// A contract file: a header and a JSON Schema 2020-12.
#[derive(Debug, Clone)]
pub struct ContractFile {
    /// Its identity, and what it was made from.
    pub header: Header,
    /// The text of the file, if it was read from one.
    text: Option<Arc<str>>,
    /// An object, made from the text when it is asked for: of most files only the header is read, and the schema as
    /// one.
    schema: OnceLock<Arc<Json>>,
}

impl PartialEq for ContractFile {
    fn eq(&self, other: &Self) -> bool {
        let is_same_text = self.text.is_some() && self.text == other.text;
        self.header == other.header && (is_same_text || self.schema() == other.schema())
    }
}

impl Eq for ContractFile {}

/// The reason why a text is not a contract file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentError {
    /// Not JSON.
    Json(json::ParseError),
    /// JSON, but not an object.
    NotAnObject,
    /// Another dialect of JSON Schema than 2020-12.
    Dialect(String),
    /// `x-contract` cannot be read.
    Header(HeaderError),
    /// `x-contract` declares a mode of CloudEvents, and the file does not describe messages in it.
    NotInMode(NotInMode),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocumentError::Json(error) => write!(f, "not JSON: {error}"),
            DocumentError::NotAnObject => f.write_str("not a contract file: the document is not an object"),
            DocumentError::Dialect(found) => {
                write!(
                    f,
                    "`$schema` should be {DIALECT}, not {}: import the schema again",
                    Json::from(found.as_str())
                )
            }
            DocumentError::Header(error) => write!(f, "{error}"),
            DocumentError::NotInMode(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for DocumentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DocumentError::Json(error) => Some(error),
            DocumentError::Header(error) => Some(error),
            _ => None,
        }
    }
}

impl ContractFile {
    /// Puts a header over a schema. `$schema` and `x-contract` of the schema itself are left out.
    pub fn new(header: Header, mut schema: Object) -> Self {
        OTHERS.iter().for_each(|other| _ = schema.shift_remove(*other));
        Self::of(header, schema)
    }

    fn of(header: Header, schema: Object) -> Self {
        Self {
            header,
            text: None,
            schema: OnceLock::from(Arc::new(Json::Object(schema))),
        }
    }

    /// Reads a contract file.
    ///
    /// # Errors
    /// Fails if the text is not JSON, not an object, of another dialect, its header cannot be read, or it does not
    /// describe messages in the mode of CloudEvents that its header declares. The schema itself is read by
    /// [`to_schema`](Self::to_schema).
    pub fn parse(text: &[u8]) -> Result<Self, DocumentError> {
        let members = json::parse_members(text, OTHERS).map_err(DocumentError::Json)?;
        let [header, dialect] = members.ok_or(DocumentError::NotAnObject)?;
        let header = header_of(header, dialect)?;
        let text = std::str::from_utf8(text).expect("what parses is UTF-8");
        let file = Self {
            header,
            text: Some(Arc::from(text)),
            schema: OnceLock::new(),
        };
        file.in_its_mode()
    }

    /// Reads a contract file that is already taken apart as JSON.
    ///
    /// # Errors
    /// Like [`parse`](Self::parse), but from the JSON itself.
    pub fn from_json(document: Json) -> Result<Self, DocumentError> {
        let Json::Object(mut members) = document else {
            return Err(DocumentError::NotAnObject);
        };
        let [header, dialect] = OTHERS.map(|other| members.shift_remove(other));
        Self::of(header_of(header, dialect)?, members).in_its_mode()
    }

    /// The file, if it describes messages in the mode that its header declares.
    fn in_its_mode(self) -> Result<Self, DocumentError> {
        // The schema of another file is not made for this.
        if self.header.metadata.envelope.is_none() {
            return Ok(self);
        }
        match event_form::not_in_mode(&self.header.metadata, self.schema()) {
            Some(error) => Err(DocumentError::NotInMode(error)),
            None => Ok(self),
        }
    }

    /// The text of the file: the one that it was read from, or else [`to_text`](Self::to_text).
    #[doc(hidden)]
    pub fn shared_text(&self) -> Arc<str> {
        let text = self.text.as_ref();
        text.map_or_else(|| self.to_text().into(), Arc::clone)
    }

    /// The schema's members, without `$schema` and `x-contract`.
    pub fn schema(&self) -> &Object {
        self.schema_value().as_object().expect("it was made of an object")
    }

    fn schema_value(&self) -> &Arc<Json> {
        self.schema.get_or_init(|| {
            let text = self.text.as_ref().expect("it has a text or a value");
            let mut document = json::parse(text.as_bytes()).expect("it was read before");
            if let Some(members) = document.as_object_mut() {
                OTHERS.iter().for_each(|other| _ = members.shift_remove(*other));
            }
            Arc::new(document)
        })
    }

    /// The schema, read.
    ///
    /// # Errors
    /// Fails if it cannot be read.
    pub fn to_schema(&self) -> Result<Schema, SchemaError> {
        match &self.text {
            Some(text) => Schema::parse_without(text, &OTHERS, &Options::default()),
            None => Schema::from_shared(Arc::clone(self.schema_value()), &Options::default()),
        }
    }

    /// The whole document: `$schema`, `x-contract`, then the schema.
    pub fn to_json(&self) -> Json {
        let mut members = Object::default();
        members.insert("$schema".into(), Json::from(DIALECT));
        members.insert(HEADER.into(), self.header.to_json());
        members.extend(self.schema().clone());
        Json::Object(members)
    }

    /// The bytes of the file: two spaces a level, `\n`, the same on every machine.
    pub fn to_text(&self) -> String {
        self.to_json().to_pretty()
    }
}

/// The header, if this and `$schema` are those of a contract file.
fn header_of(header: Option<Json>, dialect: Option<Json>) -> Result<Header, DocumentError> {
    let header = header.ok_or(DocumentError::Header(HeaderError::Absent))?;
    let header = Header::from_json(&header).map_err(DocumentError::Header)?;
    match dialect {
        None => Ok(header),
        Some(Json::String(dialect)) if dialect.trim_end_matches('#') == DIALECT => Ok(header),
        Some(other) => Err(DocumentError::Dialect(
            other.as_str().map_or_else(|| other.to_string(), str::to_owned),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use counterpart_engine::json::Json;

    fn file() -> ContractFile {
        let header = Header {
            identity: Identity::new("auth", Role::Consumes, "user.registered", None).unwrap(),
            producer: None,
            owner: Some("team-identity".into()),
            metadata: Default::default(),
            types: vec![RustType {
                path: "auth::UserRegistered".into(),
                package: "auth".into(),
                file: "src/lib.rs".into(),
            }],
            imported: vec![],
            assumes: vec![Assumption::PlainIntegers],
            trusts: vec![Trust {
                place: "auth::UserRegistered.at".into(),
                reason: "the gateway writes it so".into(),
            }],
        };
        ContractFile::new(
            header,
            [("type".to_string(), Json::from("object"))].into_iter().collect(),
        )
    }

    /// A file that describes an event in each mode.
    fn file_of_events() -> ContractFile {
        let file = file();
        let sign = || Json::from([("specversion", Json::Bool(true))]);
        let mut schema = file.schema().clone();
        schema.insert("properties".to_string(), sign());
        schema.insert("items".to_string(), Json::from([("properties", sign())]));
        let names = ["ce-", "ce_"].into_iter().flat_map(|prefix| {
            let names = ["specversion", "id", "source", "type"];
            names.map(|name| Json::from(format!("{prefix}{name}")))
        });
        let mut header = file.header;
        let headers = [("required".to_string(), Json::Array(names.collect()))];
        header.metadata.headers = headers.into_iter().collect();
        ContractFile::new(header, schema)
    }

    #[test]
    fn a_file_starts_with_the_dialect_and_the_header() {
        insta::assert_snapshot!(file().to_text(), @r#"
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "x-contract": {
            "format": 1,
            "role": "consumes",
            "service": "auth",
            "event": "user.registered",
            "owner": "team-identity",
            "types": [
              {
                "path": "auth::UserRegistered",
                "package": "auth",
                "file": "src/lib.rs"
              }
            ],
            "assumes": [
              "plain-integers"
            ],
            "trusts": [
              {
                "place": "auth::UserRegistered.at",
                "reason": "the gateway writes it so"
              }
            ]
          },
          "type": "object"
        }
        "#);
    }

    #[test]
    fn message_metadata_is_in_the_header() {
        let mut file = file_of_events();
        file.header.metadata = MessageMetadata {
            envelope: Some(Envelope::CloudEvents),
            key: Some("user_id".into()),
            headers: [("type".to_string(), Json::from("object"))].into_iter().collect(),
            retention: None,
        };
        let text = file.to_text();
        assert!(
            text.contains(
                r#"    "owner": "team-identity",
    "envelope": "cloudevents",
    "key": "user_id",
    "headers": {
      "type": "object"
    },
    "types": ["#
            ),
            "{text}"
        );
        assert_eq!(ContractFile::parse(text.as_bytes()).unwrap(), file);
        let error =
            |from: &str, to: &str| ContractFile::parse(text.replacen(from, to, 1).as_bytes()).unwrap_err();
        insta::assert_snapshot!(error("cloudevents", "soap"), @"`envelope` in `x-contract` should be `cloudevents`");
        insta::assert_snapshot!(error("\"user_id\"", "1"), @"`key` in `x-contract` should be a string");
    }

    #[test]
    fn mode_of_an_envelope_is_read_back_and_the_structured_one_is_not_written() {
        let mut file = file_of_events();
        file.header.metadata.envelope = Some(Envelope::CloudEvents);
        let structured = file.to_text();
        assert!(
            !structured.contains("mode") && !structured.contains("binding"),
            "{structured}"
        );
        let said = structured.replace(
            "\"cloudevents\",",
            "\"cloudevents\",\n    \"mode\": \"structured\",",
        );
        assert_eq!(ContractFile::parse(said.as_bytes()).unwrap(), file);
        for (envelope, written) in [
            (Envelope::CloudEventsBatch, "\"mode\": \"batch\","),
            (
                Envelope::CloudEventsBinary(Binding::Http),
                "\"mode\": \"binary\",\n    \"binding\": \"http\",",
            ),
            (
                Envelope::CloudEventsBinary(Binding::Kafka),
                "\"mode\": \"binary\",\n    \"binding\": \"kafka\",",
            ),
        ] {
            file.header.metadata.envelope = Some(envelope);
            let text = file.to_text();
            let expected = format!("\"envelope\": \"cloudevents\",\n    {written}");
            assert!(text.contains(&expected), "{text}");
            assert_eq!(ContractFile::parse(text.as_bytes()).unwrap(), file);
        }
        let error = |members: &str| {
            let text = structured.replace("\"envelope\": \"cloudevents\",", members);
            ContractFile::parse(text.as_bytes()).unwrap_err().to_string()
        };
        insta::assert_snapshot!(error(r#""mode": "batch","#), @"`mode` in `x-contract` should be absent: there is no `envelope`");
        insta::assert_snapshot!(error(r#""binding": "http","#), @"`binding` in `x-contract` should be absent: there is no `envelope`");
        insta::assert_snapshot!(error(r#""envelope": "cloudevents", "mode": "bulk","#), @"`mode` in `x-contract` should be `structured`, `binary` or `batch`");
        insta::assert_snapshot!(error(r#""envelope": "cloudevents", "mode": "binary","#), @"`binding` in `x-contract` should be `http` or `kafka`");
        insta::assert_snapshot!(error(r#""envelope": "cloudevents", "mode": "binary", "binding": "amqp","#), @"`binding` in `x-contract` should be `http` or `kafka`");
        insta::assert_snapshot!(error(r#""envelope": "cloudevents", "binding": "http","#), @"`binding` in `x-contract` should be absent: only binary mode has one");
        insta::assert_snapshot!(error(r#""envelope": "cloudevents", "mode": "batch", "key": "id","#), @"`key` in `x-contract` should be absent: a batch has several events");
    }

    #[test]
    fn a_producer_says_how_long_its_messages_stay() {
        let mut file = file();
        file.header.identity = Identity::new("auth", Role::Emits, "user.registered", None).unwrap();
        file.header.metadata.retention = crate::contract::Retention::parse("2w");
        let text = file.to_text();
        assert!(text.contains(r#""retention": "14d","#), "{text}");
        assert_eq!(ContractFile::parse(text.as_bytes()).unwrap(), file);
        let error =
            |from: &str, to: &str| ContractFile::parse(text.replacen(from, to, 1).as_bytes()).unwrap_err();
        insta::assert_snapshot!(error("14d", "14"), @"`retention` in `x-contract` should be a number with a unit, as in `14d` (`s`, `m`, `h`, `d`, `w`), or `forever`");
        insta::assert_snapshot!(error("emits", "consumes"), @"`retention` in `x-contract` should be absent: only producers declare how long messages stay");
    }

    #[test]
    fn a_file_reads_back_as_it_was_written() {
        assert_eq!(ContractFile::parse(file().to_text().as_bytes()).unwrap(), file());
    }

    #[test]
    fn file_without_a_contract_is_refused_with_the_fix() {
        let error = |from: &str, to: &str| {
            let text = file().to_text();
            assert!(text.contains(from));
            ContractFile::parse(text.replacen(from, to, 1).as_bytes())
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(error("\"format\": 1", "\"format\": 2"), @"format 2 of `x-contract` is newer than 1, the newest that this version supports: update counterpart");
        insta::assert_snapshot!(error("x-contract", "x-other"), @"it has no `x-contract`, so it is a plain schema: make a contract file of it with `cargo counterpart import`");
        insta::assert_snapshot!(error("user.registered", "../../etc/x"), @r#"in `x-contract`, the name "../../etc/x" contains a path step `.` or `..`: name the event, not a path"#);
        insta::assert_snapshot!(error("\"owner\"", "\"owned\""), @r#"`x-contract` has an unknown key "owned""#);
        insta::assert_snapshot!(error("\"role\": \"consumes\"", "\"role\": 1"), @"`role` in `x-contract` should be a string");
        insta::assert_snapshot!(error("plain-integers", "wishful"), @"`assumes` in `x-contract` should be a list of known assumptions");
        insta::assert_snapshot!(error("2020-12", "2019-09"), @r#"`$schema` should be https://json-schema.org/draft/2020-12/schema, not "https://json-schema.org/draft/2019-09/schema": import the schema again"#);
        insta::assert_snapshot!(error("the gateway writes it so", "two\\nlines"), @"`trusts` in `x-contract` should be a list of objects with `place` and `reason`, one line each, the reason of up to 500 bytes");
        insta::assert_snapshot!(error("the gateway writes it so", &"long ".repeat(101)), @"`trusts` in `x-contract` should be a list of objects with `place` and `reason`, one line each, the reason of up to 500 bytes");
        insta::assert_snapshot!(ContractFile::parse(b"{\"a\":").unwrap_err(), @"not JSON: the text ends inside a value at line 1, column 6");
        insta::assert_snapshot!(ContractFile::parse(b"[]").unwrap_err(), @"not a contract file: the document is not an object");
    }
}
