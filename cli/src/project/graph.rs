//! The packages that a workspace depends on, asked of cargo when a caller first needs them.

use std::cell::RefCell;
use std::process::Command;
use std::rc::Rc;

use cargo_metadata::{Metadata, MetadataCommand};

use super::cargo::{CargoFlags, shown};
use crate::terminal::output;

/// A question that has not been asked yet.
#[derive(Debug, Clone)]
pub(crate) struct Graph(Rc<RefCell<Vec<Command>>>);

impl Graph {
    /// The question for a workspace that is called with these flags. It changes no file and needs no network.
    pub(super) fn of(flags: &CargoFlags) -> Self {
        // Without a platform, cargo needs the packages of all platforms on this machine. The
        // features of one package may be unknown to the root of the workspace.
        let forms = [(true, true), (true, false), (false, false)];
        let commands = forms.map(|(one_platform, features)| flags.graph(one_platform, features));
        Self(Rc::new(RefCell::new(commands.into())))
    }

    /// Every package that is built, with its dependencies; `None` if cargo does not know.
    pub(crate) fn ask(&self) -> Option<Metadata> {
        self.0.borrow_mut().iter_mut().find_map(|command| {
            output::step(2, || format!("running {}", shown(command)));
            let output = command.output().ok().filter(|output| output.status.success())?;
            MetadataCommand::parse(String::from_utf8(output.stdout).ok()?).ok()
        })
    }
}
