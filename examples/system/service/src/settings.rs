//! Settings are environment variables: addresses and secrets stand in no file of the repository.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

/// A variable that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingError {
    /// The variable is needed and not set.
    Missing(&'static str),
    /// The value is not what the variable holds. It is not repeated, because it may be a secret.
    Unusable {
        /// The variable.
        name: &'static str,
        /// An example of a value.
        example: String,
    },
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingError::Missing(name) => write!(f, "the environment variable {name} is not set"),
            SettingError::Unusable { name, example } => {
                write!(
                    f,
                    "the environment variable {name} has no usable value: one would be {example}"
                )
            }
        }
    }
}

impl std::error::Error for SettingError {}

/// The value of a variable that must be set.
///
/// # Errors
/// Fails if it is not set, or not UTF-8.
pub fn required(name: &'static str) -> Result<String, SettingError> {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        Err(std::env::VarError::NotUnicode(_)) => Err(unusable(name, "a text in UTF-8")),
        _ => Err(SettingError::Missing(name)),
    }
}

/// The value of a variable, if it is set.
///
/// # Errors
/// Fails if it is not UTF-8.
pub fn optional(name: &'static str) -> Result<Option<String>, SettingError> {
    match required(name) {
        Err(SettingError::Missing(_)) => Ok(None),
        value => value.map(Some),
    }
}

/// The value of a variable, or a default if it is not set.
///
/// # Errors
/// Fails if there is a value that cannot be read.
pub fn or<T: FromStr + fmt::Display>(name: &'static str, default: T) -> Result<T, SettingError> {
    match required(name) {
        Ok(value) => value.parse().map_err(|_| unusable(name, default)),
        Err(SettingError::Missing(_)) => Ok(default),
        Err(error) => Err(error),
    }
}

/// The address to listen on: `LISTEN`, or a port of the loopback interface. Nothing else is reachable unless asked for.
///
/// # Errors
/// Fails if `LISTEN` is not an address with a port.
pub fn listen(port: u16) -> Result<SocketAddr, SettingError> {
    or("LISTEN", SocketAddr::from(([127, 0, 0, 1], port)))
}

/// The address of a database server: `DATABASE`, if it is set.
///
/// # Errors
/// Fails if it is not an address that the client of PostgreSQL reads.
#[cfg(feature = "postgres")]
pub fn database() -> Result<Option<String>, SettingError> {
    checked_database(optional("DATABASE")?)
}

#[cfg(feature = "postgres")]
fn checked_database(address: Option<String>) -> Result<Option<String>, SettingError> {
    let is_read = |address: &String| address.parse::<::postgres::Config>().is_ok();
    match address.as_ref().is_none_or(is_read) {
        true => Ok(address),
        // The reason may repeat a part of it.
        false => Err(unusable(
            "DATABASE",
            "host=/run/postgresql user=users dbname=users",
        )),
    }
}

/// The address of a database server: `DATABASE`, if it is set. This build knows none, and says so later.
///
/// # Errors
/// Fails if it is not UTF-8.
#[cfg(not(feature = "postgres"))]
pub fn database() -> Result<Option<String>, SettingError> {
    optional("DATABASE")
}

fn unusable(name: &'static str, example: impl fmt::Display) -> SettingError {
    let example = example.to_string();
    SettingError::Unusable { name, example }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unset_variable_has_its_default_and_the_loopback_address() {
        assert_eq!(or("A_VARIABLE_THAT_NOBODY_SETS", 7), Ok(7));
        assert_eq!(
            required("A_VARIABLE_THAT_NOBODY_SETS").unwrap_err().to_string(),
            "the environment variable A_VARIABLE_THAT_NOBODY_SETS is not set"
        );
        assert!(listen(8080).unwrap().ip().is_loopback());
    }

    #[test]
    fn value_that_cannot_be_read_is_named_by_its_variable_and_not_repeated() {
        // `PATH` is set wherever cargo runs, and holds no number.
        assert_eq!(
            or("PATH", 7).unwrap_err().to_string(),
            "the environment variable PATH has no usable value: one would be 7"
        );
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn address_of_a_database_that_cannot_be_read_is_not_repeated() {
        for address in [
            "password=one secret",
            "postgres://users:sec ret@host:port",
            "host=a port=secret",
        ] {
            let error = checked_database(Some(address.to_owned()))
                .unwrap_err()
                .to_string();
            assert!(error.starts_with("the environment variable DATABASE has no usable value"));
            assert!(!error.contains("secret") && !error.contains("sec ret"), "{error}");
        }
        let good = Some("postgres://users:secret@127.0.0.1:5432/users".to_owned());
        assert_eq!(checked_database(good.clone()), Ok(good));
        assert_eq!(checked_database(None), Ok(None));
    }
}
