//! Every witness of the labelled pairs is what it is said to be, as our evaluator sees it.

mod shared_data;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{self, Json};

#[test]
fn every_witness_is_accepted_by_sub_and_refused_by_sup() {
    let Some(folder) = shared_data::folder() else {
        return;
    };
    let (mut witnesses, mut wrong) = (0, Vec::new());
    for set in ["ibm", "ijss", "jsoncompat", "sdbs-containment"] {
        let text = std::fs::read_to_string(folder.join("containment").join(format!("{set}.jsonl"))).unwrap();
        for line in text.lines() {
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
                // The data writes `null` also where it has no witness.
                continue;
            }
            witnesses += 1;
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
    }
    assert!(witnesses > 1_000, "{witnesses}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
