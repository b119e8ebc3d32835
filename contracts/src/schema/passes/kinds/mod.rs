//! Types of other crates, as they are read and written. schemars gives several of them the same format (every date
//! and time of chrono and jiff), or a pattern that is too wide (`Decimal`) or too narrow (`BigDecimal`). The names
//! of the types distinguish them.
//!
//! One file a family: `dates`, `durations`, `numbers`, `texts`.

mod dates;
mod durations;
mod numbers;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use super::annotations::has_type;
use crate::contract::Role;
use counterpart_engine::json::{self, Json, Object};
use counterpart_engine::keywords::schemas_in_mut;

/// A type of another crate.
pub(super) struct Kind {
    /// The crate, and the type in any module of it.
    of: (&'static str, &'static str),
    /// The schema that schemars makes of it, and only of similar types.
    said: Said,
    /// The correct schema.
    says: fn(Role, type_name: &str) -> String,
}

/// The way to recognise a type's schema.
#[derive(Clone, Copy)]
enum Said {
    /// A string with this `format`.
    Format(&'static str),
    /// A string with a `pattern` that begins so.
    Pattern(&'static str),
    /// A string and no longer.
    Text,
    /// A list of two, the second below a billion.
    SecondsAndNanos,
    /// One of some texts, of which this is the first. Exactly those are written, so only what is read is corrected.
    OneOf(&'static str),
}

fn table() -> impl Iterator<Item = &'static Kind> {
    [dates::KINDS, durations::KINDS, numbers::KINDS, texts::KINDS]
        .into_iter()
        .flatten()
}

/// The names of the types whose schemas may be here.
type Scope = BTreeSet<String>;

pub(super) fn run(working: &mut WorkingSchema, role: Role) {
    let mut scopes: BTreeMap<String, Scope> = BTreeMap::new();
    // A definition without our derive (a `Result`) contains the same as the places that refer to it.
    loop {
        let mut walk = Walk {
            role,
            referred: BTreeMap::new(),
        };
        for (key, definition) in &working.definitions {
            let mut schema = definition.schema.clone();
            let scope = scopes.get(key).cloned().unwrap_or_default();
            walk.apply(&mut schema, &scope);
        }
        walk.referred.retain(|key, _| {
            let definition = working.definitions.get(key);
            let schema = definition.and_then(|definition| definition.schema.as_object());
            definition.is_some() && schema.is_none_or(|members| Marks::of(members).name.is_none())
        });
        if walk.referred == scopes {
            break;
        }
        scopes = walk.referred;
    }
    for (key, definition) in &mut working.definitions {
        let scope = scopes.get(key).cloned().unwrap_or_default();
        let mut walk = Walk {
            role,
            referred: BTreeMap::new(),
        };
        walk.apply(&mut definition.schema, &scope);
    }
}

struct Walk {
    role: Role,
    /// By definition, under which names it is referred to.
    referred: BTreeMap<String, Scope>,
}

impl Walk {
    fn apply(&mut self, schema: &mut Json, scope: &Scope) {
        let Json::Object(members) = schema else {
            return;
        };
        let mut marks = Marks::of(members);
        let own = marks.rust_type.take().map(|name| Scope::from([name]));
        let scope = own.as_ref().unwrap_or(scope);
        if let Some(key) = members.get("$ref").and_then(Json::as_str) {
            let referred = self.referred.entry(key.to_owned()).or_default();
            referred.extend(scope.iter().cloned());
        }
        rewrite(members, scope, self.role);
        if let Some(keys) = &mut marks.keys {
            self.apply(keys, scope);
        }
        marks.put(members);
        for (keyword, value) in members.iter_mut() {
            for inner in schemas_in_mut(keyword, value) {
                self.apply(inner, scope);
            }
        }
    }
}

/// Replaces schemars' schema with the correct one.
fn rewrite(members: &mut Object, scope: &Scope, role: Role) {
    let mut found: Vec<Object> = Vec::new();
    let mut said = None;
    let is_written = |kind: &Kind| role == Role::Emits && matches!(kind.said, Said::OneOf(_));
    for kind in table().filter(|kind| kind.said.fits(members) && !is_written(kind)) {
        for name in scope.iter().filter(|name| kind.is_in(name)) {
            let says = read((kind.says)(role, name));
            if !found.contains(&says) {
                found.push(says);
            }
            said = Some(kind.said);
        }
    }
    let Some(said) = said else { return };
    said.take_from(members);
    if found.len() == 1 {
        members.extend(found.remove(0));
        return;
    }
    // The type here is unknown: a read value must be readable by all of them, a written value comes from one.
    let keyword = match role {
        Role::Consumes => "allOf",
        Role::Emits => "anyOf",
    };
    let several = found.into_iter().map(Json::Object).collect();
    members.insert(keyword.to_owned(), Json::Array(several));
}

fn read(text: String) -> Object {
    match json::parse(text.as_bytes()) {
        Ok(Json::Object(members)) => members,
        _ => unreachable!("the table holds schemas"),
    }
}

/// A schema of one pattern, with an optional format.
fn text(format: Option<&str>, pattern: &str) -> String {
    let pattern = Json::from(pattern);
    match format {
        Some(format) => format!(r#"{{"format":"{format}","pattern":{pattern}}}"#),
        None => format!(r#"{{"pattern":{pattern}}}"#),
    }
}

impl Kind {
    /// Returns true if the type is part of the type with this compiler name.
    fn is_in(&self, type_name: &str) -> bool {
        let (krate, name) = self.of;
        let mut paths = type_name.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        paths.any(|path| {
            let rest = path.strip_prefix(krate).and_then(|rest| rest.strip_prefix("::"));
            rest.is_some_and(|rest| rest.rsplit("::").next() == Some(name))
        })
    }
}

impl Said {
    fn fits(self, members: &Object) -> bool {
        let word = |key: &str| members.get(key).and_then(Json::as_str);
        match self {
            Said::Format(format) => word("format") == Some(format) && has_type(members, "string"),
            Said::Pattern(start) => {
                word("pattern").is_some_and(|pattern| pattern.starts_with(start))
                    && has_type(members, "string")
            }
            Said::Text => {
                has_type(members, "string")
                    && !["format", "pattern", "enum", "const", "minLength", "maxLength"]
                        .iter()
                        .any(|key| members.contains_key(*key))
            }
            Said::SecondsAndNanos => {
                let items = members.get("prefixItems").and_then(Json::as_array);
                matches!(items, Some([_, nanos]) if nanos.get("exclusiveMaximum").is_some())
            }
            Said::OneOf(first) => {
                let all = members.get("enum").and_then(Json::as_array);
                all.and_then(<[Json]>::first).and_then(Json::as_str) == Some(first)
            }
        }
    }

    fn take_from(self, members: &mut Object) {
        let keyword = match self {
            Said::Format(_) => "format",
            Said::Pattern(_) => "pattern",
            Said::Text => return,
            Said::SecondsAndNanos => "prefixItems",
            Said::OneOf(_) => "enum",
        };
        members.shift_remove(keyword);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;
    use crate::contract::Role;

    fn both(schema: &str) -> [String; 2] {
        [Role::Consumes, Role::Emits].map(|role| after(|working| run(working, role), schema))
    }

    #[test]
    fn shared_format_of_two_crates_is_resolved_by_the_type_name() {
        let chrono = r#"{"type":"string","format":"date-time","x-counterpart":{"rust_type":"chrono::datetime::DateTime<chrono::offset::utc::Utc>"}}"#;
        let [accepted, emitted] = both(chrono);
        insta::assert_snapshot!(accepted, @r#"{"type":"string","format":"date-time"}"#);
        insta::assert_snapshot!(emitted, @r#"{"type":"string","format":"date-time","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.([0-9]{3}){1,3})?Z$"}"#);
        let jiff = r#"{"type":["string","null"],"format":"date-time","x-counterpart":{"rust_type":"core::option::Option<jiff::timestamp::Timestamp>"}}"#;
        let [accepted, _] = both(jiff);
        assert!(accepted.contains("9999-12-30T22:00:00"), "{accepted}");
        assert!(accepted.starts_with(r#"{"type":["string","null"],"format":"date-time","pattern":""#));
    }

    #[test]
    fn a_format_that_no_known_type_has_stays() {
        for name in ["app::DateTime", "chrono::offset::utc::Utc", "my_chrono::DateTime"] {
            let schema = format!(
                r#"{{"type":"string","format":"date-time","x-counterpart":{{"rust_type":"{name}"}}}}"#
            );
            let stays = r#"{"type":"string","format":"date-time"}"#;
            assert_eq!(both(&schema), [stays, stays]);
        }
        let unmarked = r#"{"type":"string","format":"date-time"}"#;
        assert_eq!(both(unmarked), [unmarked, unmarked]);
    }

    #[test]
    fn ambiguous_type_is_readable_by_both_and_written_by_one() {
        let either = r#"{"type":"string","format":"date-time","x-counterpart":{"rust_type":"E<chrono::DateTime<Local>, jiff::Timestamp>"}}"#;
        let [accepted, emitted] = both(either);
        assert!(
            accepted.starts_with(
                r#"{"type":"string","allOf":[{"format":"date-time"},{"format":"date-time","pattern":"#
            ),
            "{accepted}"
        );
        assert!(emitted.starts_with(r#"{"type":"string","anyOf":["#), "{emitted}");
    }

    #[test]
    fn definition_without_a_derive_follows_its_references() {
        let [accepted, _] = both(
            r##"{"type":"object","properties":{"v":{"$ref":"#/$defs/SemVer","x-counterpart":{"rust_type":"semver::Version"}},"w":{"$ref":"#/$defs/Own","x-counterpart":{"rust_type":"app::Own<semver::Version>"}}},
            "$defs":{"SemVer":{"type":"string","pattern":"^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.x"},"Own":{"type":"string","pattern":"^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.x","x-counterpart":{"name":"Own"}}}}"##,
        );
        assert!(accepted.contains("18446744073709551615"), "{accepted}");
        assert!(
            accepted.contains(r#""Own":{"type":"string","pattern":"^(0|[1-9]\\d*)"#),
            "{accepted}"
        );
    }
}
