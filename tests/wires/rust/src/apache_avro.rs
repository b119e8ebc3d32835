//! Records apache-avro: what serde_json writes of a `Value` that becomes a `serde_json::Value`, and reads for one.

use std::collections::BTreeMap;

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;

use crate::record::{Record, lines, wire};

/// The named records in a schema, by full name, each with a schema of its own.
fn definitions(schema: &serde_json::Value, all: &mut BTreeMap<String, Schema>) {
    if let Some(branches) = schema.as_array() {
        branches.iter().for_each(|branch| definitions(branch, all));
    } else if schema.is_object() {
        if schema["type"] == "record" {
            let [namespace, name] = ["namespace", "name"].map(|key| schema[key].as_str().unwrap());
            all.insert(format!("{namespace}.{name}"), Schema::parse(schema).unwrap());
        }
        for key in ["type", "items", "values", "fields"] {
            definitions(&schema[key], all);
        }
    }
}

fn write(value: Value) -> Option<String> {
    serde_json::to_string(&serde_json::Value::try_from(value).ok()?).ok()
}

pub fn record() -> Record {
    let mut schemas = BTreeMap::new();
    for file in ["avro/event.avsc", "avro/tree.avsc"] {
        definitions(
            &serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap(),
            &mut schemas,
        );
    }
    let written = "serde_json::to_string(&serde_json::Value::try_from(value)), value of GenericDatumReader";
    let read = "Value::try_from(serde_json::from_str::<serde_json::Value>(…)).resolve(&schema)";
    let options = vec![
        ("default", "writes", written.to_owned()),
        ("default", "reads", read.to_owned()),
    ];
    let mut record = Record::new("apache-avro", options);
    for of in lines("avro/messages.jsonl") {
        let schema = &schemas[of["message"].as_str().unwrap()];
        record.writes(&of, "default", || {
            let reader = GenericDatumReader::builder(schema).build().ok()?;
            write(reader.read_value(&mut wire(&of).as_slice()).ok()?)
        });
    }
    for of in lines("avro/near.jsonl") {
        let schema = &schemas[of["message"].as_str().unwrap()];
        let read = || {
            let json: serde_json::Value = serde_json::from_str(of["text"].as_str()?).ok()?;
            Value::try_from(json).ok()?.resolve(schema).ok()
        };
        record.reads(&of, "default", read, write);
    }
    record
}
