//! Which branch of a service is its main.

use std::collections::BTreeMap;

use crate::report::Warning;
use crate::store::Catalogue;

/// Which branches are main, as the store's settings say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MainBranches {
    /// Of services that have no setting of their own. A service without that branch falls back to `main` and `master`.
    pub default: Option<String>,
    /// Of single services, and no other branch of theirs.
    pub of_service: BTreeMap<String, String>,
}

/// The main branch of a service, or the want of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Main {
    /// This one.
    Branch(String),
    /// It has none, so that no latest version of it counts.
    None(Warning),
}

impl Main {
    /// The branch, if there is one.
    pub fn branch(&self) -> Option<&str> {
        match self {
            Main::Branch(branch) => Some(branch),
            Main::None(_) => None,
        }
    }
}

impl MainBranches {
    /// The main branch of a service: the one that is set for it; else the default, `main` or `master`, the first that has
    /// a published version.
    pub fn of(&self, catalogue: &Catalogue, service: &str) -> Main {
        let own = self.of_service.get(service);
        let candidates: Vec<&str> = match own {
            Some(own) => vec![own],
            None => self
                .default
                .as_deref()
                .into_iter()
                .chain(["main", "master"])
                .collect(),
        };
        let has = |branch: &&&str| catalogue.latest(service, branch).is_some();
        match candidates.iter().find(has) {
            Some(branch) => Main::Branch((*branch).to_owned()),
            None => Main::None(Warning::NoMainBranch {
                service: service.to_owned(),
                wanted: own.or(self.default.as_ref()).cloned(),
                branches: catalogue.branches(service).map(str::to_owned).collect(),
            }),
        }
    }
}
