//! The identities of schemas: absolute URIs in their normal form, and references resolved against them.

use std::sync::LazyLock;

use fluent_uri::UriRef;

/// An absolute URI in its normal form (RFC 3986, section 6.2).
pub type Uri = fluent_uri::Uri<String>;

/// The identity of a document without one.
pub fn default_base() -> &'static Uri {
    static DEFAULT: LazyLock<Uri> =
        LazyLock::new(|| Uri::parse("json-schema:///".to_owned()).expect("a URI"));
    &DEFAULT
}

/// The meaning of a reference without a fragment, relative to this base (RFC 3986, section 5.2), in its normal
/// form; `None` if it is not a reference, or has no meaning there.
pub fn resolve_against(base: &Uri, reference: &str) -> Option<Uri> {
    let reference = UriRef::parse(reference).ok()?;
    let base = base.strip_fragment();
    Some(reference.resolve_against(&base).ok()?.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_the_second_evaluator_resolves_them() {
        let bases = [
            "json-schema:///",
            "https://example.com/a/b?c",
            "HTTP://EXAMPLE.com:80/%7ea/./b/../c",
            "urn:a:b",
            "file:///a/b",
            "https://example.com",
            "a:b",
        ];
        let references = [
            "",
            "c",
            "./c",
            "../c",
            "../../../c",
            "/c",
            "//d/e",
            "?f",
            "a:b",
            "https://x.example/y/../z",
            "%41%2f",
            "c d",
            "1:b",
            "http://[::0:1]/",
            "http://[::1]:80/a",
            "é",
            "%",
            "//",
            "..",
            ".",
            "a/..//b",
            "urn:example:a",
            "http://A@B:C",
        ];
        for base in bases {
            let theirs = jsonschema::uri::from_str(base).unwrap();
            let ours = resolve_against(default_base(), base).unwrap();
            assert_eq!(ours.as_str(), theirs.as_str());
            for reference in references {
                let theirs = jsonschema::uri::resolve_against(&theirs.borrow(), reference).ok();
                let ours = resolve_against(&ours, reference);
                assert_eq!(
                    ours.as_ref().map(|uri| uri.as_str()),
                    theirs.as_ref().map(|uri| uri.as_str()),
                    "{reference:?} beside {base:?}"
                );
            }
        }
    }
}
