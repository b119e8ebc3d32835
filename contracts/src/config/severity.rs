//! The severity of findings, by rule: `[rules]` in `counterpart.toml`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::rule::{FileRule, RuleId, no_rule};

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It fails the run.
    #[default]
    Error,
    /// It is shown, and does not fail the run.
    Warn,
    /// It is counted, and not shown.
    Off,
}

impl Severity {
    /// As the configuration writes it.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warn => "warn",
            Severity::Off => "off",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The rules whose severity differs from the default. The default is [`Severity::Error`], except for
/// `not-compared`: that rule finds nothing wrong, and only says what was not checked, so its default is
/// [`Severity::Warn`].
///
/// ```toml
/// [rules]
/// property-denied = "warn"
/// contract-orphaned = "off"
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Severities(BTreeMap<&'static str, Severity>);

/// The default severity of a rule.
fn by_default(rule: &str) -> Severity {
    if rule == FileRule::NotCompared.id() {
        Severity::Warn
    } else {
        Severity::Error
    }
}

impl Severities {
    /// Every rule counts as it does by default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the severity of a rule; returns `false` if there is no rule with this id.
    pub fn set(&mut self, rule: &str, severity: Severity) -> bool {
        let Some(known) = RuleId::parse(rule) else {
            return false;
        };
        self.0.insert(known.id(), severity);
        true
    }

    /// Returns the severity of a rule.
    pub fn of(&self, rule: &str) -> Severity {
        self.0.get(rule).copied().unwrap_or_else(|| by_default(rule))
    }

    /// Returns true if no severity is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the severities that are set, by the ids of the rules.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Severity)> + '_ {
        self.0.iter().map(|(rule, severity)| (*rule, *severity))
    }
}

impl<'de> Deserialize<'de> for Severities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfRules)
    }
}

struct OfRules;

impl<'de> Visitor<'de> for OfRules {
    type Value = Severities;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table from rules to `error`, `warn` or `off`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Severities, A::Error> {
        let mut severities = Severities::new();
        while let Some(rule) = table.next_key_seed(RuleKey)? {
            severities.0.insert(rule, table.next_value()?);
        }
        Ok(severities)
    }
}

/// The key of a rule; an error of it is shown at its own place.
struct RuleKey;

impl<'de> DeserializeSeed<'de> for RuleKey {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        let key = String::deserialize(deserializer)?;
        if let Some(known) = RuleId::parse(&key) {
            return Ok(known.id());
        }
        Err(de::Error::custom(no_rule(&key, RuleId::all())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Severities, String> {
        toml::from_str(text).map_err(|error: toml::de::Error| error.to_string())
    }

    #[test]
    fn rule_without_a_severity_is_an_error() {
        let said = read("property-denied = \"warn\"\ncontract-orphaned = \"off\"\nnull-emitted = \"error\"")
            .unwrap();
        assert_eq!(said.of("property-denied"), Severity::Warn);
        assert_eq!(said.of("contract-orphaned"), Severity::Off);
        assert_eq!(said.of("null-emitted"), Severity::Error);
        assert_eq!(said.of("key-mismatch"), Severity::Error);
    }

    #[test]
    fn not_compared_is_a_warning_unless_configured_as_an_error() {
        assert_eq!(Severities::new().of("not-compared"), Severity::Warn);
        let said = read("not-compared = \"error\"").unwrap();
        assert_eq!(said.of("not-compared"), Severity::Error);
    }

    #[test]
    fn an_unknown_rule_or_severity_is_an_error_at_its_place() {
        insta::assert_snapshot!(read("key-mismatch = \"off\"\nproperty-missed = \"warn\"").unwrap_err(), @r#"
        TOML parse error at line 2, column 1
          |
        2 | property-missed = "warn"
          | ^^^^^^^^^^^^^^^
        there is no rule `property-missed`; did you mean `property-missing`?
        "#);
        insta::assert_snapshot!(read("everything = \"off\"").unwrap_err(), @r#"
        TOML parse error at line 1, column 1
          |
        1 | everything = "off"
          | ^^^^^^^^^^
        there is no rule `everything`; `cargo counterpart rules` lists them
        "#);
        insta::assert_snapshot!(read("unproven = \"off\"").unwrap_err(), @r#"
        TOML parse error at line 1, column 1
          |
        1 | unproven = "off"
          | ^^^^^^^^
        `unproven` is not a rule, so it has no severity and cannot be allowed: nothing is proven about such a pair; `--allow-unproven` accepts it
        "#);
        insta::assert_snapshot!(read("key-mismatch = \"warning\"").unwrap_err(), @r#"
        TOML parse error at line 1, column 16
          |
        1 | key-mismatch = "warning"
          |                ^^^^^^^^^
        unknown variant `warning`, expected one of `error`, `warn`, `off`
        "#);
        insta::assert_snapshot!(read("key-mismatch = 1").unwrap_err(), @r"
        TOML parse error at line 1, column 16
          |
        1 | key-mismatch = 1
          |                ^
        wanted string or table
        ");
    }
}
