//! Spans of files, with the lines that they are on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use counterpart::bounded;

use super::diagnostic::{Line, Position, Span};

/// Files, each read when it is first asked for. A file that cannot be read has no spans.
pub(super) struct Files {
    /// The folder of the workspace: names of files below it are relative to it, as the compiler writes them.
    root: PathBuf,
    read: RefCell<BTreeMap<PathBuf, Option<Rc<str>>>>,
}

impl Files {
    pub(super) fn below(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            read: RefCell::default(),
        }
    }

    /// Returns `true` if a file belongs to the workspace.
    pub(super) fn holds(&self, path: &Path) -> bool {
        path.starts_with(&self.root)
    }

    /// The span between two bytes of a file.
    pub(super) fn span(&self, path: &Path, bytes: Range<usize>) -> Option<Span> {
        let text = self.text(path)?;
        let (start, end) = (position(&text, bytes.start)?, position(&text, bytes.end)?);
        let lines = lines(&text).enumerate();
        let inside = lines.skip(start.line - 1).take(end.line - start.line + 1);
        let text = inside.map(|(index, (_, text))| {
            let from = if index + 1 == start.line { start.column } else { 1 };
            let to = if index + 1 == end.line {
                end.column
            } else {
                text.chars().count() + 1
            };
            Line {
                text: text.to_owned(),
                highlight: from..to,
            }
        });
        Some(Span {
            file: self.name(path),
            bytes,
            start,
            end,
            text: text.collect(),
            is_primary: false,
            label: None,
            suggestion: None,
        })
    }

    /// The span of some columns of a line, both from 1, or else of the line's text.
    pub(super) fn line(&self, path: &Path, line: usize, columns: Option<(usize, usize)>) -> Option<Span> {
        let text = self.text(path)?;
        let (at, line) = lines(&text).nth(line.checked_sub(1)?)?;
        let byte = |column: usize| {
            let mut starts = line.char_indices().map(|(byte, _)| byte).chain([line.len()]);
            starts.nth(column.checked_sub(1)?)
        };
        let meant = match columns {
            Some((from, to)) => byte(from)?..byte(to)?,
            None => line.len() - line.trim_start().len()..line.trim_end().len(),
        };
        self.span(path, at + meant.start..at + meant.end.max(meant.start))
    }

    /// The span of the first line with this text, or else of the first line.
    pub(super) fn line_of(&self, path: &Path, wanted: &str) -> Option<Span> {
        let text = self.text(path)?;
        let found = lines(&text).position(|(_, line)| line.trim() == wanted);
        self.line(path, found.unwrap_or(0) + 1, None)
    }

    fn name(&self, path: &Path) -> String {
        let name = path.strip_prefix(&self.root).unwrap_or(path);
        name.display().to_string()
    }

    fn text(&self, path: &Path) -> Option<Rc<str>> {
        let mut read = self.read.borrow_mut();
        let text = read
            .entry(path.to_owned())
            .or_insert_with(|| Some(bounded::read_text(path, bounded::MAX_BYTES).ok()?.into()));
        text.clone()
    }
}

/// The lines of a file as the compiler counts them, without their ends and without a byte order
/// mark, each with its first byte.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let ended = text.split('\n');
    ended.map(move |line| {
        let start = at;
        at += line.len() + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        match line.strip_prefix('\u{feff}') {
            Some(marked) if start == 0 => (line.len() - marked.len(), marked),
            _ => (start, line),
        }
    })
}

fn position(text: &str, byte: usize) -> Option<Position> {
    let before = text.get(..byte)?;
    let index = before.matches('\n').count();
    let (start, _) = lines(text).nth(index)?;
    Some(Position {
        line: index + 1,
        column: text.get(start..byte).map_or(0, |before| before.chars().count()) + 1,
    })
}
