use counterpart::Contract;

#[derive(serde::Deserialize, Contract)]
#[contract(consumes = "user.registered")]
struct Message<'a> {
    #[serde(borrow)]
    fine: std::borrow::Cow<'a, str>,
    text: &'a str,
    #[serde(borrow)]
    maybe: Option<&'a str>,
    bytes: &'a [u8],
    #[serde(skip)]
    skipped: &'a str,
}

#[derive(serde::Serialize, Contract)]
#[contract(emits = "user.registered")]
struct Emitted<'a> {
    text: &'a str,
}

fn main() {}
