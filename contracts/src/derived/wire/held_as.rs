//! The declared type of a field, with the Rust type that reads and writes it.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::super::making::ask_for_field_of;
use super::{Name, same_definition_as};

/// A `W` on the wire that the code holds as a `T`. What can be read of a `W` may depend on that.
pub struct HeldAs<W: ?Sized, T: ?Sized>(PhantomData<W>, PhantomData<T>);

impl<W: JsonSchema + ?Sized, T: ?Sized> JsonSchema for HeldAs<W, T> {
    same_definition_as!(W);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        ask_for_field_of::<T, _>(|| W::json_schema(generator))
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        ask_for_field_of::<T, _>(|| W::_schemars_private_non_optional_json_schema(generator))
    }
    fn _schemars_private_is_option() -> bool {
        W::_schemars_private_is_option()
    }
}

/// A type's name without the Rust types in it that only hold a declared one: they are not on the wire.
pub(super) fn on_the_wire(name: &str) -> String {
    const START: &str = "counterpart::derived::wire::held_as::HeldAs<";
    let Some((before, rest)) = name.split_once(START) else {
        return name.to_owned();
    };
    let mut depth = 0_usize;
    let (mut comma, mut end) = (None, rest.len());
    for (at, letter) in rest.char_indices() {
        match letter {
            ',' if depth == 0 => comma = comma.or(Some(at)),
            '>' if depth == 0 => {
                end = at;
                break;
            }
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let declared = &rest[..comma.unwrap_or(end)];
    let after = rest.get(end + 1..).unwrap_or_default();
    format!("{before}{}{}", on_the_wire(declared), on_the_wire(after))
}

#[cfg(test)]
mod tests {
    use super::super::Wire;
    use super::{HeldAs, on_the_wire};

    #[test]
    fn name_keeps_only_the_declared_type() {
        struct Held<T>(#[allow(dead_code, reason = "a name")] T);
        let name =
            std::any::type_name::<Option<Wire<HeldAs<Vec<(u8, HeldAs<i8, Held<u16>>)>, Held<Held<u32>>>>>>();
        assert_eq!(
            on_the_wire(name),
            "core::option::Option<counterpart::derived::wire::Wire<alloc::vec::Vec<(u8, i8)>>>"
        );
        assert_eq!(on_the_wire("u8"), "u8");
    }
}
