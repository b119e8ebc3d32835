//! The judge of what a consumer reads is serde.

use std::fmt::Debug;
use std::net::IpAddr;

use counterpart::contract::Role;
use counterpart::json::Json;
use serde::de::DeserializeOwned;

/// The schema of a consumer.
pub(crate) fn accepted<T: counterpart::__private::schemars::JsonSchema>() -> Json {
    Json::Object(counterpart::schema::generate::<T>(Role::Consumes).expect("a schema"))
}

fn validator(schema: &Json) -> jsonschema::Validator {
    let value = serde_json::from_str(&schema.to_string()).expect("it is JSON");
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .with_format("ip", |text: &str| text.parse::<IpAddr>().is_ok())
        .build(&value)
        .expect("it is a schema")
}

/// serde and the schema say the same of each message, and both answers occur.
#[track_caller]
pub(crate) fn agree<T: DeserializeOwned + Debug + counterpart::__private::schemars::JsonSchema>(
    messages: &[&str],
) {
    let schema = accepted::<T>();
    let validator = validator(&schema);
    let mut said = [false; 2];
    for message in messages {
        let read = serde_json::from_str::<T>(message);
        let valid = validator.is_valid(&serde_json::from_str(message).expect("it is JSON"));
        said[usize::from(valid)] = true;
        assert_eq!(
            valid,
            read.is_ok(),
            "of {message} serde says {read:?}, and the schema is {schema}"
        );
    }
    assert_eq!(said, [true, true], "the messages are all of one kind");
}
