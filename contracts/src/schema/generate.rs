use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::check::{SchemaError, check};
use super::derived::OURS;
use super::draft::Draft;
use super::passes;
use super::wire::Kind;
use crate::contract::Role;
use crate::json::{Json, Object};

/// Makes one type's schema under the settings of a role. What the derive records of a type.
pub type Source = fn(SchemaSettings) -> Schema;

/// The schema of a contract for `T` in one role: what serde reads for `consumes`, what it writes for `emits`.
///
/// Any type that derives [`Contract`](crate::Contract) has one.
///
/// ```
/// use counterpart::contract::Role;
/// use counterpart::json::Json;
///
/// let schema = counterpart::schema::generate::<Vec<u8>>(Role::Consumes)?;
/// assert_eq!(
///     Json::Object(schema).to_string(),
///     r#"{"type":"array","items":{"type":"integer","minimum":0,"maximum":255}}"#,
/// );
/// # Ok::<(), counterpart::schema::SchemaError>(())
/// ```
///
/// # Errors
/// Where the schema of a type that implements `JsonSchema` by hand cannot be held by a contract, or where two fields of
/// one object have one name.
pub fn generate<T: JsonSchema + ?Sized>(role: Role) -> Result<Object, SchemaError> {
    union(
        &[|settings| settings.into_generator().into_root_schema_for::<Kind<T>>()],
        role,
    )
}

/// The schema of several types of which any may be sent.
///
/// # Errors
/// As [`generate`].
pub fn union(sources: &[Source], role: Role) -> Result<Object, SchemaError> {
    let drafts = sources
        .iter()
        .map(|source| {
            let settings =
                SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = Some(OURS.into()));
            let settings = match role {
                Role::Consumes => settings.for_deserialize(),
                Role::Emits => settings.for_serialize(),
            };
            let document = Json::from(source(settings).as_value());
            let name = document
                .get("title")
                .and_then(Json::as_str)
                .unwrap_or("Root")
                .to_owned();
            Draft::new(document, &name)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let draft = match <[Draft; 1]>::try_from(drafts) {
        Ok([one]) => one,
        Err(several) => Draft::union(several),
    };
    let document = passes::run(draft, role);
    check(&document)?;
    Ok(document)
}
