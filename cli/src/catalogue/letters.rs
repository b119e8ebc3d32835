//! Dead letters for the catalogue, by cause, as `redrive --no-build` plans them.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use counterpart_verifier::messages::{Form, Inputs, Limits, Piece, Reader};
use counterpart_verifier::redrive::{Contracts, Options, Place, Plan, Planner};
use counterpart_verifier::report::Document;

use crate::failure::Failure;
use crate::terminal::progress::Progress;

/// Reads the letters of files and folders, and groups them.
pub(crate) fn read(files: &[PathBuf], documents: &[Arc<Document>]) -> Result<Plan, Failure> {
    let contracts = documents.iter().map(|document| &**document);
    let contracts = Contracts::of(contracts).map_err(|error| Failure::new(error.to_string()))?;
    let options = Options {
        service: None,
        unordered: false,
        most_redrives: 3,
        discard: Default::default(),
        edits: Vec::new(),
        asks_code: false,
    };
    let mut planner = Planner::new(contracts, options);
    let inputs: Vec<OsString> = files.iter().map(|path| path.clone().into()).collect();
    let limits = Limits::default();
    let most = limits.message;
    let inputs = Inputs::new(inputs).each_file_once().without_torn();
    let mut reader = Reader::new(inputs, Some(Form::Lines), limits);
    let _progress = Progress::of("reading letters");
    let mut failed: Option<Failure> = None;
    reader.for_each(|piece, position| {
        let place = Place {
            input: Arc::clone(&position.input),
            line: position.line,
        };
        match piece {
            Piece::Message(record) | Piece::EmptyArray(record) | Piece::Malformed(record, _) => {
                let line = record.raw.strip_suffix(b"\n").unwrap_or(record.raw);
                let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
                if !line.iter().all(|byte| b" \t\r".contains(byte)) {
                    planner.letter(place, line);
                }
            }
            Piece::TooLong { length, .. } => planner.too_long(place, length, most),
            Piece::Failed(problem) => failed = Some(Failure::new(problem.to_string())),
        }
        failed.is_none()
    });
    planner.not_read(reader.torn().to_vec(), reader.ignored().count);
    failed.map_or_else(|| Ok(planner.plan()), Err)
}
