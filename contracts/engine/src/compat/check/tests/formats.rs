//! Formats of JSON Schema, OpenAPI and of libraries in other languages.

use super::*;

fn string(format: &str) -> String {
    format!(r#"{{"type": "string", "format": "{format}"}}"#)
}

#[test]
fn a_format_that_only_describes_refuses_no_text() {
    for format in ["password", "binary", "path", "html", "commonmark"] {
        assert_eq!(
            told(r#"{"type": "string"}"#, &string(format)),
            "compatible",
            "{format}"
        );
    }
}

#[test]
fn a_text_that_is_not_of_the_format_is_shown() {
    for format in [
        "idn-email",
        "idn-hostname",
        "byte",
        "uuid4",
        "ipvanyaddress",
        "date-time-local",
        "time-local",
    ] {
        let verdict = judge(r#"{"type": "string"}"#, &string(format));
        assert!(
            matches!(verdict, Verdict::Incompatible(_)),
            "{format}: {verdict:?}"
        );
        assert_eq!(told(&string(format), &string(format)), "compatible");
    }
}

#[test]
fn formats_of_other_libraries_are_held_against_those_of_json_schema() {
    for (emitted, accepted) in [
        ("uuid4", "uuid"),
        ("uuid7", "uuid"),
        ("ipv4", "ipvanyaddress"),
        ("ip", "ipvanyaddress"),
        ("email", "idn-email"),
        ("hostname", "idn-hostname"),
        ("date-time-local", "partial-date-time"),
        ("partial-time", "time-local"),
    ] {
        assert_eq!(
            told(&string(emitted), &string(accepted)),
            "compatible",
            "{emitted} in {accepted}"
        );
    }
    for (emitted, accepted) in [
        ("uuid", "uuid4"),
        ("uuid1", "uuid4"),
        ("ipvanyaddress", "ip"),
        ("byte", "uuid"),
    ] {
        let verdict = judge(&string(emitted), &string(accepted));
        assert!(
            matches!(verdict, Verdict::Incompatible(_)),
            "{emitted} in {accepted}: {verdict:?}"
        );
    }
}

#[test]
fn internationalised_names_are_decided_only_for_ascii() {
    assert_eq!(
        told(&string("idn-email"), &string("uri")).split(' ').next(),
        Some("format-mismatch")
    );
    let verdict = judge(&string("idn-email"), &string("email"));
    let Verdict::Unproven(reasons) = verdict else {
        panic!("{verdict:?}")
    };
    assert_eq!(reasons[0].kind, ReasonKind::UnknownFormat);
    assert!(
        told(r#"{"const": "é.example"}"#, &string("idn-hostname")).contains("decided for ASCII texts alone")
    );
}

#[test]
fn disputed_strings_are_tried_before_a_pair_stays_open() {
    let chrono = r#"{"type": "string", "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.([0-9]{3}){1,3})?Z$"}"#;
    // As zod 4 writes `z.iso.datetime()`.
    let zod = r#"{"type": "string", "format": "date-time", "pattern": "^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?(?:Z))$"}"#;
    insta::assert_snapshot!(told(chrono, zod));
    let without = chrono.replace(":[0-9]{2}(", ":[0-5][0-9](");
    assert_eq!(told(&without, zod), "compatible");
}

#[test]
fn rust_url_is_not_replaced_by_the_pattern_that_bounds_it() {
    let url = r#"{"type": "string", "format": "url", "pattern": "^[a-z][a-z0-9+.-]*:[ -~]*$"}"#;
    // `http:` is a URI, has the pattern, and is refused by the crate `url`.
    let uri = url.replace(r#""url""#, r#""uri""#);
    let verdict = judge(&uri, url);
    assert!(matches!(verdict, Verdict::Unproven(_)), "{verdict:?}");
    assert_eq!(told(url, url), "compatible");
}
