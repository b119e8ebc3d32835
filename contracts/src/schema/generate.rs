use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::check::{SchemaError, check};
use super::derived::{Endless, OURS, noting_trusts};
use super::draft::Draft;
use super::envelope::{self, Around};
use super::wire::{Argument, Kind};
use super::{buffered, endless, passes, repeated, shadowed, swallowed, trusted};
use crate::contract::{Role, Trust};
use counterpart_engine::json::{Json, Object, Pointer};

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
    /// Where in the schema these places are, each with the [place](Trust::place) that it is. What a trusted place shares
    /// with others stands under `$defs` and is not told apart.
    pub trusted: BTreeMap<Pointer, String>,
}

/// The schema of several types of which any may be sent.
///
/// # Errors
/// As [`generate`].
pub fn union(sources: &[Source], role: Role) -> Result<Object, SchemaError> {
    make(sources, role).map(|made| made.schema)
}

/// As [`union`], with the places where a person answers for what the schema says.
///
/// # Errors
/// As [`generate`].
pub fn make(sources: &[Source], role: Role) -> Result<Made, SchemaError> {
    make_in(None, sources, role)
}

/// As [`make`], with an envelope around.
pub(crate) fn make_in(
    around: Option<Around<'_>>,
    sources: &[Source],
    role: Role,
) -> Result<Made, SchemaError> {
    let (draft, met) = noting_trusts(|| catch_unwind(AssertUnwindSafe(|| draft(sources, role))));
    let draft = draft.unwrap_or_else(|panic| match panic.downcast::<Endless>() {
        Ok(endless) => Err(SchemaError::Endless(endless.0)),
        Err(panic) => resume_unwind(panic),
    });
    let mut draft = draft?;
    if let Some(property) = repeated::merged(&draft) {
        return Err(SchemaError::RepeatedProperty(property.to_owned()));
    }
    if role == Role::Consumes {
        endless::check(&draft)?;
        buffered::check(&draft)?;
        swallowed::check(&draft)?;
        shadowed::check(&draft)?;
    }
    if let Some(around) = around {
        draft = envelope::put(draft, around, role);
    }
    let mut schema = passes::run(draft, role);
    let trusted = trusted::take(&mut schema);
    check(&schema)?;
    let trusts = met.into_iter().map(|(place, reason)| Trust {
        place: place.to_owned(),
        reason: reason.to_owned(),
    });
    Ok(Made {
        schema,
        trusts: trusts.collect(),
        trusted,
    })
}

fn draft(sources: &[Source], role: Role) -> Result<Draft, SchemaError> {
    let drafts = sources
        .iter()
        .map(|source| {
            let document = as_written(*source, role);
            let name = document
                .get("title")
                .and_then(Json::as_str)
                .unwrap_or("Root")
                .to_owned();
            Draft::new(document, &name)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(match <[Draft; 1]>::try_from(drafts) {
        Ok([one]) => one,
        Err(several) => Draft::union(several),
    })
}

/// What schemars says of a type, with all marks of the derive.
pub(crate) fn as_written(source: Source, role: Role) -> Json {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = Some(OURS.into()));
    let settings = match role {
        Role::Consumes => settings.for_deserialize(),
        Role::Emits => settings.for_serialize(),
    };
    Json::from(source(settings).as_value())
}
