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

fn main() {}
