//! The names that may be shown.

use counterpart_engine::json::Json;
use foldhash::HashSet;

/// The names of properties that schemas mention, anywhere. Other names may be values: the keys of a map are. So are
/// very long ones, which no report could show.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: HashSet<Box<str>>,
    has_tuples: bool,
    has_maps: bool,
}

/// Longer names are values that somebody put in the place of a name.
const LONGEST: usize = 200;

impl Names {
    /// The names that one of the schemas mentions.
    pub(crate) fn of<'s>(schemas: impl IntoIterator<Item = &'s Json>) -> Self {
        let mut names = Self::default();
        let mut open: Vec<&Json> = schemas.into_iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Json::Object(members) => {
                    if let Some(Json::Object(properties)) = members.get("properties") {
                        let properties = properties.keys().map(|name| name.as_str());
                        let short = properties.filter(|name| name.len() <= LONGEST);
                        names.names.extend(short.map(Box::from));
                    }
                    if let Some(Json::Array(required)) = members.get("required") {
                        let required = required.iter().filter_map(Json::as_str);
                        let short = required.filter(|name| name.len() <= LONGEST);
                        names.names.extend(short.map(Box::from));
                    }
                    names.has_tuples |= members.contains_key("prefixItems");
                    names.has_maps |=
                        members.contains_key("patternProperties") || members.contains_key("propertyNames");
                    open.extend(members.values());
                }
                Json::Array(items) => open.extend(items),
                _ => {}
            }
        }
        names
    }

    /// These names, and some more.
    pub(crate) fn and(mut self, more: impl IntoIterator<Item = &'static str>) -> Self {
        self.names.extend(more.into_iter().map(Box::from));
        self
    }

    /// Returns true if a schema mentions a property of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Returns true if the name of a property that is refused for its name may be shown. Where schemas say what keys of
    /// maps look like, such a name may be the key of a map.
    pub(crate) fn shows_denied(&self, name: &str) -> bool {
        !self.has_maps && name.len() <= LONGEST
    }

    /// Returns true if a schema tells the items of an array apart by their position.
    pub(crate) fn has_tuples(&self) -> bool {
        self.has_tuples
    }
}
