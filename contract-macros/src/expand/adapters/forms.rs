//! Each adapter with the type that describes it, from the outermost to the innermost one.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Type, TypePath};

use super::super::context::TypeContext;
use super::super::{keys, kinds};
use super::{Unknown, only_written, own, text, times};

/// The types that the adapters of one field become.
pub(super) struct Forms<'a> {
    context: &'a TypeContext<'a>,
    /// `counterpart::__private::wire`.
    wire: TokenStream,
    /// The types so far that are written as they are.
    pub(super) parts: Vec<Type>,
    /// The line that describes the field, if an adapter in it is only described where it writes.
    line: Option<String>,
    /// The adapters read.
    is_read: bool,
}

type Form = Result<Type, Unknown>;

const INTEGERS: [&str; 12] = [
    "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// Those that `TryFrom` turns into each other on any machine, and that fit a buffer.
const FIXED: [&str; 8] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

/// The types whose own texts in a message are those that they display and parse.
const WRITTEN_AS_DISPLAYED: [&str; 27] = [
    "CompactString",
    "Date",
    "DateTime",
    "EcoString",
    "IpAddr",
    "IpNet",
    "Ipv4Addr",
    "Ipv4Net",
    "Ipv6Addr",
    "Ipv6Net",
    "NaiveDate",
    "NaiveTime",
    "SignedDuration",
    "SmolStr",
    "SocketAddr",
    "SocketAddrV4",
    "SocketAddrV6",
    "Span",
    "String",
    "Time",
    "Timestamp",
    "Ulid",
    "Url",
    "Utf8PathBuf",
    "Uuid",
    "Version",
    "VersionReq",
];

impl<'a> Forms<'a> {
    pub(super) fn new(context: &'a TypeContext<'a>, line: Option<String>) -> Self {
        let counterpart = context.counterpart;
        Self {
            context,
            wire: quote!(#counterpart::__private::wire),
            parts: Vec::new(),
            line,
            is_read: true,
        }
    }

    /// Like [`of`](Self::of), for an adapter that reads, or one that only writes.
    pub(super) fn of_direction(&mut self, adapter: &Type, held: &Type, is_read: bool) -> Form {
        self.is_read = is_read;
        self.of(adapter, held)
    }

    /// The type that describes what an adapter makes of a Rust type.
    pub(super) fn of(&mut self, adapter: &Type, held: &Type) -> Form {
        let (adapter, held) = (own::plain(adapter), own::plain(held));
        match (adapter, held) {
            (Type::Tuple(adapters), Type::Tuple(types)) if adapters.elems.len() == types.elems.len() => {
                let pairs = adapters.elems.iter().zip(&types.elems);
                let forms: Vec<Type> = pairs
                    .map(|(adapter, held)| self.of(adapter, held))
                    .collect::<Result<_, _>>()?;
                Ok(syn::parse_quote!((#(#forms,)*)))
            }
            (Type::Array(adapters), Type::Array(types)) => {
                let (form, length) = (self.of(&adapters.elem, &types.elem)?, &types.len);
                Ok(syn::parse_quote!([#form; #length]))
            }
            (Type::Slice(adapters), Type::Slice(types)) => {
                let form = self.of(&adapters.elem, &types.elem)?;
                Ok(syn::parse_quote!([#form]))
            }
            (Type::Path(path), _) => self.named(path, adapter, held),
            _ => Err(unfit(adapter, held)),
        }
    }

    fn named(&mut self, path: &TypePath, adapter: &Type, held: &Type) -> Form {
        let Some(last) = path.path.segments.last() else {
            return Err(unfit(adapter, held));
        };
        let name = last.ident.to_string();
        let arguments = own::arguments(adapter);
        if let Some(form) = self.container(&name, adapter, &arguments, held) {
            return form;
        }
        if name == "Same" {
            let same = self.same(held);
            // `_` has become a path that nothing else has.
            let is_of_crate = path.path.leading_colon.is_some();
            let wire = &self.wire;
            return Ok(match is_of_crate {
                true => same,
                false => syn::parse_quote!(#wire::Adapted<#adapter, #same>),
            });
        }
        let form = self.adapter(&name, adapter, &arguments, held)?;
        let wire = &self.wire;
        // Its formats may be the user's own, too.
        let formats = formats(&name, &arguments)
            .iter()
            .filter(|format| matches!(format, Type::Path(_)));
        let form: Type = formats.fold(
            form,
            |form, format| syn::parse_quote!(#wire::Adapted<#format, #form>),
        );
        Ok(syn::parse_quote!(#wire::Adapted<#adapter, #form>))
    }

    /// Containers of the standard library, which hold adapters.
    fn container(&mut self, name: &str, adapter: &Type, arguments: &[Type], held: &Type) -> Option<Form> {
        let first = arguments.first();
        Some(match name {
            "Option" | "Box" | "Rc" | "Arc" | "Cell" | "RefCell" | "Mutex" | "RwLock" => {
                let inner = own::arguments(held);
                match (own::name(held) == name, first, inner.first()) {
                    (true, Some(adapter), Some(inner)) => self
                        .of(adapter, inner)
                        .map(|form| own::with_arguments(held, &[form])),
                    _ => Err(unfit(adapter, held)),
                }
            }
            "Vec" | "VecDeque" | "LinkedList" | "BinaryHeap" | "BTreeSet" | "HashSet" | "IndexSet" => {
                match (own::name(held) == name, first, own::list(held), own::map(held)) {
                    (true, Some(adapter), Some(inner), _) => self
                        .of(adapter, &inner)
                        .map(|form| own::with_arguments(held, &[form])),
                    (false, Some(pairs), _, Some(map)) if name == "Vec" => self.pairs(adapter, pairs, &map),
                    _ => Err(unfit(adapter, held)),
                }
            }
            "BTreeMap" | "HashMap" | "IndexMap" => {
                let same = own::map(held).filter(|_| own::name(held) == name);
                match (same, arguments) {
                    (Some((key, value)), [key_adapter, value_adapter, ..]) => {
                        self.map(&(key_adapter.clone(), value_adapter.clone()), &(key, value))
                    }
                    _ => self.map_of_list(adapter, arguments, held),
                }
            }
            _ => return None,
        })
    }

    /// A map, whatever the code holds it in.
    fn map(&mut self, (key_adapter, value_adapter): &(Type, Type), (key, value): &(Type, Type)) -> Form {
        let key = self.of(key_adapter, key)?;
        let value = self.of(value_adapter, value)?;
        let map = syn::parse_quote!(::std::collections::BTreeMap<#key, #value>);
        Ok(self.marked(&map))
    }

    /// A map of the pairs in a list.
    fn map_of_list(&mut self, adapter: &Type, arguments: &[Type], held: &Type) -> Form {
        let pairs = own::list(held).as_ref().and_then(own::pair);
        match (arguments, pairs) {
            ([key, value, ..], Some(pair)) => self.map(&(key.clone(), value.clone()), &pair),
            _ => Err(unfit(adapter, held)),
        }
    }

    /// A list of the pairs in a map.
    fn pairs(&mut self, adapter: &Type, pairs: &Type, map: &(Type, Type)) -> Form {
        let Some((key, value)) = own::pair(pairs) else {
            return Err(unknown(adapter, "only lists of pairs are known of a map"));
        };
        let (key, value) = (self.of(&key, &map.0)?, self.of(&value, &map.1)?);
        let (key, value) = (self.marked(&key), self.marked(&value));
        Ok(syn::parse_quote!(::std::vec::Vec<(#key, #value)>))
    }

    fn adapter(&mut self, name: &str, adapter: &Type, arguments: &[Type], held: &Type) -> Form {
        let wire = self.wire.clone();
        let first = arguments.first();
        match (name, first) {
            ("DisplayFromStr", _) => self.text(adapter, held),
            ("NoneAsEmptyString", _) => match (own::name(held) == "Option", own::arguments(held).first()) {
                (true, Some(inner)) => {
                    let text = self.text(adapter, inner)?;
                    Ok(syn::parse_quote!(#wire::OrEmpty<#text>))
                }
                _ => Err(unfit(adapter, held)),
            },
            ("NoneAsZero", _) => {
                let inner = own::arguments(held).first().map(own::name).unwrap_or_default();
                let integer = inner.strip_prefix("NonZero").unwrap_or_default().to_lowercase();
                match INTEGERS.contains(&integer.as_str()) {
                    true => Ok(plain_type(&integer)),
                    false => Err(unfit(adapter, held)),
                }
            }
            ("StringWithSeparator", Some(separator)) => self.separated(adapter, separator, arguments.get(1)),
            ("OneOrMany", Some(inner)) => {
                let Some(item) = own::list(held) else {
                    return Err(unfit(adapter, held));
                };
                let form = self.of(inner, &item)?;
                let form = self.marked(&form);
                match arguments.get(1).map(own::name).as_deref() {
                    None | Some("PreferOne") => Ok(syn::parse_quote!(#wire::OneFirst<#form>)),
                    Some("PreferMany") => Ok(syn::parse_quote!(#wire::ManyFirst<#form>)),
                    Some(other) => Err(unknown(adapter, &format!("`{other}` is not known"))),
                }
            }
            ("PickFirst", Some(Type::Tuple(all))) => {
                let mut forms = Vec::new();
                for one in &all.elems {
                    let form = self.of(one, held)?;
                    forms.push(self.marked(&form));
                }
                let Some(last) = forms.pop() else {
                    return Err(unfit(adapter, held));
                };
                Ok(forms.into_iter().rev().fold(
                    last,
                    |rest, form| syn::parse_quote!(#wire::PickFirst<#form, #rest>),
                ))
            }
            ("DefaultOnNull", inner) => self.wrapped("Nullable", inner, held),
            ("DefaultOnError", inner) => self.wrapped("Lenient", inner, held),
            ("VecSkipError", Some(inner)) => match own::list(held).filter(|_| own::name(held) == "Vec") {
                Some(item) => self.wrapped("SkipsItems", Some(inner), &item),
                None => Err(unfit(adapter, held)),
            },
            ("MapSkipError", Some(key)) => match (own::map(held), arguments.get(1)) {
                (Some(map), Some(value)) => {
                    let map = self.map(&(key.clone(), value.clone()), &map)?;
                    Ok(syn::parse_quote!(#wire::SkipsValues<#map>))
                }
                _ => Err(unfit(adapter, held)),
            },
            ("Map", Some(_)) => self.map_of_list(adapter, arguments, held),
            ("Seq", Some(pairs)) => match own::map(held) {
                Some(map) => self.pairs(adapter, pairs, &map),
                None => Err(unfit(adapter, held)),
            },
            ("MapFirstKeyWins", Some(key)) => match (own::map(held), arguments.get(1)) {
                (Some(map), Some(value)) => self.map(&(key.clone(), value.clone()), &map),
                _ => Err(unfit(adapter, held)),
            },
            ("MapPreventDuplicates", Some(key)) => match (own::map(held), arguments.get(1)) {
                // Texts that differ are keys that differ.
                (Some(map), Some(value)) if own::name(key) == "Same" && own::has_one_form(&map.0) => {
                    self.map(&(key.clone(), value.clone()), &map)
                }
                _ => Err(unknown(
                    adapter,
                    "only of keys that are integers, `bool`, `char` or `String` it is known which texts are the \
                     same one",
                )),
            },
            ("SetLastValueWins", Some(inner)) => match own::list(held) {
                Some(item) => {
                    let form = self.of(inner, &item)?;
                    Ok(syn::parse_quote!(::std::vec::Vec<#form>))
                }
                None => Err(unfit(adapter, held)),
            },
            ("Hex", case) if own::is_bytes(held) => match case.map(own::name).as_deref() {
                None | Some("Lowercase") => Ok(syn::parse_quote!(#wire::HeldAs<#wire::Hex, #held>)),
                Some("Uppercase") => {
                    Ok(syn::parse_quote!(#wire::HeldAs<#wire::Hex<#wire::UpperCase>, #held>))
                }
                Some(other) => Err(unknown(adapter, &format!("`{other}` is not known"))),
            },
            ("Base64", alphabet) if own::is_bytes(held) => {
                let alphabet: Type = match alphabet.map(own::name).as_deref() {
                    None | Some("Standard") => syn::parse_quote!(#wire::Standard),
                    Some("UrlSafe") => syn::parse_quote!(#wire::UrlSafe),
                    Some(other) => {
                        return Err(unknown(adapter, &format!("the alphabet `{other}` is not known")));
                    }
                };
                let padding: Type = match arguments.get(1).map(own::name).as_deref() {
                    None | Some("Padded") => syn::parse_quote!(#wire::EitherPadding),
                    Some("Unpadded") => syn::parse_quote!(#wire::UnpaddedReadsBoth),
                    Some(other) => return Err(unknown(adapter, &format!("`{other}` is not known"))),
                };
                Ok(syn::parse_quote!(#wire::HeldAs<#wire::Base64<#alphabet, #padding>, #held>))
            }
            ("Bytes", None) if matches!(held, Type::Array(_)) && own::is_bytes(held) => Ok(held.clone()),
            ("Bytes" | "BytesOrString", None)
                if matches!(own::name(held).as_str(), "Vec" | "Box") && own::is_bytes(held) =>
            {
                Ok(syn::parse_quote!(#wire::Bytes))
            }
            ("BorrowCow", None) if own::name(held) == "Cow" => {
                match own::arguments(held).first().map(own::plain) {
                    Some(Type::Slice(slice)) if own::name(&slice.elem) == "u8" => {
                        Ok(syn::parse_quote!(#wire::Bytes))
                    }
                    Some(text) if own::name(text) == "str" => Ok(syn::parse_quote!(::std::string::String)),
                    _ => Err(unfit(adapter, held)),
                }
            }
            ("BoolFromInt", strictness) if own::name(held) == "bool" => {
                match strictness.map(own::name).as_deref() {
                    None | Some("Strict") => Ok(syn::parse_quote!(#wire::BoolAsInteger)),
                    Some("Flexible") => Ok(syn::parse_quote!(#wire::BoolAsAnyInteger)),
                    Some(other) => Err(unknown(adapter, &format!("`{other}` is not known"))),
                }
            }
            ("FromInto" | "FromIntoRef", Some(on_the_wire)) => Ok(self.same(on_the_wire)),
            ("TryFromInto" | "TryFromIntoRef", Some(on_the_wire)) => {
                let (read, into) = (own::name(on_the_wire), own::name(held));
                match [&read, &into].iter().all(|name| FIXED.contains(&name.as_str())) {
                    true => Ok(syn::parse_quote!(#wire::Within<#on_the_wire, #held>)),
                    false => {
                        let why = format!(
                            "it is not known which values of `{}` become one of the field",
                            text(on_the_wire)
                        );
                        let written = self.same(on_the_wire);
                        self.only_written(adapter, &written, &why)
                    }
                }
            }
            ("IfIsHumanReadable", Some(readable)) => self.of(readable, held),
            ("Rfc2822", None) if own::name(held) == "OffsetDateTime" => {
                Ok(syn::parse_quote!(#wire::HeldAs<#wire::Rfc2822OfTime, #held>))
            }
            ("Rfc3339", None) if own::name(held) == "OffsetDateTime" => {
                Ok(syn::parse_quote!(#wire::HeldAs<#wire::Rfc3339, #held>))
            }
            ("EnumMap", None) => match own::list(held).filter(|_| own::name(held) == "Vec") {
                Some(item) => {
                    let form = self.same(&item);
                    Ok(syn::parse_quote!(#wire::VariantsAsKeys<#form>))
                }
                None => Err(unfit(adapter, held)),
            },
            ("KeyValueMap", Some(inner)) => match own::list(held).filter(|_| own::name(held) == "Vec") {
                Some(item) if own::name(inner) == "Same" => {
                    let form = self.same(&item);
                    Ok(syn::parse_quote!(#wire::KeyedByField<#form>))
                }
                Some(_) => Err(unknown(adapter, "only `KeyValueMap<_>` is known")),
                None => Err(unfit(adapter, held)),
            },
            ("SetPreventDuplicates", Some(inner)) => match own::list(held) {
                Some(item) if own::name(inner) == "Same" && own::has_one_form(&item) => {
                    let form = self.same(&item);
                    Ok(syn::parse_quote!(#wire::Distinct<#form>))
                }
                Some(_) => Err(unknown(
                    adapter,
                    "only of integers, `bool`, `char` and `String` it is known which values are the same one",
                )),
                None => Err(unfit(adapter, held)),
            },
            ("JsonString", _) => self.only_written(
                adapter,
                &syn::parse_quote!(::std::string::String),
                "no pattern describes texts that are JSON",
            ),
            _ => match times::of(adapter, held, &wire) {
                Some(Ok(form)) => Ok(syn::parse_quote!(#wire::HeldAs<#form, #held>)),
                Some(Err(why)) => Err(unknown(adapter, &why)),
                None => Err(unfit(adapter, held)),
            },
        }
    }

    /// A form that is described where it is written. A consumer is refused: here if it is known, otherwise when its
    /// contract is made.
    fn only_written(&self, adapter: &Type, written: &Type, why: &str) -> Form {
        if !self.is_read {
            return Ok(written.clone());
        }
        let unknown = Unknown {
            line: self.line.clone(),
            ..unknown(adapter, why)
        };
        if self.context.consumes {
            return Err(unknown);
        }
        let why = unknown.reason("the field");
        Ok(only_written::described(written, &why, self.context))
    }

    /// The type as it is written without an adapter.
    fn same(&mut self, held: &Type) -> Type {
        self.parts.push(held.clone());
        let marked = self.marked(held);
        kinds::named(&marked, self.context.counterpart)
    }

    /// An option that is left out of what is written if it is empty.
    pub(super) fn without_none(&self, option: &Type) -> Type {
        let (wire, option) = (&self.wire, self.marked(option));
        syn::parse_quote!(#wire::SkipsNone<#option>)
    }

    fn marked(&self, ty: &Type) -> Type {
        keys::marked(ty, self.context.counterpart, self.context.generics)
    }

    fn wrapped(&mut self, name: &str, inner: Option<&Type>, held: &Type) -> Form {
        let form = match inner {
            Some(inner) => self.of(inner, held)?,
            None => self.same(held),
        };
        let form = self.marked(&form);
        let (wire, name) = (&self.wire, proc_macro2::Ident::new(name, super::here()));
        Ok(syn::parse_quote!(#wire::#name<#form>))
    }

    /// The text of a type, as it displays and parses it.
    fn text(&mut self, adapter: &Type, held: &Type) -> Form {
        let wire = self.wire.clone();
        let name = own::name(held);
        let is_integer = |name: &str| INTEGERS.contains(&name);
        let non_zero = match name.strip_prefix("NonZero") {
            Some("") => own::arguments(held).first().map(own::name),
            rest => rest.map(str::to_lowercase),
        };
        let is_number =
            is_integer(&name) || non_zero.is_some_and(|name| is_integer(&name) && !name.ends_with("size"));
        Ok(match name.as_str() {
            "f32" | "f64" => syn::parse_quote!(#wire::Digits<#held>),
            _ if is_number => syn::parse_quote!(#wire::Digits<#held>),
            "bool" => syn::parse_quote!(#wire::BoolText),
            "Decimal" => syn::parse_quote!(#wire::HeldAs<#wire::DecimalFromStr, #held>),
            name if name == "char" || WRITTEN_AS_DISPLAYED.contains(&name) => {
                let same = self.same(held);
                syn::parse_quote!(#wire::AsText<#held, #same>)
            }
            _ => {
                let why = format!(
                    "the texts that `{}` displays and parses are not known",
                    text(held)
                );
                return Err(unknown(adapter, &why));
            }
        })
    }

    fn separated(&mut self, adapter: &Type, separator: &Type, item: Option<&Type>) -> Form {
        let wire = self.wire.clone();
        let Some(item) = item else {
            return Err(unknown(adapter, "it has no type of items"));
        };
        if own::name(item) == "String" {
            return Ok(syn::parse_quote!(::std::string::String));
        }
        let separator = match own::name(separator).as_str() {
            "SpaceSeparator" => ' ',
            "CommaSeparator" => ',',
            "SemicolonSeparator" => ';',
            "ColonSeparator" => ':',
            "UnixLineSeparator" => '\n',
            other => return Err(unknown(adapter, &format!("the separator `{other}` is not known"))),
        };
        let name = own::name(item);
        if name == "char" || name == "Decimal" || WRITTEN_AS_DISPLAYED.contains(&name.as_str()) {
            return Err(unknown(
                adapter,
                "only lists of texts, numbers and `bool` are known",
            ));
        }
        let text = self.text(adapter, item)?;
        Ok(syn::parse_quote!(#wire::Separated<#text, #separator>))
    }
}

/// Those arguments of an adapter that are formats of serde_with.
fn formats<'t>(name: &str, arguments: &'t [Type]) -> &'t [Type] {
    let from = match name {
        "Base64" | "BoolFromInt" | "Hex" => 0,
        // The items are texts, so that any separator may be in them.
        "StringWithSeparator" if arguments.get(1).map(own::name).as_deref() == Some("String") => 2,
        "StringWithSeparator" => return arguments.get(..1).unwrap_or_default(),
        "OneOrMany" => 1,
        _ if name.starts_with("Duration") || name.starts_with("Timestamp") => 1,
        _ => return &[],
    };
    arguments.get(from..).unwrap_or_default()
}

fn plain_type(name: &str) -> Type {
    let name = proc_macro2::Ident::new(name, super::here());
    syn::parse_quote!(#name)
}

fn unknown(adapter: &Type, why: &str) -> Unknown {
    Unknown {
        adapter: text(adapter),
        why: why.to_owned(),
        line: None,
    }
}

fn unfit(adapter: &Type, held: &Type) -> Unknown {
    unknown(adapter, &format!("nothing is known of it for a `{}`", text(held)))
}
