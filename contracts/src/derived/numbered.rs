//! Enums whose variants are numbers on the wire, as `serde_repr` writes them. Nothing in the source of such a type says
//! so, because a derive does not see the other ones. So serde is asked, in tests.

use schemars::_private::serde_json::{Number, json};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::marks::Marks;
use super::{Trusted, making, misuse, schema_for};
use making::for_contract;

/// Reads a message; the error is serde's.
pub(crate) type Read = fn(&str) -> Result<(), String>;

/// An enum of variants without fields, and with a primitive representation.
pub struct Numbered {
    /// The format of its numbers, as schemars names it.
    pub format: &'static str,
    /// A variant is read for all other numbers.
    pub reads_others: bool,
    /// Reads a message; `None` if the type is not read.
    pub read: Option<Read>,
    /// The number of each variant, and how it is written, if it is.
    pub variants: Vec<(i128, Option<String>)>,
}

impl Numbered {
    fn is_read_from_numbers(&self) -> Option<bool> {
        let read = self.read?;
        let is_read = |(number, _): &(i128, _)| read(&number.to_string()).is_ok();
        Some(self.variants.iter().all(is_read))
    }

    fn is_written_as_numbers(&self) -> Option<bool> {
        let mut written = self.variants.iter();
        let mut answer = None;
        written.try_for_each(|(number, text)| {
            let is_number = *text.as_ref()? == number.to_string();
            answer = Some(answer.unwrap_or(true) && is_number);
            Some(())
        });
        answer
    }

    fn schema(&self, generator: &SchemaGenerator) -> Schema {
        if generator.contract().is_deserialize() && self.reads_others {
            return schemars::json_schema!({ "type": "integer", "format": self.format });
        }
        let number = |number: i128| match i64::try_from(number) {
            Ok(number) => Some(Number::from(number)),
            Err(_) => u64::try_from(number).ok().map(Number::from),
        };
        let numbers: Option<Vec<Number>> = self.variants.iter().map(|(value, _)| number(*value)).collect();
        let Some(numbers) = numbers else {
            let mut schema = Schema::default();
            let why = "a variant is a number of more than 64 bits on the wire: give the type on the wire, \
                       `#[contract(with = \"Type\")]` on the enum";
            misuse(&mut schema, generator, why);
            return schema;
        };
        schemars::json_schema!({ "type": "integer", "enum": json!(numbers) })
    }
}

/// The schema of such an enum, whose hidden twin is `T`: its numbers if serde reads and writes these, else its names.
pub fn schema_for_numbered<T: JsonSchema + ?Sized>(
    generator: &mut SchemaGenerator,
    numbered: Option<Numbered>,
    trusts: &[Trusted],
    written: Option<&str>,
) -> Schema {
    let is_read = generator.contract().is_deserialize();
    let numbered = numbered.filter(|numbered| {
        let (read, written) = (numbered.is_read_from_numbers(), numbered.is_written_as_numbers());
        let answer = if is_read {
            read.or(written)
        } else {
            written.or(read)
        };
        !numbered.variants.is_empty() && answer == Some(true)
    });
    let Some(numbered) = numbered else {
        return schema_for::<T>(generator, None, trusts, written);
    };
    let mut schema = numbered.schema(generator);
    if for_contract(generator) {
        making::note_key_type::<T>(&schema);
        making::note_trusts(trusts.iter().map(|trust| (trust.place, trust.reason)));
        let whole = trusts.iter().find(|trust| trust.whole);
        Marks::edit_schema(&mut schema, |marks| {
            marks.name = Some(T::schema_name().into_owned());
            marks.field = written.map(str::to_owned);
            marks.trusted = whole.map(|trust| trust.place.to_owned());
        });
    }
    schema
}
