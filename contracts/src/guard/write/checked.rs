//! A serializer around the one of serde_json that refuses what no contract can hold: a float that is not finite, which would
//! be written as `null`; a member that is there twice; nesting that no reader accepts.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Display;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::guard::explain::push_step;
use crate::guard::{Found, RefusalRule};

/// The levels that serde_json reads.
const LEVELS: usize = 127;

/// A step from a value into a part of it.
enum Step {
    Name(&'static str),
    Key(String),
    Index(usize),
}

/// A value that is refused.
#[derive(Debug)]
pub(super) struct Unfit {
    pub(super) rule: RefusalRule,
    pub(super) place: String,
    pub(super) expected: &'static str,
    pub(super) found: Found,
}

/// The place of what is written, and the first refusal.
#[derive(Default)]
pub(super) struct Walk {
    path: RefCell<Vec<Step>>,
    unfit: RefCell<Option<Unfit>>,
}

impl Walk {
    /// The refusal, if there is one; else the one of serde, whose own words may hold values.
    pub(super) fn unfit(self) -> Unfit {
        let place = self.place();
        let unfit = self.unfit.into_inner();
        unfit.unwrap_or(Unfit {
            rule: RefusalRule::ForbiddenShape,
            place,
            expected: "a value that can be written as JSON",
            found: Found::Object,
        })
    }

    fn place(&self) -> String {
        let mut place = String::new();
        for step in self.path.borrow().iter() {
            match step {
                Step::Name(name) => push_step(&mut place, name),
                Step::Key(name) => push_step(&mut place, name),
                Step::Index(index) => push_step(&mut place, &index.to_string()),
            }
        }
        place
    }

    fn refuse<E: serde::ser::Error>(&self, rule: RefusalRule, expected: &'static str, found: Found) -> E {
        let place = self.place();
        self.unfit.borrow_mut().get_or_insert(Unfit {
            rule,
            place,
            expected,
            found,
        });
        E::custom("refused")
    }

    /// A container is written here.
    fn deeper<E: serde::ser::Error>(&self, found: Found) -> Result<(), E> {
        if self.path.borrow().len() < LEVELS {
            return Ok(());
        }
        let expected = "at most 127 levels of nesting";
        Err(self.refuse(RefusalRule::MalformedText, expected, found))
    }

    /// An object with the name of a variant is written here, and in it a container. Its parts are below the name.
    fn variant<E: serde::ser::Error>(&self, name: &'static str, content: Found) -> Result<(), E> {
        self.deeper::<E>(Found::Object)?;
        self.path.borrow_mut().push(Step::Name(name));
        self.deeper(content)
    }

    /// Writes a part. The step stays where it fails, so that the place is known.
    fn within<T, E>(&self, step: Step, write: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.path.borrow_mut().push(step);
        let written = write()?;
        self.path.borrow_mut().pop();
        Ok(written)
    }
}

/// A value that is written through the walk.
pub(super) struct Part<'a, T: ?Sized> {
    pub(super) value: &'a T,
    pub(super) walk: &'a Walk,
}

impl<T: Serialize + ?Sized> Serialize for Part<'_, T> {
    fn serialize<S: Serializer>(&self, inner: S) -> Result<S::Ok, S::Error> {
        let walk = self.walk;
        self.value.serialize(Checked { inner, walk })
    }
}

struct Checked<'a, S> {
    inner: S,
    walk: &'a Walk,
}

macro_rules! plain {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $method(self $(, $argument: $type)*) -> Result<S::Ok, S::Error> {
            self.inner.$method($($argument),*)
        })*
    };
}

macro_rules! float {
    ($($method:ident($type:ty);)*) => {
        $(fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            if !value.is_finite() {
                let expected = "a finite number (another one is written as `null`)";
                return Err(self.walk.refuse(RefusalRule::NullEmitted, expected, Found::Number));
            }
            self.inner.$method(value)
        })*
    };
}

