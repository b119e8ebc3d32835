//! One declaration: a role, an event, and their optional keys.

use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token, Type};

use super::message_layout::MessageLayout;
use super::name;
use super::value::{quoted_or_plain, string};
use crate::errors::Errors;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Consumes,
    Emits,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Role::Consumes => "consumes",
            Role::Emits => "emits",
        }
    }
}

/// A type consumes or emits an event.
pub(crate) struct Declaration {
    pub(crate) role: Role,
    pub(crate) event: LitStr,
    pub(crate) name: Option<LitStr>,
    pub(crate) producer: Option<LitStr>,
    pub(crate) owner: Option<LitStr>,
    pub(crate) service: Option<LitStr>,
    /// A function that gives values of the type.
    pub(crate) samples: Option<Path>,
    /// A function that gives whole messages, as the service sends them.
    pub(crate) messages: Option<Path>,
    pub(crate) layout: MessageLayout,
    /// Older types that are read too.
    pub(crate) older: Vec<Type>,
}

impl Declaration {
    /// True if each event in the envelope has its time: a producer sets it if it does not say otherwise.
    pub(crate) fn requires_time(&self) -> bool {
        let envelope = self.layout.envelope.as_ref();
        let said = envelope.map(|envelope| envelope.requires_time);
        said.is_some_and(|said| said.unwrap_or(self.role == Role::Emits))
    }
}

const HOW: &str = "write `consumes = \"event\"` or `emits = \"event\"`, and with it `producer`, `name`, \
                   `owner`, `service`, `envelope`, `reads_with`, `key`, `headers`, `retention` or `upcasts_from`";

/// The keys of one `#[contract(…)]` or of one `contract!(…)`, which make up to two declarations.
#[derive(Default)]
pub(crate) struct DeclarationKeys {
    consumes: Option<(Ident, LitStr)>,
    emits: Option<(Ident, LitStr)>,
    name: Option<(Ident, LitStr)>,
    producer: Option<(Ident, LitStr)>,
    owner: Option<(Ident, LitStr)>,
    service: Option<(Ident, LitStr)>,
    samples: Option<(Ident, Path)>,
    messages: Option<(Ident, Path)>,
    layout: MessageLayout,
    upcasts_from: Option<(Ident, Vec<Type>)>,
}

impl DeclarationKeys {
    /// Reads one key if it is one of a declaration's; `false` leaves it to the caller.
    pub(crate) fn read(&mut self, meta: &ParseNestedMeta) -> syn::Result<bool> {
        let Some(key) = meta.path.get_ident() else {
            return Ok(false);
        };
        if self.layout.read(meta)? {
            return Ok(true);
        }
        let slot = match key.to_string().as_str() {
            "consumes" => &mut self.consumes,
            "emits" => &mut self.emits,
            "name" => &mut self.name,
            "producer" => &mut self.producer,
            "owner" => &mut self.owner,
            "service" => &mut self.service,
            name @ ("samples" | "messages") => {
                let path = quoted_or_plain(meta, Path::parse_mod_style)?;
                let slot = match name {
                    "samples" => &mut self.samples,
                    _ => &mut self.messages,
                };
                if slot.is_some() {
                    return Err(meta.error(format!("duplicate `{name}`: remove one")));
                }
                *slot = Some((key.clone(), path));
                return Ok(true);
            }
            "upcasts_from" => {
                let older = types(meta)?;
                if self.upcasts_from.is_some() {
                    return Err(meta.error("duplicate `upcasts_from`: list all older types in one"));
                }
                self.upcasts_from = Some((key.clone(), older));
                return Ok(true);
            }
            _ => return Ok(false),
        };
        let value = string(meta)?;
        let fits = name::check(&value);
        if slot.is_some() {
            return Err(meta.error(match key.to_string().as_str() {
                role @ ("consumes" | "emits") => {
                    format!("duplicate `{role}`: write a second attribute, `#[contract({role} = …)]`")
                }
                other => format!("duplicate `{other}`: remove one"),
            }));
        }
        *slot = Some((key.clone(), value));
        fits.map(|()| true)
    }

