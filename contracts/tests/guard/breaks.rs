//! Each pair is a producer's type and a consumer's type that no longer fit.

use crate::witnesses::{Row, rows};

macro_rules! pairs {
    ($($name:ident {$($sent:tt)*} {$($reads:tt)*})*) => {
        /// A row for each finding of each pair.
        pub(crate) fn all() -> Vec<Row> {
            let mut all = Vec::new();
            $({
                mod sent {
                    #[allow(unused_imports)]
                    use std::collections::BTreeMap;

                    use counterpart::Contract;
                    use serde::Serialize;

                    $($sent)*
                }
                mod reads {
                    #[allow(unused_imports)]
                    use std::collections::BTreeMap;

                    use counterpart::Contract;
                    use serde::Deserialize;

                    $($reads)*
                }
                all.extend(rows::<sent::Sent, reads::Read>(stringify!($name)));
            })*
            all
        }
    };
}

pairs! {
    field_removed
    { #[derive(Serialize, Contract)] pub(super) struct Sent { a: u8 } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8 } }
    field_optional
    { #[derive(Serialize, Contract)] pub(super) struct Sent { #[serde(skip_serializing_if = "Option::is_none")] b: Option<u8> } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8 } }
    null
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: Option<u8> } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8 } }
    retyped
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: String } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8 } }
    float_for_integer
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: f64 } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8 } }
    narrowed
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u64, c: i64 } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u32, c: i8 } }
    narrowed_from_128
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u128 } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u64 } }
    not_zero
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u8 } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: std::num::NonZeroU8 } }
    one_character
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: String } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: char } }
    format
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: String } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: uuid::Uuid } }
    time_without_zone
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: chrono::NaiveDateTime } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: chrono::DateTime<chrono::Utc> } }
    variant_added
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Free, Gold } #[derive(Serialize, Contract)] pub(super) struct Sent { b: Plan } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    variant_for_number
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u8 } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    variant_null
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Free } #[derive(Serialize, Contract)] pub(super) struct Sent { b: Option<Plan> } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    variant_with_content_added
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Free, Gold { since: u8 } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: Plan } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid { until: u8 } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    variant_content_changed
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Paid { until: String } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: Plan } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid { until: u8 } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    variant_newtype_changed
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Paid(Vec<u16>) } #[derive(Serialize, Contract)] pub(super) struct Sent { b: Plan } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid(Vec<u8>) } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    variant_lost_content
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Free, Paid } #[derive(Serialize, Contract)] pub(super) struct Sent { b: Plan } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid(u8) } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    internal_tag_renamed
    { #[derive(Serialize, Contract)] #[serde(tag = "m")] pub(super) enum P { A { x: u8 } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: P } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8 } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    internal_variant_added
    { #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8 }, B { x: u8 } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: P } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8 } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    internal_variant_added_of_two
    { #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8 }, B { x: u8 }, C { y: u8 } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: P } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8 }, C { y: u8 } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    internal_member_missing
    { #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8 } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: P } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8, y: u8 } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    internal_member_retyped
    { #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: String, y: String } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: P } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: u8, y: String } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    internal_member_deep
    { #[derive(Serialize, Contract)] pub(super) struct In { n: Option<u8>, m: u8 } #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: Vec<In>, y: In } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: P } }
    { #[derive(Deserialize, Contract)] pub(super) struct In { n: u8, k: Option<u8>, l: u8 } #[derive(Deserialize, Contract)] #[serde(tag = "t")] pub(super) enum P { A { x: Vec<In>, y: In } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    adjacent_variant_added
    { #[derive(Serialize, Contract)] #[serde(tag = "t", content = "c")] pub(super) enum Sent { A { x: u8 }, B { x: u8 } } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t", content = "c")] #[contract(consumes = "e")] pub(super) enum Read { A { x: u8 } } }
    adjacent_variant_added_of_two
    { #[derive(Serialize, Contract)] #[serde(tag = "t", content = "c")] pub(super) enum Sent { A { x: u8 }, B { x: u8 }, C(u8) } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t", content = "c")] #[contract(consumes = "e")] pub(super) enum Read { A { x: u8 }, C(u8) } }
    adjacent_content_changed
    { #[derive(Serialize, Contract)] #[serde(tag = "t", content = "c")] pub(super) enum Sent { A { x: u8 } } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t", content = "c")] #[contract(consumes = "e")] pub(super) enum Read { A { y: u8 } } }
    untagged_none
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: bool } }
    { #[derive(Deserialize, Contract)] #[serde(untagged)] pub(super) enum P { A { x: u8 }, B(u8) } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    untagged_shape
    { #[derive(Serialize, Contract)] pub(super) struct In { z: u8 } #[derive(Serialize, Contract)] pub(super) struct Sent { b: In } }
    { #[derive(Deserialize, Contract)] #[serde(untagged)] pub(super) enum P { A { x: u8 }, B { y: u8 } } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    untagged_in_internal
    { #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum Sent { A { b: bool } } }
    { #[derive(Deserialize, Contract)] #[serde(untagged)] pub(super) enum P { A { x: u8 }, B(u8) } #[derive(Deserialize, Contract)] #[serde(tag = "t")] #[contract(consumes = "e")] pub(super) enum Read { A { b: P } } }
    denied
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u8, c: u8 } }
    { #[derive(Deserialize, Contract)] #[serde(deny_unknown_fields)] #[contract(consumes = "e")] pub(super) struct Read { b: u8 } }
    flattened_missing
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u8 } }
    { #[derive(Deserialize, Contract)] pub(super) struct In { c: u8 } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8, #[serde(flatten)] i: In } }
    flattened_retyped
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u8, c: String } }
    { #[derive(Deserialize, Contract)] pub(super) struct In { c: u8 } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8, #[serde(flatten)] i: In } }
    flattened_null
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u8, c: Option<u8> } }
    { #[derive(Deserialize, Contract)] pub(super) struct In { c: u8 } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8, #[serde(flatten)] i: In } }
    flattened_map
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: u8, c: String } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8, #[serde(flatten)] i: BTreeMap<String, u8> } }
    number_keys
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: BTreeMap<String, u8> } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: BTreeMap<u8, u8> } }
    enum_keys
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: BTreeMap<String, u8> } }
    { #[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord, Contract)] pub(super) enum K { A, B } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: BTreeMap<K, u8> } }
    wide_keys
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: BTreeMap<u16, u8> } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: BTreeMap<u8, u8> } }
    map_values
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: BTreeMap<String, u16> } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: BTreeMap<String, u8> } }
    array_longer
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: Vec<u8> } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: [u8; 2] } }
    tuple_longer
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: (u8, u8, u8) } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: (u8, u8) } }
    items
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: Vec<Vec<u16>> } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Vec<Vec<u8>> } }
    whole
    { #[derive(Serialize, Contract)] pub(super) struct Sent(String); }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: u8 } }
    converted
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: String } }
    { #[derive(Deserialize, Contract)] #[serde(try_from = "u8")] #[contract(with = "u8")] pub(super) struct Small(u8);
      impl TryFrom<u8> for Small { type Error = String; fn try_from(x: u8) -> Result<Self, String> { Ok(Self(x)) } }
      #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Small } }
    variant_got_content
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Paid { until: u8 } } #[derive(Serialize, Contract)] pub(super) struct Sent { b: Plan } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: Plan } }
    untagged_null
    { #[derive(Serialize, Contract)] pub(super) struct Sent { b: Option<u8> } }
    { #[derive(Deserialize, Contract)] #[serde(untagged)] pub(super) enum P { A { x: u8 }, B(u8) } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { b: P } }
    default_removed
    { #[derive(Serialize, Contract)] pub(super) struct Sent { order_id: u64 } }
    { #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { order_id: u64, note: String } }
    flattened_now
    { #[derive(Serialize, Contract)] pub(super) struct Address { street: String, city: String } #[derive(Serialize, Contract)] pub(super) struct Sent { order_id: u64, #[serde(flatten)] address: Address } }
    { #[derive(Deserialize, Contract)] pub(super) struct Address { street: String, city: String } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { address: Address } }
    untagged_now
    { #[derive(Serialize, Contract)] #[serde(untagged)] pub(super) enum Payment { Card { number: String }, Cash } #[derive(Serialize, Contract)] pub(super) struct Sent { payment: Payment } }
    { #[derive(Deserialize, Contract)] pub(super) enum Payment { Card { number: String }, Cash } #[derive(Deserialize, Contract)] #[contract(consumes = "e")] pub(super) struct Read { payment: Payment } }
    topic_variant
    { #[derive(Serialize, Contract)] #[serde(tag = "type", content = "data")] pub(super) enum Sent { #[serde(rename = "order.placed")] Placed { order_id: u64 }, #[serde(rename = "order.cancelled")] Cancelled { order_id: u64, reason: String } } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "type", content = "data")] #[contract(consumes = "e")] pub(super) enum Read { #[serde(rename = "order.placed")] Placed { order_id: u64 }, #[serde(rename = "order.paid")] Paid { order_id: u64 } } }
    denied_in_internal
    { #[derive(Serialize, Contract)] pub(super) struct In { x: u8, z: u8 } #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum Sent { A { i: In, z: u8 } } }
    { #[derive(Deserialize, Contract)] #[serde(deny_unknown_fields)] pub(super) struct In { x: u8 } #[derive(Deserialize, Contract)] #[serde(tag = "t")] #[contract(consumes = "e")] pub(super) enum Read { A { i: In } } }
    variant_in_internal
    { #[derive(Serialize, Contract)] pub(super) enum Plan { Free, Gold } #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum Sent { A { plan: Plan, note: String } } }
    { #[derive(Deserialize, Contract)] pub(super) enum Plan { Free, Paid } #[derive(Deserialize, Contract)] #[serde(tag = "t")] #[contract(consumes = "e")] pub(super) enum Read { A { plan: Plan, note: String } } }
    format_in_internal
    { #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum Sent { A { id: String } } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t")] #[contract(consumes = "e")] pub(super) enum Read { A { id: uuid::Uuid } } }
    length_in_internal
    { #[derive(Serialize, Contract)] #[serde(tag = "t")] pub(super) enum Sent { A { pair: Vec<u8>, list: Vec<u8> } } }
    { #[derive(Deserialize, Contract)] #[serde(tag = "t")] #[contract(consumes = "e")] pub(super) enum Read { A { pair: (u8, u8), list: Vec<u8> } } }
}
