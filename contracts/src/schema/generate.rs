use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::check::{SchemaError, check};
use super::envelope::{self, EnvelopeSpec};
use super::working_schema::WorkingSchema;
use super::{
    alias_shadowing, buffered_content, duplicate_property, flatten_map_capture, infinite_type, misused,
    passes, trusted,
};
use crate::contract::{Assumption, Role, Trust};
use crate::derived::making::{self, Assumed, FOR_CONTRACT};
use crate::derived::wire::{Argument, Kind};
use counterpart_engine::json::{Json, Object, Pointer};

/// Makes one type's schema under the settings of a role. The derive records this for a type.
pub type Source = fn(SchemaSettings) -> Schema;

/// The schema of a contract for `T` in one role: the messages that serde reads for `consumes`, and those that it
/// writes for `emits`.
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
/// Fails if the schema of a type that implements `JsonSchema` by hand cannot be held by a contract, or where two
/// fields of one object have one name.
pub fn generate<T: JsonSchema + ?Sized>(role: Role) -> Result<Object, SchemaError> {
    union(
        &[|settings| {
            settings
                .into_generator()
                .into_root_schema_for::<Kind<Argument<T>>>()
        }],
        role,
    )
}

/// A schema, and what of it a person answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The schema.
    pub schema: Object,
    /// Each `#[contract(trust = "reason")]` of the types that it is made of, sorted.
    pub trusts: Vec<Trust>,
    /// The places of these in the schema, each with its [place](Trust::place) in the source. Schemas that a trusted
    /// place shares with others are under `$defs`, and are not distinguished.
    pub trusted: BTreeMap<Pointer, String>,
    /// The assumptions that the schema rests on, besides those of every contract.
    pub assumes: Vec<Assumption>,
}

fn assumption(assumed: Assumed) -> Assumption {
    match assumed {
        Assumed::PlainTimes => Assumption::PlainTimes,
        Assumed::StandardGeojson => Assumption::StandardGeojson,
        Assumed::DecimalsBelow2To96 => Assumption::DecimalsBelow2To96,
    }
}

/// The schema of several types, any of which may be sent.
///
/// # Errors
/// Like [`generate`].
pub fn union(sources: &[Source], role: Role) -> Result<Object, SchemaError> {
    make(sources, role).map(|made| made.schema)
}

/// Like [`union`], with the places where a person answers for the schema.
///
/// # Errors
/// Like [`generate`].
pub fn make(sources: &[Source], role: Role) -> Result<Made, SchemaError> {
    make_in(None, sources, role)
}

/// Like [`make`], with an envelope around.
pub(crate) fn make_in(
    envelope: Option<EnvelopeSpec<'_>>,
    sources: &[Source],
    role: Role,
) -> Result<Made, SchemaError> {
    let (documents, noted) = making::run(|| documents(sources, role))?;
    let mut working = working(documents)?;
    if let Some(property) = duplicate_property::merged(&working) {
        return Err(SchemaError::DuplicateProperty(property));
    }
    misused::check(&working)?;
    if role == Role::Consumes {
        infinite_type::check(&working)?;
        buffered_content::check(&working)?;
        flatten_map_capture::check(&working)?;
        alias_shadowing::check(&working)?;
    }
    if let Some(envelope) = envelope {
        working = envelope::put(working, envelope, role);
    }
    let mut schema = passes::run(working, role);
    let trusted = trusted::take(&mut schema);
    check(&schema)?;
    let trusts = noted.trusts.into_iter().map(|(place, reason)| Trust {
        place: place.to_owned(),
        reason: reason.to_owned(),
    });
    Ok(Made {
        schema,
        trusts: trusts.collect(),
        trusted,
        assumes: noted.assumed.into_iter().map(assumption).collect(),
    })
}

fn documents(sources: &[Source], role: Role) -> Vec<Json> {
    sources.iter().map(|source| as_written(*source, role)).collect()
}

fn working(documents: Vec<Json>) -> Result<WorkingSchema, SchemaError> {
    let schemas = documents
        .into_iter()
        .map(|document| {
            let title = document.get("title").and_then(Json::as_str);
            let name = title.unwrap_or("Root").to_owned();
            WorkingSchema::new(document, &name)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(match <[WorkingSchema; 1]>::try_from(schemas) {
        Ok([one]) => one,
        Err(several) => WorkingSchema::union(several),
    })
}

/// The schema that schemars makes of a type, with all marks of the derive.
pub(crate) fn as_written(source: Source, role: Role) -> Json {
    Json::from(source(settings(role)).as_value())
}

/// The settings with which schemars makes the schema of a contract.
pub(super) fn settings(role: Role) -> SchemaSettings {
    let settings = SchemaSettings::draft2020_12();
    let settings = settings.with(|settings| settings.meta_schema = Some(FOR_CONTRACT.into()));
    match role {
        Role::Consumes => settings.for_deserialize(),
        Role::Emits => settings.for_serialize(),
    }
}
