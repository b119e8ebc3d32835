//! Asks the engine whether another schema accepts everything that one schema allows for a value.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{self, Limits, Verdict};
use counterpart_engine::json::{Json, Object, Pointer};

use super::forms::Forms;

/// The maximum cost of one question.
const STEPS: u64 = 50_000;
/// Ways beyond this are not checked.
const WAYS: usize = 64;

/// Returns `true` if every value of the one is proven to be a value of the other. If that is
/// unproven, returns `false`.
pub(super) fn is_contained(sent: &Forms<'_>, accepted: &Forms<'_>) -> bool {
    // Most questions are answered at a glance.
    let is_whole = |forms: &Forms<'_>| !forms.is_empty() && !forms.is_cut();
    is_whole(sent)
        && is_whole(accepted)
        && accepted.types().contains(sent.types())
        && (is_type_alone(accepted) || is_same(sent, accepted) || asked(sent, accepted) == Some(true))
}

/// Whether there is one way, which says nothing of a value but its type.
fn is_type_alone(forms: &Forms<'_>) -> bool {
    let [only] = forms.all() else { return false };
    let Some(says) = only.only_part() else {
        return false;
    };
    says.keys().all(|key| key == "type" || is_note(key))
}

/// Whether both are one way that says the same without a reference to anything else.
fn is_same(one: &Forms<'_>, other: &Forms<'_>) -> bool {
    let ([of_one], [of_other]) = (one.all(), other.all()) else {
        return false;
    };
    match (of_one.only_part(), of_other.only_part()) {
        (Some(one), Some(other)) => {
            let stands_alone = |says: &Object| {
                says.iter()
                    .all(|(key, value)| is_note(key) || is_plain(key, value, 0))
            };
            one == other && stands_alone(one)
        }
        _ => false,
    }
}

fn is_note(keyword: &str) -> bool {
    matches!(
        keyword,
        "title" | "description" | "default" | "examples" | "$comment"
    )
}

/// Whether a keyword means the same wherever it stands.
fn is_plain(keyword: &str, value: &Json, depth: usize) -> bool {
    const DEPTH: usize = 8;
    let is_plain_schema = |schema: &Json| match schema {
        Json::Bool(_) => true,
        Json::Object(says) => {
            depth < DEPTH
                && says
                    .iter()
                    .all(|(key, value)| is_note(key) || is_plain(key, value, depth + 1))
        }
        _ => false,
    };
    match keyword {
        "type" | "const" | "enum" | "required" | "minimum" | "maximum" | "exclusiveMinimum"
        | "exclusiveMaximum" | "multipleOf" | "minLength" | "maxLength" | "pattern" | "format"
        | "minItems" | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties" => true,
        "items" | "additionalProperties" | "unevaluatedProperties" => is_plain_schema(value),
        "properties" => value
            .as_object()
            .is_some_and(|all| all.values().all(is_plain_schema)),
        _ => false,
    }
}

/// Returns `true` if the one is proven to have a value that the other has not.
pub(super) fn goes_beyond(sent: &Forms<'_>, accepted: &Forms<'_>) -> bool {
    asked(sent, accepted) == Some(false)
}

fn asked(sent: &Forms<'_>, accepted: &Forms<'_>) -> Option<bool> {
    if sent.is_empty() || accepted.is_empty() {
        return None;
    }
    let (sent, accepted) = (schema(sent)?, schema(accepted)?);
    let limits = Limits {
        steps: STEPS,
        findings: 1,
    };
    match compat::check(&sent, &accepted, &limits) {
        Verdict::Compatible => Some(true),
        Verdict::Incompatible(_) => Some(false),
        Verdict::Unproven(_) => None,
    }
}

/// A schema of only the value. It refers into the whole document, which keeps its own references.
fn schema(forms: &Forms<'_>) -> Option<Schema> {
    if forms.is_cut() || forms.all().len() > WAYS {
        return None;
    }
    let mut document = forms.root().clone();
    let draft = document.shift_remove("$schema");
    let id = match document.get("$id") {
        Some(Json::String(id)) => id.clone(),
        _ => {
            let id = "urn:counterpart:document";
            document.insert("$id".to_owned(), Json::from(id));
            id.to_owned()
        }
    };
    let reference = |at: &Pointer| Json::from([("$ref", Json::from(format!("{id}#{}", fragment(at))))]);
    let ways = forms.pointers().map(|way| {
        let all = way.into_iter().map(reference);
        Json::from([("allOf", Json::Array(all.collect()))])
    });
    let mut whole = Object::default();
    if let Some(draft) = draft {
        whole.insert("$schema".to_owned(), draft);
    }
    whole.insert("anyOf".to_owned(), Json::Array(ways.collect()));
    whole.insert(
        "$defs".to_owned(),
        Json::from([("document", Json::Object(document))]),
    );
    Schema::from_json(Json::Object(whole), &Options::default()).ok()
}

/// A pointer as a fragment of a URI.
fn fragment(at: &Pointer) -> String {
    let mut text = String::new();
    for byte in at.to_string().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'$' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::compat::{Place, PlaceStep};
    use counterpart_engine::json;

    fn object(text: &str) -> Object {
        json::parse(text.as_bytes()).unwrap().as_object().unwrap().clone()
    }

    fn field(document: &Object, name: &str) -> bool {
        let forms = Forms::of(document);
        let at = |name: &str| forms.at(&Place(vec![PlaceStep::Property(name.to_owned())]));
        is_contained(&at(name), &at("wide"))
    }

    #[test]
    fn references_of_the_whole_document_hold_in_a_part_of_it() {
        let document = object(
            r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                "properties": {
                    "wide": {"$ref": "#/$defs/A b%/properties/x"},
                    "same": {"$ref": "#/$defs/A b%/properties/x"}, "narrow": {"type": "integer", "minimum": 3},
                    "other": {"type": "integer"}, "text": {"type": "string"}},
                "$defs": {"A b%": {"properties": {"x": {"$ref": "#/$defs/N"}}}, "N": {"type": "integer", "minimum": 0}}}"##,
        );
        // A percent sign of a name is written in a reference as in a URI.
        let document = object(&Json::Object(document).to_string().replace("/A b%/", "/A%20b%25/"));
        for (name, yes) in [
            ("same", true),
            ("narrow", true),
            ("other", false),
            ("text", false),
            ("none", false),
        ] {
            assert_eq!(field(&document, name), yes, "{name}");
        }
    }
}
