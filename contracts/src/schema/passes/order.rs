//! Keys in one order. serde_json's feature `preserve_order` changes the order of schemars' keys, and another crate of the
//! user's build may turn it on.

use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords;

pub(super) fn run(document: &mut Object) {
    let mut schema = Json::Object(std::mem::take(document));
    sort(&mut schema);
    if let Json::Object(members) = schema {
        *document = members;
    }
}

fn sort(schema: &mut Json) {
    keywords::each(schema, &mut |node| {
        let Some(members) = node.as_object_mut() else {
            return;
        };
        members.sort_by(|a, _, b, _| (keywords::rank(a), a).cmp(&(keywords::rank(b), b)));
        for (keyword, value) in members {
            match (keyword.as_str(), value) {
                ("required", Json::Array(names)) => {
                    names.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                }
                (
                    "properties" | "patternProperties" | "dependentSchemas" | "dependentRequired",
                    Json::Object(named),
                ) => {
                    named.sort_keys();
                }
                ("$defs", Json::Object(definitions)) => {
                    definitions.sort_keys();
                    definitions.values_mut().for_each(sort);
                }
                _ => {}
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::run;
    use counterpart_engine::json::{Json, parse};

    #[test]
    fn keywords_follow_their_rank_and_names_the_alphabet() {
        let Json::Object(mut document) = parse(
            br#"{"$defs":{"B":{"maximum":1,"minimum":0},"A":{}},"required":["b","a"],"type":"object",
                "properties":{"b":{"format":"uuid","type":"string"},"a":{"enum":["z","y"]}}}"#,
        )
        .unwrap() else {
            unreachable!("it is an object")
        };
        run(&mut document);
        insta::assert_snapshot!(Json::Object(document), @r#"{"type":"object","properties":{"a":{"enum":["z","y"]},"b":{"type":"string","format":"uuid"}},"required":["a","b"],"$defs":{"A":{},"B":{"minimum":0,"maximum":1}}}"#);
    }
}