impl<'a, S: Serializer> Serializer for Checked<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Parts<'a, S::SerializeSeq>;
    type SerializeTuple = Parts<'a, S::SerializeTuple>;
    type SerializeTupleStruct = Parts<'a, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Parts<'a, S::SerializeTupleVariant>;
    type SerializeMap = Members<'a, S::SerializeMap>;
    type SerializeStruct = Parts<'a, S::SerializeStruct>;
    type SerializeStructVariant = Parts<'a, S::SerializeStructVariant>;

    plain! {
        serialize_bool(value: bool);
        serialize_i8(value: i8);
        serialize_i16(value: i16);
        serialize_i32(value: i32);
        serialize_i64(value: i64);
        serialize_i128(value: i128);
        serialize_u8(value: u8);
        serialize_u16(value: u16);
        serialize_u32(value: u32);
        serialize_u64(value: u64);
        serialize_u128(value: u128);
        serialize_char(value: char);
        serialize_str(value: &str);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    float! {
        serialize_f32(f32);
        serialize_f64(f64);
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<S::Ok, S::Error> {
        // serde_json writes an array of numbers.
        self.walk.deeper::<S::Error>(Found::Array)?;
        self.inner.serialize_bytes(value)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let walk = self.walk;
        self.inner.serialize_some(&Part { value, walk })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let walk = self.walk;
        self.inner.serialize_newtype_struct(name, &Part { value, walk })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let walk = self.walk;
        walk.deeper::<S::Error>(Found::Object)?;
        let part = Part { value, walk };
        walk.within(Step::Name(variant), || {
            self.inner.serialize_newtype_variant(name, index, variant, &part)
        })
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.walk.deeper::<S::Error>(Found::Array)?;
        self.inner
            .serialize_seq(len)
            .map(|inner| Parts::of(inner, self.walk))
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.walk.deeper::<S::Error>(Found::Array)?;
        self.inner
            .serialize_tuple(len)
            .map(|inner| Parts::of(inner, self.walk))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.walk.deeper::<S::Error>(Found::Array)?;
        let inner = self.inner.serialize_tuple_struct(name, len)?;
        Ok(Parts::of(inner, self.walk))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.walk.variant::<S::Error>(variant, Found::Array)?;
        let inner = self.inner.serialize_tuple_variant(name, index, variant, len)?;
        Ok(Parts::of(inner, self.walk))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.walk.deeper::<S::Error>(Found::Object)?;
        Ok(Members {
            inner: self.inner.serialize_map(len)?,
            walk: self.walk,
            names: HashSet::new(),
        })
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.walk.deeper::<S::Error>(Found::Object)?;
        let inner = self.inner.serialize_struct(name, len)?;
        Ok(Parts::of(inner, self.walk))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.walk.variant::<S::Error>(variant, Found::Object)?;
        let inner = self.inner.serialize_struct_variant(name, index, variant, len)?;
        Ok(Parts::of(inner, self.walk))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// The items of an array, or the fields of a struct.
struct Parts<'a, C> {
    inner: C,
    walk: &'a Walk,
    next: usize,
}

impl<'a, C> Parts<'a, C> {
    fn of(inner: C, walk: &'a Walk) -> Self {
        Self { inner, walk, next: 0 }
    }
}

macro_rules! items {
    ($($trait:ident $method:ident $pops:literal;)*) => {
        $(impl<C: $trait> $trait for Parts<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                let (walk, index) = (self.walk, self.next);
                self.next += 1;
                walk.within(Step::Index(index), || self.inner.$method(&Part { value, walk }))
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                if $pops {
                    self.walk.path.borrow_mut().pop();
                }
                self.inner.end()
            }
        })*
    };
}

items! {
    SerializeSeq serialize_element false;
    SerializeTuple serialize_element false;
    SerializeTupleStruct serialize_field false;
    SerializeTupleVariant serialize_field true;
}

macro_rules! fields {
    ($($trait:ident $pops:literal;)*) => {
        $(impl<C: $trait> $trait for Parts<'_, C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), C::Error> {
                let walk = self.walk;
                walk.within(Step::Name(name), || {
                    self.inner.serialize_field(name, &Part { value, walk })
                })
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), C::Error> {
                self.inner.skip_field(name)
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                if $pops {
                    self.walk.path.borrow_mut().pop();
                }
                self.inner.end()
            }
        })*
    };
}

fields! {
    SerializeStruct false;
    SerializeStructVariant true;
}

/// The members of a map, or of a struct with flattened fields, which may have a name twice.
struct Members<'a, C> {
    inner: C,
    walk: &'a Walk,
    names: HashSet<String>,
}

impl<C: SerializeMap> SerializeMap for Members<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        let walk = self.walk;
        let Some(name) = name_of(key) else {
            let expected = "text, a number or a boolean as the name of a member";
            return Err(walk.refuse(RefusalRule::TypeMismatch, expected, Found::Object));
        };
        walk.path.borrow_mut().push(Step::Key(name.clone()));
        if !self.names.insert(name) {
            let expected = "each member once";
            return Err(walk.refuse(RefusalRule::PropertyRepeated, expected, Found::Object));
        }
        self.inner.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let walk = self.walk;
        self.inner.serialize_value(&Part { value, walk })?;
        walk.path.borrow_mut().pop();
        Ok(())
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

/// The name that serde_json writes a key as.
fn name_of<T: Serialize + ?Sized>(key: &T) -> Option<String> {
    struct Member<'a, T: ?Sized>(&'a T);
    impl<T: Serialize + ?Sized> Serialize for Member<'_, T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(self.0, &())?;
            map.end()
        }
    }
    let object = serde_json::to_vec(&Member(key)).ok()?;
    let name = object.strip_prefix(b"{")?.strip_suffix(b":null}")?;
    serde_json::from_slice(name).ok()
}

/// Writes a value as JSON.
pub(super) fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Unfit> {
    let walk = Walk::default();
    match serde_json::to_vec(&Part { value, walk: &walk }) {
        // A hand-written `Serialize` may go on after a refusal, and leave half of a member.
        Ok(bytes) if walk.unfit.borrow().is_none() => Ok(bytes),
        _ => Err(walk.unfit()),
    }
}
