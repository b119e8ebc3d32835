//! Values of BSON.

use bson::oid::ObjectId;

use super::super::kinds::judge::{fits, mixed, read, written};
use super::held;

held! {
    Id: ObjectId;
    At: bson::DateTime;
    Uuid: bson::Uuid;
}

fn mixed_bytes(at: u64) -> [u8; 16] {
    ((u128::from(mixed(at)) << 64) | u128::from(mixed(at + 1))).to_be_bytes()
}

#[test]
fn values_of_bson_are_extended_json() {
    read::<Id>(&[
        r#"{"$oid":"507f1f77bcf86cd799439011"}"#,
        r#"{"$oid":"507F1F77BCF86CD799439011"}"#,
        r#""507f1f77bcf86cd799439011""#,
        r#"{"$oid":"507f"}"#,
        r#"{"$oid":1}"#,
        r#"{"$oid":"507f1f77bcf86cd799439011","more":1}"#,
        "{}",
        "null",
    ]);
    read::<At>(&[
        r#"{"$date":{"$numberLong":"0"}}"#,
        r#"{"$date":{"$numberLong":"+007"}}"#,
        r#"{"$date":{"$numberLong":"-9223372036854775808"}}"#,
        r#"{"$date":{"$numberLong":"-9223372036854775809"}}"#,
        r#"{"$date":{"$numberLong":"9223372036854775808"}}"#,
        r#"{"$date":{"$numberLong":1}}"#,
        r#"{"$date":{"$numberLong":"1","more":1}}"#,
        r#"{"$date":9223372036854775807}"#,
        r#"{"$date":9223372036854775808}"#,
        r#"{"$date":"2026-01-31T12:00:00Z"}"#,
        "{}",
        "1",
    ]);
    read::<Uuid>(&[
        r#""67e55044-10b1-426f-9247-bb680e5fe0c8""#,
        r#""67E55044-10B1-426F-9247-BB680E5FE0C8""#,
        r#""x""#,
        "1",
    ]);
    let bytes = |at: u64| {
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&mixed(at).to_be_bytes());
        bytes[8..].copy_from_slice(&(mixed(at + 1) as u32).to_be_bytes());
        bytes
    };
    written((0..2_000).map(|at| Id(ObjectId::from_bytes(bytes(at)))));
    let dates = (0..2_000).map(|at| mixed(at) as i64 >> (mixed(at + 1) % 64));
    written(
        dates
            .chain([i64::MIN, i64::MAX, 0])
            .map(|millis| At(bson::DateTime::from_millis(millis))),
    );
    written((0..500).map(|at| Uuid(bson::Uuid::from_bytes(mixed_bytes(at)))));
    fits::<Uuid, uuid::Uuid>();
}
