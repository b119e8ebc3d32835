//! Tells whether a consumer can do without the part that it refuses.

use super::super::Refusal;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{self, Limits, PlaceStep, Verdict};
use counterpart_engine::json::{Json, Pointer};

/// Returns `true` if the consumer accepts the breaking message without the property that is wrong
/// in it. The engine itself answers: the property may be required in more ways than by name.
pub(super) fn accepts_left_out(refusal: &Refusal) -> bool {
    if !refusal.premises.is_empty() {
        return false;
    }
    let is_property = matches!(refusal.places[0].0.last(), Some(PlaceStep::Property(_)));
    let Some(message) = is_property
        .then(|| without(&refusal.witness, &refusal.witness_at))
        .flatten()
    else {
        return false;
    };
    let read = |schema: Json| Schema::from_json(schema, &Options::default()).ok();
    let only_this = Json::from([("const", message)]);
    let accepted = Json::Object(refusal.contract.contract.schema().clone());
    match (read(only_this), read(accepted)) {
        (Some(only_this), Some(accepted)) => {
            compat::check(&only_this, &accepted, &Limits::default()) == Verdict::Compatible
        }
        _ => false,
    }
}

/// The message without the property that `at` leads to.
fn without(message: &Json, at: &Pointer) -> Option<Json> {
    let (property, above) = at.steps().split_last()?;
    let mut message = message.clone();
    let mut value = &mut message;
    for step in above {
        value = match value {
            Json::Object(members) => members.get_mut(step)?,
            Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    value.as_object_mut()?.shift_remove(property)?;
    Some(message)
}