    /// The declarations that the keys make; what belongs to none of them is an error.
    pub(crate) fn declarations(self, errors: &mut Errors) -> Vec<Declaration> {
        if self.consumes.is_none() {
            for (key, _) in [&self.name, &self.producer].into_iter().flatten() {
                errors.at(
                    key,
                    format!("`{key}` is only for consumers: write it with `consumes = \"event\"`"),
                );
            }
            if self.emits.is_none() {
                for (key, _) in [&self.owner, &self.service].into_iter().flatten() {
                    errors.at(
                        key,
                        format!(
                            "`{key}` is only for declarations: write it with `consumes = \"event\"` or \
                                 `emits = \"event\"`"
                        ),
                    );
                }
            }
        }
        if let (None, Some((key, _))) = (&self.emits, &self.samples) {
            errors.at(
                key,
                "`samples` is only for producers: write it with `emits = \"event\"` (a consumer's type is \
                 tested with messages made from its own schema)",
            );
        }
        if let (None, Some((key, _))) = (&self.emits, &self.messages) {
            errors.at(
                key,
                "`messages` is only for producers: write it with `emits = \"event\"`",
            );
        }
        if let (None, Some(key)) = (&self.emits, &self.layout.retention_at) {
            errors.at(
                key,
                "`retention` is only for producers: write it with `emits = \"event\"`",
            );
        }
        if let (None, Some(key)) = (&self.consumes, &self.layout.reads_with_at) {
            errors.at(
                key,
                "`reads_with` is only for consumers: write it with `consumes = \"event\"`",
            );
        } else if let Some(key) = self.layout.reader_without_envelope() {
            errors.at(
                key,
                "`reads_with` names a reader of CloudEvents: write it with `envelope = \"cloudevents\"`",
            );
        }
        self.layout.refuse_contradictions(errors);
        if let (None, Some((key, _))) = (&self.consumes, &self.upcasts_from) {
            errors.at(
                key,
                "`upcasts_from` is only for consumers: write it with `consumes = \"event\"`",
            );
        }
        if self.consumes.is_none() && self.emits.is_none() {
            if let Some(key) = self.layout.first() {
                errors.at(
                    key,
                    format!(
                        "`{key}` is only for declarations: write it with `consumes = \"event\"` or \
                             `emits = \"event\"`"
                    ),
                );
            }
        }
        let value = |slot: &Option<(Ident, LitStr)>| slot.as_ref().map(|(_, value)| value.clone());
        let (owner, service) = (value(&self.owner), value(&self.service));
        let consumes = value(&self.consumes).map(|event| Declaration {
            role: Role::Consumes,
            event,
            name: value(&self.name),
            producer: value(&self.producer),
            owner: owner.clone(),
            service: service.clone(),
            samples: None,
            messages: None,
            layout: self.layout.of_consumer(),
            older: self.upcasts_from.map(|(_, older)| older).unwrap_or_default(),
        });
        let emits = value(&self.emits).map(|event| Declaration {
            role: Role::Emits,
            event,
            name: None,
            producer: None,
            owner,
            service,
            samples: self.samples.as_ref().map(|(_, path)| path.clone()),
            messages: self.messages.as_ref().map(|(_, path)| path.clone()),
            layout: self.layout.of_producer(),
            older: Vec::new(),
        });
        consumes.into_iter().chain(emits).collect()
    }
}

/// The types in `key(A, B)`.
fn types(meta: &ParseNestedMeta) -> syn::Result<Vec<Type>> {
    let list;
    syn::parenthesized!(list in meta.input);
    let types: Vec<Type> = Punctuated::<Type, Token![,]>::parse_terminated(&list)?
        .into_iter()
        .collect();
    if types.is_empty() {
        return Err(meta.error("no type: write `upcasts_from(OlderType, OldestType)`"));
    }
    Ok(types)
}

/// The error for a key that does not exist here.
pub(crate) fn unknown(meta: &ParseNestedMeta, more: &str) -> syn::Error {
    let key = quote::ToTokens::to_token_stream(&meta.path).to_string();
    let meant = match key.as_str() {
        "consume" | "consumed" | "accepts" | "requires" | "listens" => " (did you mean `consumes`?)",
        "emit" | "emitted" | "produces" | "publishes" | "sends" => " (did you mean `emits`?)",
        "team" => " (did you mean `owner`?)",
        _ => "",
    };
    meta.error(format!("unknown key `{key}`{meant}: {HOW}{more}"))
}

/// Two declarations of one type that would be one contract.
pub(crate) fn refuse_repeated(declarations: &[Declaration], errors: &mut Errors) {
    let text = |value: &Option<LitStr>| value.as_ref().map(LitStr::value);
    for (at, later) in declarations.iter().enumerate() {
        let same = declarations[..at].iter().any(|earlier| {
            earlier.role == later.role
                && earlier.event.value() == later.event.value()
                && text(&earlier.name) == text(&later.name)
                && text(&earlier.service) == text(&later.service)
        });
        if same {
            errors.at(
                &later.event,
                format!(
                    "this type already {} {:?}: remove one",
                    later.role.as_str(),
                    later.event.value()
                ),
            );
        }
    }
}
