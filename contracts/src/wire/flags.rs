//! A set of flags of bitflags, as the text that it displays: `A | B | 0x8`.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{is_read, matching, written_out};

/// A type that `bitflags!` makes. The derive writes this for it.
pub trait FlagNames {
    /// The names of its flags, in their order. A flag without a name has an empty one.
    fn names() -> Vec<&'static str>;
    /// The size of its bits in bytes.
    const BYTES: usize;
    /// The compiler's name of the type of its bits.
    fn bits() -> &'static str;
}

/// The flags of a type.
pub struct Flags<T>(PhantomData<T>);

impl<T: FlagNames> JsonSchema for Flags<T> {
    written_out!("Flags");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = T::names().into_iter().filter(|name| !name.is_empty()).collect();
        let digits = 2 * T::BYTES;
        if !is_read(generator) {
            // Bits without a flag follow as a number. Each flag is written once at most.
            let all = names.iter().map(|name| (*name).to_owned());
            let all: Vec<String> = all
                .chain([format!("0x[1-9a-f][0-9a-f]{{0,{}}}", digits - 1)])
                .collect();
            let item = format!("({})", all.join("|"));
            return matching(&format!("^({item}( \\| {item}){{0,{}}})?$", names.len()));
        }
        let mut all: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        // The number of signed bits is written as one that is not signed, and half of these are not read.
        if !T::bits().starts_with('i') {
            all.push(format!("0x\\+?0*[0-9A-Fa-f]{{1,{digits}}}"));
        }
        const SPACE: &str = "[\\t-\\r ]*";
        if all.is_empty() {
            return matching(&format!("^{SPACE}$"));
        }
        let item = format!("{SPACE}({}){SPACE}", all.join("|"));
        matching(&format!("^({SPACE}|{item}(\\|{item})*)$"))
    }
}
