//! The twelve breaks: what each side declares before and after the change that breaks it.

/// A change of one side that breaks the consumer.
pub(super) struct Break {
    /// The name of the module that each crate has for it; its type is called the same.
    pub(super) name: &'static str,
    /// What the producer declares, before and after.
    pub(super) sent: [&'static str; 2],
    /// What the consumer declares, before and after.
    pub(super) read: [&'static str; 2],
}

impl Break {
    /// `field_renamed` as a type: `FieldRenamed`.
    pub(super) fn type_name(&self) -> String {
        let words = self.name.split('_');
        words
            .flat_map(|word| [word[..1].to_uppercase(), word[1..].to_owned()])
            .collect()
    }
}

/// The producer changes, and the consumer stays.
const fn producer(name: &'static str, sent: [&'static str; 2], read: &'static str) -> Break {
    Break {
        name,
        sent,
        read: [read, read],
    }
}

/// The consumer changes, and the producer stays.
const fn consumer(name: &'static str, sent: &'static str, read: [&'static str; 2]) -> Break {
    Break {
        name,
        sent: [sent, sent],
        read,
    }
}

/// Each item is one type, without its derive; the message is the last of its module.
pub(super) const BREAKS: [Break; 12] = [
    producer(
        "field_renamed",
        [
            "pub struct FieldRenamed {
    pub order_id: u64,
    pub customer_id: u64,
}",
            "pub struct FieldRenamed {
    pub order_id: u64,
    pub buyer_id: u64,
}",
        ],
        "pub struct FieldRenamed {
    pub customer_id: u64,
}",
    ),
    consumer(
        "number_narrowed",
        "pub struct NumberNarrowed {
    pub order_id: u64,
    pub cents: i64,
}",
        [
            "pub struct NumberNarrowed {
    pub cents: i64,
}",
            "pub struct NumberNarrowed {
    pub cents: u32,
}",
        ],
    ),
    producer(
        "variant_added",
        [
            "pub enum Plan {
    Free,
    Paid,
}

pub struct VariantAdded {
    pub user_id: u64,
    pub plan: Plan,
}",
            "pub enum Plan {
    Free,
    Paid,
    Gold,
}

pub struct VariantAdded {
    pub user_id: u64,
    pub plan: Plan,
}",
        ],
        "pub enum Plan {
    Free,
    Paid,
}

pub struct VariantAdded {
    pub plan: Plan,
}",
    ),
    producer(
        "variant_renamed",
        [
            "pub enum Plan {
    Free,
    Paid,
}

pub struct VariantRenamed {
    pub user_id: u64,
    pub plan: Plan,
}",
            "pub enum Plan {
    Free,
    Premium,
}

pub struct VariantRenamed {
    pub user_id: u64,
    pub plan: Plan,
}",
        ],
        "pub enum Plan {
    Free,
    Paid,
}

pub struct VariantRenamed {
    pub plan: Plan,
}",
    ),
    producer(
        "tag_renamed",
        [
            "#[serde(tag = \"kind\")]
pub enum Payment {
    Card { number: String },
    Transfer { iban: String },
}

pub struct TagRenamed {
    pub order_id: u64,
    pub payment: Payment,
}",
            "#[serde(tag = \"method\")]
pub enum Payment {
    Card { number: String },
    Transfer { iban: String },
}

pub struct TagRenamed {
    pub order_id: u64,
    pub payment: Payment,
}",
        ],
        "#[serde(tag = \"kind\")]
pub enum Payment {
    Card { number: String },
    Transfer { iban: String },
}

pub struct TagRenamed {
    pub payment: Payment,
}",
    ),
    producer(
        "time_without_zone",
        [
            "pub struct TimeWithoutZone {
    pub order_id: u64,
    pub paid_at: chrono::DateTime<chrono::Utc>,
}",
            "pub struct TimeWithoutZone {
    pub order_id: u64,
    pub paid_at: chrono::NaiveDateTime,
}",
        ],
        "pub struct TimeWithoutZone {
    pub paid_at: chrono::DateTime<chrono::Utc>,
}",
    ),
    producer(
        "option_added",
        [
            "pub struct OptionAdded {
    pub user_id: u64,
    pub email: String,
}",
            "pub struct OptionAdded {
    pub user_id: u64,
    pub email: Option<String>,
}",
        ],
        "pub struct OptionAdded {
    pub email: String,
}",
    ),
    consumer(
        "default_removed",
        "pub struct DefaultRemoved {
    pub order_id: u64,
}",
        [
            "pub struct DefaultRemoved {
    pub order_id: u64,
    #[serde(default)]
    pub note: String,
}",
            "pub struct DefaultRemoved {
    pub order_id: u64,
    pub note: String,
}",
        ],
    ),
    consumer(
        "unknown_denied",
        "pub struct UnknownDenied {
    pub order_id: u64,
    pub coupon: String,
}",
        [
            "pub struct UnknownDenied {
    pub order_id: u64,
}",
            "#[serde(deny_unknown_fields)]
pub struct UnknownDenied {
    pub order_id: u64,
}",
        ],
    ),
    producer(
        "flattened",
        [
            "pub struct Address {
    pub street: String,
    pub city: String,
}

pub struct Flattened {
    pub order_id: u64,
    pub address: Address,
}",
            "pub struct Address {
    pub street: String,
    pub city: String,
}

pub struct Flattened {
    pub order_id: u64,
    #[serde(flatten)]
    pub address: Address,
}",
        ],
        "pub struct Address {
    pub street: String,
    pub city: String,
}

pub struct Flattened {
    pub address: Address,
}",
    ),
    producer(
        "untagged",
        [
            "pub enum Payment {
    Card { number: String },
    Cash,
}

pub struct Untagged {
    pub order_id: u64,
    pub payment: Payment,
}",
            "#[serde(untagged)]
pub enum Payment {
    Card { number: String },
    Cash,
}

pub struct Untagged {
    pub order_id: u64,
    pub payment: Payment,
}",
        ],
        "pub enum Payment {
    Card { number: String },
    Cash,
}

pub struct Untagged {
    pub payment: Payment,
}",
    ),
    producer(
        "topic_variant",
        [
            "#[serde(tag = \"type\", content = \"data\")]
pub enum TopicVariant {
    #[serde(rename = \"order.placed\")]
    Placed { order_id: u64 },
    #[serde(rename = \"order.paid\")]
    Paid { order_id: u64 },
}",
            "#[serde(tag = \"type\", content = \"data\")]
pub enum TopicVariant {
    #[serde(rename = \"order.placed\")]
    Placed { order_id: u64 },
    #[serde(rename = \"order.paid\")]
    Paid { order_id: u64 },
    #[serde(rename = \"order.cancelled\")]
    Cancelled { order_id: u64, reason: String },
}",
        ],
        "#[serde(tag = \"type\", content = \"data\")]
pub enum TopicVariant {
    #[serde(rename = \"order.placed\")]
    Placed { order_id: u64 },
    #[serde(rename = \"order.paid\")]
    Paid { order_id: u64 },
}",
    ),
];
