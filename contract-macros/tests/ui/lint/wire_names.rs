use counterpart::Contract;

#[derive(Contract)]
#[serde(rename_all = "camelCase")]
struct Message {
    user_id: u8,
    #[serde(alias = "userId")]
    id: u8,
    #[serde(rename(serialize = "name"))]
    label: String,
    #[serde(rename(serialize = "name", deserialize = "other"))]
    title: String,
}

#[derive(Contract)]
#[serde(rename_all_fields = "SCREAMING-KEBAB-CASE")]
enum Event {
    Created {
        at_time: u8,
        #[serde(rename = "AT-TIME")]
        time: u8,
    },
    Rest {
        #[serde(skip_deserializing)]
        written: u8,
        #[serde(flatten)]
        rest: Value,
    },
}

#[derive(Contract)]
struct Value {}

#[derive(Contract)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[serde(alias = "created_late")]
    Unknown(),
    CreatedLate,
    #[serde(rename(serialize = "unknown"))]
    Late,
    #[serde(skip, rename = "unknown")]
    Skipped,
}

#[derive(Contract)]
struct Counted {
    #[serde(rename(serialize = "written", deserialize = "read"))]
    id: u8,
    #[serde(flatten)]
    counts: std::collections::HashMap<String, u8>,
}

#[derive(Contract)]
#[serde(tag = "type")]
struct Tagged {
    id: u8,
    #[serde(flatten)]
    rest: Option<Value>,
}

#[derive(Contract)]
#[serde(untagged)]
enum Untagged {
    #[serde(rename = "B")]
    A(u8),
    B(String),
}

fn main() {}
