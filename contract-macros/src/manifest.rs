//! What the manifest of the compiled package declares: its features, and the name of its service. Cargo compiles again
//! when the features change.

use std::path::Path;

use toml_parser::Source;
use toml_parser::decoder::ScalarKind;
use toml_parser::parser::{Event, EventKind, parse_document};

/// Returns the features that the manifest of the package declares, those of optional dependencies included, sorted.
/// Without a manifest (another build system) there are none.
pub(crate) fn declared_features() -> Vec<String> {
    let Some(folder) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        return Vec::new();
    };
    std::fs::read_to_string(Path::new(&folder).join("Cargo.toml"))
        .map(|manifest| features_of(&manifest))
        .unwrap_or_default()
}

/// Returns the service that the manifest of the package names, if it names one.
pub(crate) fn declared_service() -> Option<String> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")?;
    let manifest = std::fs::read_to_string(Path::new(&folder).join("Cargo.toml")).ok()?;
    read(&manifest).service
}

fn read(manifest: &str) -> Reader<'_> {
    let mut reader = Reader::new(manifest);
    let tokens = reader.source.lex().into_vec();
    parse_document(&tokens, &mut |event| reader.event(event), &mut ());
    reader
}

fn features_of(manifest: &str) -> Vec<String> {
    let mut reader = read(manifest);
    reader.found.sort();
    reader.found.dedup();
    reader.found
}

/// Follows the path of keys to each value.
struct Reader<'a> {
    source: Source<'a>,
    /// The keys of the open tables, and how many of them each open container added.
    path: Vec<String>,
    opened: Vec<usize>,
    /// Keys read since the last separator, which the next `=` or `]` closes.
    keys: Vec<String>,
    arrays: usize,
    found: Vec<String>,
    service: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(manifest: &'a str) -> Self {
        Self {
            source: Source::new(manifest),
            path: Vec::new(),
            opened: Vec::new(),
            keys: Vec::new(),
            arrays: 0,
            found: Vec::new(),
            service: None,
        }
    }

    fn event(&mut self, event: Event) {
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.path.clear();
                self.opened.clear();
                self.keys.clear();
            }
            EventKind::StdTableClose | EventKind::ArrayTableClose => {
                self.path = std::mem::take(&mut self.keys);
            }
            EventKind::SimpleKey => {
                let mut key = String::new();
                if let Some(raw) = self.source.get(event) {
                    raw.decode_key(&mut key, &mut ());
                }
                self.keys.push(key);
            }
            EventKind::KeyValSep => {
                self.opened.push(self.keys.len());
                self.path.append(&mut self.keys);
            }
            EventKind::ArrayOpen => self.arrays += 1,
            EventKind::ArrayClose => {
                self.arrays = self.arrays.saturating_sub(1);
                self.value_ends(None);
            }
            EventKind::Scalar => {
                let raw = self.source.get(event);
                if let (["package", "metadata", "counterpart", "service"], Some(raw), 0) = (
                    &self.path.iter().map(String::as_str).collect::<Vec<_>>()[..],
                    &raw,
                    self.arrays,
                ) {
                    let mut service = std::borrow::Cow::Borrowed("");
                    if raw.decode_scalar(&mut service, &mut ()) == ScalarKind::String {
                        self.service = Some(service.into_owned());
                    }
                }
                self.value_ends(raw.map(|raw| raw.as_str()));
            }
            EventKind::InlineTableClose => self.value_ends(None),
            _ => {}
        }
    }

    fn value_ends(&mut self, scalar: Option<&str>) {
        if self.arrays > 0 {
            return;
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["features", feature] => self.found.push((*feature).to_owned()),
            [.., "dependencies" | "build-dependencies", dependency, "optional"] if scalar == Some("true") => {
                self.found.push((*dependency).to_owned());
            }
            _ => {}
        }
        let added = self.opened.pop().unwrap_or(0);
        self.path.truncate(self.path.len().saturating_sub(added));
    }
}

#[cfg(test)]
mod tests {
    use super::features_of;

    #[test]
    fn features_and_optional_dependencies_are_found_however_they_are_written() {
        let manifest = r#"
            [package]
            name = "x"
            metadata.counterpart.features = ["not-one"]
            [features]
            default = ["a"]
            a = []
            "b-c" = [
                "dep:serde", # a comment
                "d",
            ]
            d = []
            [dependencies]
            chrono = { version = "1", optional = true, features = ["x", "y"] }
            plain = { version = "1", optional = false }
            simple = "1"
            [dependencies.uuid]
            version = "1"
            optional = true
            [target.'cfg(unix)'.dependencies]
            nix.version = "1"
            nix.optional = true
            [dev-dependencies]
            tempfile = { version = "3", optional = true }
            [[bin]]
            name = "features"
        "#;
        assert_eq!(
            features_of(manifest),
            ["a", "b-c", "chrono", "d", "default", "nix", "uuid"]
        );
    }

    #[test]
    fn service_is_the_one_of_the_metadata() {
        let service = |manifest| super::read(manifest).service;
        let expected = Some("auth \"1\"".to_owned());
        for manifest in [
            "[package.metadata.counterpart]\nservice = \"auth \\\"1\\\"\"",
            "[package]\nmetadata.counterpart.service = 'auth \"1\"'",
            "package = { metadata = { counterpart = { service = 'auth \"1\"' } } }",
        ] {
            assert_eq!(service(manifest), expected, "{manifest}");
        }
        assert_eq!(
            service("[package.metadata.counterpart]\nservice = 7\nfeatures = ['service']"),
            None
        );
        assert_eq!(
            service("[workspace.metadata.counterpart]\nservice = 'auth'"),
            None
        );
    }

    #[test]
    fn inline_and_broken_manifests_are_read_as_far_as_they_go() {
        assert_eq!(
            features_of("features = { a = [], b = ['a'] }\nworkspace = {}"),
            ["a", "b"]
        );
        assert_eq!(features_of("features.a = []\nfeatures.b = [["), ["a", "b"]);
        assert_eq!(features_of("]]"), Vec::<String>::new());
    }
}
