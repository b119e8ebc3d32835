//! A schema file read by itself: nothing is taken in, closed or bounded.

use std::path::{Path, PathBuf};

use super::address::Address;
use super::compound::Compound;
use super::dialect::{Moved, lift};
use super::draft::{DraftTaken, Taken, WhyDraft, said_of_document, said_of_files};
use super::error::ImportError;
use super::kind::certainly_not_a_schema;
use super::places::place_in_file;
use super::warning::{Doubt, Warning, doubts, of_pattern};
use super::{asserts, document, nothing_asserted};
use counterpart::bounded;
use counterpart_engine::compat::schema::{self, Dialect, Draft, Schema, SchemaError};
use counterpart_engine::json::{Json, Pointer};

/// The options for reading a schema file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The draft of a file without `$schema`. Without one, that of the document's kind, else 2020-12.
    pub draft: Option<Draft>,
    /// Treat `format` as an annotation.
    pub format_is_a_note: bool,
    /// Take a schema that accepts everything.
    pub anything: bool,
    /// The dialect of the file's patterns. They are rewritten to ECMA-262; what cannot be rewritten decides nothing.
    pub patterns: Dialect,
}

/// A schema of somebody else: `FILE`, or the place `FILE#POINTER` of a file.
///
/// ```
/// use counterpart_verifier::import::{Reading, SchemaFile};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("order.json");
/// std::fs::write(&file, r#"{"definitions": {"Order": {"type": "object", "requierd": ["id"]}}}"#)?;
///
/// let error = SchemaFile::read(&file, &Reading::default()).unwrap_err();
/// assert!(error.to_string().contains("#/definitions/Order"));
///
/// let order = format!("{}#/definitions/Order", file.display());
/// let read = SchemaFile::read(order.as_ref(), &Reading::default())?;
/// assert_eq!(read.warnings[0].at.to_string(), "/definitions/Order/requierd");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SchemaFile {
    /// The file.
    pub file: PathBuf,
    /// The schema. References lead inside the file only.
    pub schema: Schema,
    /// The text of the file, if it is JSON.
    pub text: Option<String>,
    /// Words that may not mean what their author thinks.
    pub warnings: Vec<Warning>,
    /// The assumed draft, if the file names none and it makes a difference.
    pub draft: Option<DraftTaken>,
    /// True if the schema is inside a compound document.
    is_compound: bool,
    moved: Moved,
}

/// The name of the only file of a compound document in it.
const ONLY: &str = "schema";

impl SchemaFile {
    /// Reads a schema.
    ///
    /// # Errors
    /// Fails if the file cannot be read, the place does not exist, or the value there is not a schema or asserts
    /// nothing.
    pub fn read(named: &Path, reading: &Reading) -> Result<Self, ImportError> {
        // Schemas nest up to 512 levels, and each takes several frames.
        super::on_a_large_stack(|| Self::read_here(named, reading))
    }

    /// Reads a schema that a program holds. `name` is what errors call it; one that ends in `.yaml` is of YAML.
    ///
    /// ```
    /// use counterpart_verifier::import::{Reading, SchemaFile};
    ///
    /// let read = SchemaFile::parse("emitted", br#"{"type": "object", "required": ["id"]}"#, &Reading::default())?;
    /// assert!(read.warnings.is_empty());
    /// # Ok::<(), counterpart_verifier::import::ImportError>(())
    /// ```
    ///
    /// # Errors
    /// Fails if the text is not a schema, or one that asserts nothing.
    pub fn parse(name: &str, text: &[u8], reading: &Reading) -> Result<Self, ImportError> {
        super::on_a_large_stack(|| Self::of(Address::whole(name.into()), text, reading))
    }

    fn read_here(named: &Path, reading: &Reading) -> Result<Self, ImportError> {
        let address = Address::of(named);
        let bytes = bounded::read(&address.file, bounded::MAX_BYTES);
        let bytes = bytes.map_err(|error| ImportError::Read(error.into()))?;
        Self::of(address, &bytes, reading)
    }

    fn of(address: Address, bytes: &[u8], reading: &Reading) -> Result<Self, ImportError> {
        let shown = address.file.display().to_string();
        let document = document::parse(&shown, bytes)?;
        document::of_a_draft_that_is_read(&shown, &document)?;
        let pointer = address.find(&document)?;
        let target = pointer.find(&document).cloned().unwrap_or(Json::Null);
        if !reading.anything && certainly_not_a_schema(&target).is_some() {
            return Err(nothing_asserted(&shown, &pointer, &target, None));
        }
        let is_declared = |at: &Pointer| document::declares_a_draft(&document, at);
        let taken = Taken::of(
            &document,
            reading.draft.map(|draft| (draft, WhyDraft::Told)),
            (Draft::Draft202012, WhyDraft::Default),
        );
        let is_compound = !pointer.steps().is_empty();
        let whole = if is_compound {
            Compound::of_one(ONLY, document.clone(), &pointer, taken.clone())?.document
        } else {
            document.clone()
        };
        let in_file = |at: &Pointer| {
            if is_compound {
                place_in_file(at).1
            } else {
                at.clone()
            }
        };
        let said = |error: SchemaError| ImportError::Schema {
            file: shown.clone(),
            error: error.placed(|at| in_file(at)),
        };
        let options = schema::Options::default()
            .default_draft(taken.draft)
            .format_asserts(!reading.format_is_a_note);
        let mut schema = Schema::from_json(whole, &options).map_err(said)?;
        let foreign = if reading.patterns == Dialect::Ecma {
            schema.foreign_patterns()
        } else {
            let rewritten = schema.with_patterns_of(reading.patterns).map_err(said)?;
            schema = Schema::from_json(rewritten.document, &options).map_err(said)?;
            rewritten.kept
        };
        let mut found = doubts(&schema);
        if reading.format_is_a_note {
            found.retain(|(_, doubt)| !matches!(doubt, Doubt::IntegerFormat { .. }));
        }
        found.extend(foreign.into_iter().map(of_pattern));
        let draft = if is_compound {
            let files = [(ONLY.to_owned(), taken)].into_iter().collect();
            let said = said_of_files(&schema, &files).into_iter().next();
            said.map(|said| DraftTaken {
                file: shown.clone(),
                ..said
            })
        } else {
            said_of_document(&schema, &shown, &taken)
        };
        let mut moved = Moved::default();
        if let Some(lifted) = lift(&schema, |at| is_declared(&in_file(at))).map_err(said)? {
            let (document, more, places) = lifted.into_parts();
            schema = Schema::from_json(document, &options).map_err(said)?;
            found.extend(more);
            moved = places;
        }
        let mut warnings: Vec<Warning> = found
            .into_iter()
            .map(|(at, doubt)| Warning {
                file: shown.clone(),
                at: in_file(&at),
                doubt,
            })
            .collect();
        warnings.sort();
        if !reading.anything && !asserts::asserts(&schema) {
            return Err(nothing_asserted(&shown, &pointer, &target, warnings.first()));
        }
        let text = (!document::is_yaml(&shown)).then(|| String::from_utf8_lossy(bytes).into_owned());
        Ok(Self {
            file: address.file,
            schema,
            text,
            warnings,
            draft,
            is_compound,
            moved,
        })
    }

    /// Returns the place in the file of a place in the schema.
    pub fn place(&self, of_schema: &Pointer) -> Pointer {
        let written = self.moved.written(of_schema);
        if self.is_compound {
            place_in_file(&written).1
        } else {
            written
        }
    }
}
