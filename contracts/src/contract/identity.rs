use std::fmt;
use std::path::PathBuf;

use super::name::{NameError, check_name, encode};

/// The side of a message that a contract file describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The service requires this of the event.
    Consumes,
    /// The service sends this for the event.
    Emits,
}

impl Role {
    /// As files, folders and attributes write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Consumes => "consumes",
            Role::Emits => "emits",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The identity of a contract file: the service, its role, the event, and a name if one service has several
/// contracts for one event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    service: String,
    role: Role,
    event: String,
    name: Option<String>,
}

impl Identity {
    /// Checks the names and puts them together.
    ///
    /// # Errors
    /// Fails if one of the names is not fit for a name (see [`check_name`]).
    pub fn new(service: &str, role: Role, event: &str, name: Option<&str>) -> Result<Self, NameError> {
        [Some(service), Some(event), name]
            .into_iter()
            .flatten()
            .try_for_each(check_name)?;
        Ok(Self {
            service: service.to_owned(),
            role,
            event: event.to_owned(),
            name: name.map(str::to_owned),
        })
    }

    /// The service that declares.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The side that it describes.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The event.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The name among several contracts of one service for one event.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The path of the file in a contracts folder: `<service>/consumes/<event>[@<name>].json` or
    /// `<service>/emits/<event>.json`, with each name encoded: `OrderPlaced` is `+order+placed`.
    ///
    /// ```
    /// use counterpart::contract::{Identity, Role};
    ///
    /// let identity = Identity::new("auth", Role::Consumes, "user.registered", Some("audit"))?;
    /// assert_eq!(identity.path().to_str(), Some("auth/consumes/user.registered@audit.json"));
    /// # Ok::<(), counterpart::contract::NameError>(())
    /// ```
    pub fn path(&self) -> PathBuf {
        let name = self
            .name
            .as_deref()
            .map_or(String::new(), |name| format!("@{}", encode(name)));
        let file = format!("{}{name}.json", encode(&self.event));
        [encode(&self.service).as_str(), self.role.as_str(), &file]
            .iter()
            .collect()
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.service, self.role, self.event)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(f, " ({name})"))
    }
}
