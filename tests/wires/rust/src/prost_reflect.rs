//! Records prost-reflect: what serde_json writes and reads of a `DynamicMessage`.

use prost_reflect::{DescriptorPool, DeserializeOptions, DynamicMessage, SerializeOptions};

use crate::record::{Record, lines, wire};

fn write(message: &DynamicMessage, options: &SerializeOptions) -> Option<String> {
    let mut serializer = serde_json::Serializer::new(Vec::new());
    message.serialize_with_options(&mut serializer, options).ok()?;
    String::from_utf8(serializer.into_inner()).ok()
}

pub fn record() -> Record {
    let pool = DescriptorPool::decode(std::fs::read("proto/shop.binpb").unwrap().as_slice()).unwrap();
    let writers = [
        ("default", "", SerializeOptions::new()),
        (
            "no-presence",
            ".skip_default_fields(false)",
            SerializeOptions::new().skip_default_fields(false),
        ),
        (
            "original-names",
            ".use_proto_field_name(true)",
            SerializeOptions::new().use_proto_field_name(true),
        ),
        (
            "enum-numbers",
            ".use_enum_numbers(true)",
            SerializeOptions::new().use_enum_numbers(true),
        ),
        (
            "number-longs",
            ".stringify_64_bit_integers(false)",
            SerializeOptions::new().stringify_64_bit_integers(false),
        ),
    ];
    let readers = [
        ("default", "", DeserializeOptions::new()),
        (
            "ignore-unknown",
            ".deny_unknown_fields(false)",
            DeserializeOptions::new().deny_unknown_fields(false),
        ),
    ];
    let written = writers.iter().map(|(name, more, _)| {
        (
            *name,
            "writes",
            format!("DynamicMessage::serialize_with_options(…, SerializeOptions::new(){more})"),
        )
    });
    let read = readers.iter().map(|(name, more, _)| {
        (
            *name,
            "reads",
            format!(
                "DynamicMessage::deserialize_with_options(…, DeserializeOptions::new(){more}), then end()"
            ),
        )
    });
    let mut record = Record::new("prost-reflect", written.chain(read).collect());
    for of in lines("proto/messages.jsonl") {
        let message = pool.get_message_by_name(of["message"].as_str().unwrap()).unwrap();
        for (name, _, options) in &writers {
            if *name == "no-presence" && of["whole"] != true {
                continue;
            }
            record.writes(&of, name, || {
                write(
                    &DynamicMessage::decode(message.clone(), wire(&of).as_slice()).ok()?,
                    options,
                )
            });
        }
    }
    for of in lines("proto/near.jsonl") {
        let message = pool.get_message_by_name(of["message"].as_str().unwrap()).unwrap();
        for (name, _, options) in &readers {
            let read = || {
                let mut deserializer = serde_json::Deserializer::from_str(of["text"].as_str()?);
                let message =
                    DynamicMessage::deserialize_with_options(message.clone(), &mut deserializer, options)
                        .ok()?;
                deserializer.end().ok()?;
                Some(message)
            };
            record.reads(&of, name, read, |message| {
                write(&message, &SerializeOptions::new())
            });
        }
    }
    record
}
