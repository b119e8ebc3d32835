//! Our evaluator confirms every witness of the labelled pairs.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{self, Json};

#[test]
fn every_witness_is_accepted_by_sub_and_refused_by_sup() {
    for cases in needs::cases("containment", "containment") {
        let mut lines = String::new();
        for file in needs::files_below(&cases.folder) {
            lines += &std::fs::read_to_string(file).unwrap();
        }
        let (mut witnesses, mut wrong, mut undecided) = (0, Vec::new(), Vec::new());
        for line in lines.lines() {
            let pair = json::parse(line.as_bytes()).unwrap();
            let id = pair.get("id").and_then(Json::as_str).unwrap().to_owned();
            let asserts = pair.get("format_assert").and_then(Json::as_bool).unwrap_or(false);
            let options = Options::default().format_asserts(asserts);
            let read = |side: &str| Schema::from_json(pair.get(side).unwrap().clone(), &options);
            let (sub, sup) = match (read("sub"), read("sup")) {
                (Ok(sub), Ok(sup)) => (sub, sup),
                (Err(error), _) | (_, Err(error)) => {
                    if !error.to_string().contains("JSON Schema itself") {
                        wrong.push(format!("{id}: {error}"));
                    }
                    continue;
                }
            };
            let Some(witness) = pair.get("witness") else {
                continue;
            };
            if *witness == Json::Null && sub.accepts(witness) == Ok(false) {
                // The data also has `null` for a missing witness.
                continue;
            }
            witnesses += 1;
            if sub.accepts(witness).is_err() || sup.accepts(witness).is_err() {
                undecided.push(id);
                continue;
            }
            if sub.accepts(witness) != Ok(true) {
                wrong.push(format!(
                    "{id}: sub, {:?}, {:?}",
                    sub.accepts(witness),
                    sub.explain(witness)
                ));
            }
            if sup.accepts(witness) != Ok(false) {
                wrong.push(format!("{id}: sup, {:?}", sup.accepts(witness)));
            }
        }
        assert!(witnesses >= cases.at_least(60, 1_000), "{witnesses}");
        assert_eq!(undecided, [""; 0]);
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
}
