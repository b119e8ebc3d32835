//! The files of an AsyncAPI document, and the places in them that references lead to.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::error::AsyncApiError;
use crate::import::{Base, ImportError, Place, ReferenceProblem};
use counterpart_engine::compat::schema::resources::percent_decoded;
use counterpart_engine::json::{Json, Pointer};

/// The number of files that one document may consist of.
const MAX_FILES: usize = 2_000;

/// The number of references that are followed in one import, and how many one behind the other.
const MAX_REFERENCES: usize = 200_000;
const LONGEST: usize = 64;

/// A value, and the file and the place that it was read from.
#[derive(Debug, Clone)]
pub(super) struct Located {
    /// The file, relative to the base folder.
    pub(super) file: Rc<str>,
    /// The place in it.
    pub(super) at: Pointer,
    document: Rc<Json>,
}

impl Located {
    /// The value.
    pub(super) fn value(&self) -> &Json {
        self.at.find(&self.document).unwrap_or(&Json::Null)
    }

    /// The whole document of the file.
    pub(super) fn document(&self) -> &Json {
        &self.document
    }

    /// The value one step further, unless it is absent or null.
    pub(super) fn child(&self, step: &str) -> Option<Self> {
        let at = self.at.child(step);
        let value = at.find(&self.document)?;
        (*value != Json::Null).then(|| Self {
            file: Rc::clone(&self.file),
            at,
            document: Rc::clone(&self.document),
        })
    }

    /// The members of an object, or the items of an array, with their steps.
    pub(super) fn children(&self) -> Vec<(String, Self)> {
        let steps: Vec<String> = match self.value() {
            Json::Object(members) => members.keys().cloned().collect(),
            Json::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        };
        let child = |step: String| self.child(&step).map(|child| (step, child));
        steps.into_iter().filter_map(child).collect()
    }

    /// The text of a member.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.value().get(key).and_then(Json::as_str)
    }

    /// The place of a member, which need not be there.
    pub(super) fn place_of(self, step: &str) -> Self {
        Self {
            at: self.at.child(step),
            ..self
        }
    }

    /// The error that something at this place cannot be taken in.
    pub(super) fn refused(&self, what: impl Into<String>) -> AsyncApiError {
        AsyncApiError::at(&self.file, &self.at, what)
    }
}

/// The files that were read so far.
pub(super) struct Documents<'b> {
    base: &'b Base,
    /// The top of each, by name.
    read: RefCell<BTreeMap<String, Located>>,
    followed: Cell<usize>,
}

impl<'b> Documents<'b> {
    pub(super) fn new(base: &'b Base) -> Self {
        Self {
            base,
            read: RefCell::new(BTreeMap::new()),
            followed: Cell::new(0),
        }
    }

    pub(super) fn base(&self) -> &'b Base {
        self.base
    }

    /// The top of a file of the base folder.
    pub(super) fn top(&self, file: &str) -> Result<Located, ImportError> {
        if let Some(known) = self.read.borrow().get(file) {
            return Ok(known.clone());
        }
        if self.read.borrow().len() == MAX_FILES {
            return Err(ImportError::TooMuch("2,000 files that refer to each other"));
        }
        let top = Located {
            file: Rc::from(file),
            at: Pointer::root(),
            document: Rc::new(self.base.read(file)?),
        };
        self.read.borrow_mut().insert(file.to_owned(), top.clone());
        Ok(top)
    }

    /// Follows `$ref` until there is none. What is beside a `$ref` does not count.
    pub(super) fn resolve(&self, from: Located) -> Result<Located, AsyncApiError> {
        let mut here = from;
        let mut seen = HashSet::new();
        while let Some(reference) = here.text("$ref").map(str::to_owned) {
            if seen.len() == LONGEST || !seen.insert((here.file.to_string(), here.at.clone())) {
                return Err(here.refused(format!(
                    "the reference {} leads back to itself, or through more than {LONGEST} others",
                    Json::from(reference.as_str())
                )));
            }
            here = self.target(&here, &reference)?;
        }
        Ok(here)
    }

    /// The value that a reference leads to.
    pub(super) fn target(&self, from: &Located, reference: &str) -> Result<Located, AsyncApiError> {
        self.followed.set(self.followed.get() + 1);
        if self.followed.get() > MAX_REFERENCES {
            return Err(ImportError::TooMuch("200,000 references").into());
        }
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let top = if file.is_empty() {
            Located {
                at: Pointer::root(),
                ..from.clone()
            }
        } else {
            self.top(&self.file_of(from, reference, file)?)?
        };
        let dangling = || {
            from.refused(format!(
                "the reference {} leads to no place of {}",
                Json::from(reference),
                top.file
            ))
        };
        let plain = fragment.parse::<Pointer>().ok();
        let decoded = percent_decoded(fragment).and_then(|fragment| fragment.parse::<Pointer>().ok());
        let at = [plain, decoded].into_iter().flatten();
        let at = at.into_iter().find(|at| at.find(&top.document).is_some());
        Ok(Located {
            at: at.ok_or_else(dangling)?,
            ..top
        })
    }

    fn file_of(&self, from: &Located, reference: &str, path: &str) -> Result<String, AsyncApiError> {
        let fails = |problem| {
            AsyncApiError::from(ImportError::Reference {
                file: from.file.to_string(),
                reference: reference.to_owned(),
                problem,
                base: self.base.shown.clone(),
            })
        };
        if path.contains("://") {
            return Err(fails(ReferenceProblem::Network));
        }
        let path = percent_decoded(path).unwrap_or(path.into());
        let folder = from.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        match self.base.find(folder, &path) {
            Place::File(name) => Ok(name),
            Place::Outside => Err(fails(ReferenceProblem::Outside)),
            Place::Missing => Err(fails(ReferenceProblem::Missing)),
        }
    }
}
