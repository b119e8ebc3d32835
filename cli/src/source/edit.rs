//! A fix as a change of a file's text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;

use counterpart::contract::Role;
use counterpart_verifier::report::advice::{Change, Edit};
use proc_macro2::Span;
use quote::ToTokens;
use syn::parse::{Parse as _, Parser as _};
use syn::punctuated::{Pair, Punctuated};
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Fields, GenericArgument, Item, ItemEnum, Meta, MetaList, PathArguments, Token, Type,
    Visibility,
};

use super::files::File;
use super::modules::{Code, Declared};
use super::names::Names;
use super::scan::{parse, plain};
use super::start::{Known, compact};
use super::types::{Home, Shape, Written};
use super::walk::{self, End, Member, Part};
use super::{Sources, in_payload};

/// A change of one place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextEdit {
    pub(crate) path: PathBuf,
    /// The bytes of the file to replace.
    pub(crate) span: Range<usize>,
    pub(crate) replacement: String,
}

/// The attributes that serde accepts only on types.
const OF_TYPES: [&str; 13] = [
    "deny_unknown_fields",
    "rename_all",
    "rename_all_fields",
    "tag",
    "content",
    "untagged",
    "transparent",
    "from",
    "try_from",
    "into",
    "remote",
    "variant_identifier",
    "expecting",
];

/// The maximum number of newtypes and aliases between a field and an enum.
const MAX_HOPS: usize = 100;

impl Sources {
    /// The text change that makes an edit. It is missing for code that a macro wrote or was given,
    /// and for files outside the workspace's own packages. It is also missing if conditions or
    /// variants leave open which code is meant.
    pub(crate) fn edit(&self, edit: &Edit) -> Option<TextEdit> {
        edited(&self.code(), edit)
    }

    /// The text changes that make several edits at once, one for each file. Changes of two edits
    /// may be in the same attribute or at the end of the same enum. If one of them cannot be made,
    /// none is.
    pub(crate) fn edits(&self, edits: &[Edit]) -> Option<Vec<TextEdit>> {
        if let [only] = edits {
            return Some(vec![self.edit(only)?]);
        }
        let mut files = self.files.clone();
        let mut changed: BTreeMap<PathBuf, Rc<File>> = BTreeMap::new();
        for edit in edits {
            let known = Known::default();
            let code = Code {
                packages: &self.packages,
                files: &files,
                known: &known,
            };
            let made = edited(&code, edit)?;
            let file = files.file(&made.path)?;
            let mut text = file.text.clone();
            text.replace_range(made.span, &made.replacement);
            files.replace(File::parse(made.path.clone(), text)?);
            changed.entry(made.path).or_insert(file);
        }
        let whole = changed.into_iter().map(|(path, before)| {
            let after = files.file(&path)?;
            let (span, replacement) = difference(&before.text, &after.text);
            Some(TextEdit {
                path,
                span,
                replacement: replacement.to_owned(),
            })
        });
        whole.collect()
    }
}

fn edited(code: &Code<'_>, edit: &Edit) -> Option<TextEdit> {
    let header = &edit.document.contract.header;
    let role = header.identity.role();
    // No type has the fields that an envelope adds.
    if header
        .metadata
        .envelope
        .is_some_and(|envelope| envelope.within_payload(&edit.place.0).is_none())
    {
        return None;
    }
    let place = in_payload(header, &edit.place);
    let mut edits: Vec<TextEdit> = Vec::new();
    for rust in &header.types {
        let begin = code.start(rust);
        let Some(start) = &begin.start else {
            continue;
        };
        let Some(found) = walk::walk(code, start, role, &place.0) else {
            continue;
        };
        let Some(end) = found.end else {
            continue;
        };
        if found.is_doubtful {
            return None;
        }
        let editor = Editor {
            code,
            end: &end,
            role,
            is_whole: place.0.is_empty(),
        };
        let made = editor.edit(&edit.change)?;
        if !edits.contains(&made) {
            edits.push(made);
        }
    }
    // In a union, each type may need a change of its own.
    let only = edits.pop()?;
    edits.is_empty().then_some(only)
}

/// The part of a text that differs from another, and its replacement.
fn difference<'a>(before: &str, after: &'a str) -> (Range<usize>, &'a str) {
    let starts = before.char_indices().zip(after.chars());
    let start = starts
        .take_while(|((_, one), other)| one == other)
        .map(|((at, one), _)| at + one.len_utf8())
        .last()
        .unwrap_or(0);
    let (old, new) = (&before[start..], &after[start..]);
    let ends = old.chars().rev().zip(new.chars().rev());
    let end: usize = ends
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum();
    (start..before.len() - end, &new[..new.len() - end])
}

struct Editor<'a, 'c> {
    code: &'a Code<'c>,
    end: &'a End,
    role: Role,
    /// The place is the whole message.
    is_whole: bool,
}

/// Something with attributes above it.
struct Target<'a> {
    file: &'a File,
    attributes: &'a [Attribute],
    /// Its first token after the attributes.
    first: Span,
}

impl Editor<'_, '_> {
    fn edit(&self, change: &Change) -> Option<TextEdit> {
        match change {
            Change::Attribute(text) => {
                let items = metas(text)?;
                match self.of_type(items.first()?) {
                    Some(declared) => self.in_type(&declared?)?.with(&items, text),
                    None => self.in_member()?.with(&items, text),
                }
            }
            Change::WithoutAttribute(text) => {
                let [item] = metas(text)?.try_into().ok()?;
                match self.of_type(&item) {
                    Some(declared) => self.in_type(&declared?)?.without(&item),
                    None => self.in_member()?.without(&item),
                }
            }
            Change::Instead { old, new } => {
                let [item] = metas(old)?.try_into().ok()?;
                metas(new)?;
                match self.of_type(&item) {
                    Some(declared) => self.in_type(&declared?)?.instead(&item, new),
                    None => self.in_member()?.instead(&item, new),
                }
            }
            Change::Optional => self.optional(),
            Change::Type(text) => self.retyped(text),
            Change::Variant { name, attribute } => self.variant(name, attribute.as_deref()),
            _ => None,
        }
    }

    /// The type that an attribute belongs to. For attributes that only types have, it is the type
    /// at the place. If the place is the whole message, it is the message's own type. `None` means
    /// a field or a variant.
    fn of_type(&self, item: &Meta) -> Option<Option<Declared>> {
        let is_of_types = OF_TYPES.iter().any(|key| item.path().is_ident(key));
        (is_of_types || self.is_whole).then(|| self.declared(false))
    }

    /// The type at the place, behind aliases and options. To find an enum, newtypes are followed
    /// too.
    fn declared(&self, through_newtypes: bool) -> Option<Declared> {
        let mut at = match (&self.end.item, &self.end.value) {
            (Some(declared), _) => return Some(declared.clone()),
            (None, value) => value.clone()?,
        };
        for _ in 0..MAX_HOPS {
            match self.code.shape(&at)? {
                Shape::Same(inner) => at = inner,
                Shape::Item(declared, around) => {
                    if declared.is_doubtful {
                        return None;
                    }
                    let newtype = match &declared.item.item {
                        Item::Struct(item) => match &item.fields {
                            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first(),
                            _ => None,
                        },
                        _ => None,
                    };
                    match newtype {
                        Some(field) if through_newtypes => {
                            at = Written {
                                ty: Rc::new(field.ty.clone()),
                                home: Home::inside(&declared, around),
                            };
                        }
                        _ => return Some(declared),
                    }
                }
                _ => return None,
            }
        }
        None
    }

    /// The file that declares a type, if it may be changed.
    fn file<'d>(&self, declared: &'d Declared) -> Option<&'d File> {
        let package = self.code.packages.get(declared.module.package);
        let file = &*declared.module.file;
        let real = file.path.canonicalize().ok()?;
        let folder = package.folder.canonicalize().ok()?;
        let is_plain = !declared.item.from_macro && !declared.is_doubtful;
        (package.is_own && is_plain && real.starts_with(folder)).then_some(file)
    }

    fn in_type<'d>(&self, declared: &'d Declared) -> Option<Target<'d>> {
        let (vis, token) = match &declared.item.item {
            Item::Struct(item) => (&item.vis, item.struct_token.span),
            Item::Enum(item) => (&item.vis, item.enum_token.span),
            _ => return None,
        };
        Some(Target {
            file: self.file(declared)?,
            attributes: declared.item.attributes(),
            first: first_of(vis, token),
        })
    }

    fn in_member(&self) -> Option<Target<'_>> {
        let Member { owner, part } = self.end.member.as_ref()?;
        let file = self.file(owner)?;
        if has_conditional_serde(owner.item.attributes()) {
            return None;
        }
        Some(match part {
            Part::Field(field) => {
                let name = field.ident.as_ref();
                Target {
                    file,
                    attributes: &field.attrs,
                    first: first_of(
                        &field.vis,
                        name.map_or_else(|| field.ty.span(), |name| name.span()),
                    ),
                }
            }
            Part::Variant(variant) => Target {
                file,
                attributes: &variant.attrs,
                first: variant.ident.span(),
            },
        })
    }

    /// The type of the value at the place, if a field declares it.
    fn value(&self) -> Option<(&File, &Type)> {
        let Written { ty, home } = self.end.value.as_ref()?;
        let file = self.file(home.owner()?)?;
        if let Some(Member {
            part: Part::Field(field),
            ..
        }) = &self.end.member
        {
            // Functions are written for the present type.
            let names = Names::read(&field.attrs, self.role);
            let is_bound = field.attrs.iter().any(|attribute| {
                let text = attribute.meta.to_token_stream().to_string();
                ["skip_serializing_if", "with", "getter", "cfg_attr"]
                    .iter()
                    .any(|key| text.contains(key))
            });
            if names.with || names.flatten || is_bound {
                return None;
            }
        }
        let is_parameter = match &**ty {
            Type::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|ident| home.is_parameter(&plain(ident))),
            _ => false,
        };
        // A type in the text of an attribute is not among the file's own tokens.
        let range = file.range(ty.span())?;
        let is_here = compact(&file.text[range]) == compact(&ty.to_token_stream().to_string());
        (!is_parameter && is_here).then_some((file, ty))
    }

    fn optional(&self) -> Option<TextEdit> {
        let (file, ty) = self.value()?;
        if argument_of(ty, &["Option"]).is_some() {
            return None;
        }
        let span = file.range(ty.span())?;
        let replacement = format!("Option<{}>", &file.text[span.clone()]);
        checked(file, span, replacement)
    }

    fn retyped(&self, text: &str) -> Option<TextEdit> {
        let new = parse(text, Type::parse)?;
        let (file, mut ty) = self.value()?;
        // An option stays one, unless the new type is an option itself.
        while let Some(inner) = argument_of(ty, &["Option", "Box"]) {
            if argument_of(&new, &["Option", "Box"]).is_some() {
                break;
            }
            ty = inner;
        }
        let span = file.range(ty.span())?;
        if file.text[span.clone()] == *text {
            return None;
        }
        checked(file, span, text.to_owned())
    }

    fn variant(&self, name: &str, attribute: Option<&str>) -> Option<TextEdit> {
        let declared = self.declared(true)?;
        let file = self.file(&declared)?;
        let Item::Enum(item) = &declared.item.item else {
            return None;
        };
        let is_known = item.variants.iter().any(|variant| variant.ident == name);
        if is_known || has_conditional_serde(&item.attrs) {
            return None;
        }
        let attribute = attribute.map(|attribute| format!("#[serde({attribute})]"));
        let (span, replacement) = appended(file, item, name, attribute.as_deref())?;
        checked(file, span, replacement)
    }
}

/// The replacement, and the span to replace, so that an enum has one more variant.
fn appended(
    file: &File,
    item: &ItemEnum,
    name: &str,
    attribute: Option<&str>,
) -> Option<(Range<usize>, String)> {
    let text = &file.text;
    let braces = item.brace_token.span;
    let (open, close) = (file.range(braces.open())?.end, file.range(braces.close())?.start);
    let inline = match attribute {
        Some(attribute) => format!("{attribute} {name}"),
        None => name.to_owned(),
    };
    let last = item.variants.last();
    let last_end = last
        .map(|last| file.range(last.span()))
        .map_or(Some(open), |range| Some(range?.end))?;
    let comma = match item.variants.pairs().next_back() {
        Some(Pair::Punctuated(_, comma)) => Some(file.range(comma.span())?.end),
        _ => None,
    };
    let line = line_start(text, close);
    if !text[line..close].trim().is_empty() || line < open {
        // The brace comes after a variant, or after the other brace.
        return Some(match (last, comma) {
            (None, _) => (open..close, format!(" {inline} ")),
            (Some(_), Some(comma)) => (comma..comma, format!(" {inline},")),
            (Some(_), None) => (last_end..last_end, format!(", {inline}")),
        });
    }
    let indent = match last {
        Some(last) => {
            let at = file.range(last.ident.span())?.start;
            indentation(text, at).to_owned()
        }
        None => format!("{}    ", indentation(text, close)),
    };
    let end = line_end(text, close);
    let mut lines = String::new();
    for part in attribute.into_iter().chain([format!("{name},").as_str()]) {
        lines.push_str(&indent);
        lines.push_str(part);
        lines.push_str(end);
    }
    Some(match (last, comma) {
        (Some(_), None) => (last_end..line, format!(",{}{lines}", &text[last_end..line])),
        _ => (line..line, lines),
    })
}

impl Target<'_> {
    /// The item with these in its `#[serde(…)]`: instead of one of the same name, else after the
    /// others, else in a line of their own.
    fn with(&self, new: &[Meta], text: &str) -> Option<TextEdit> {
        let file = self.file;
        if has_conditional_serde(self.attributes) {
            return None;
        }
        let lists = self.lists()?;
        let mut replaced = Vec::new();
        for known in lists.iter().flat_map(|(_, _, items)| items) {
            if new.iter().any(|item| same(known, item)) {
                return None;
            }
            let has_name = |item: &Meta| known.path() == item.path() && !item.path().is_ident("alias");
            if new.iter().any(has_name) {
                replaced.push(known);
            }
        }
        match replaced.as_slice() {
            [] => {}
            [only] => return checked(file, file.range(only.span())?, text.to_owned()),
            _ => return None,
        }
        if let Some((_, list, items)) = lists.first() {
            let (at, replacement) = match items.last() {
                Some(last) => (file.range(last.span())?.end, format!(", {text}")),
                None => (file.range(list.delimiter.span().close())?.start, text.to_owned()),
            };
            return checked(file, at..at, replacement);
        }
        let at = file.range(self.first)?.start;
        let before = &file.text[line_start(&file.text, at)..at];
        let replacement = if before.trim().is_empty() {
            format!("#[serde({text})]{}{before}", line_end(&file.text, at))
        } else {
            format!("#[serde({text})] ")
        };
        checked(file, at..at, replacement)
    }

    /// The item with this in place of an existing one.
    fn instead(&self, old: &Meta, new: &str) -> Option<TextEdit> {
        let lists = self.lists()?;
        let mut items = lists.iter().flat_map(|(_, _, items)| items);
        let known = items.find(|known| same(known, old))?;
        checked(self.file, self.file.range(known.span())?, new.to_owned())
    }

    /// The item without this in its `#[serde(…)]`, and without an attribute that would be empty.
    fn without(&self, item: &Meta) -> Option<TextEdit> {
        let file = self.file;
        let is_it = |known: &Meta| match item {
            Meta::Path(path) => known.path() == path,
            item => same(known, item),
        };
        let lists = self.lists()?;
        let mut found = lists
            .iter()
            .filter_map(|(attribute, _, items)| Some((attribute, items, items.iter().position(is_it)?)));
        let (attribute, items, at) = found.next()?;
        let span = if items.len() == 1 {
            let whole = file.range(attribute.pound_token.span)?.start
                ..file.range(attribute.bracket_token.span.close())?.end;
            with_space(&file.text, whole)
        } else if at + 1 < items.len() {
            file.range(items[at].span())?.start..file.range(items[at + 1].span())?.start
        } else {
            file.range(items[at - 1].span())?.end..file.range(items[at].span())?.end
        };
        checked(file, span, String::new())
    }

    /// The contents of each `#[serde(…)]`.
    fn lists(&self) -> Option<Vec<(&Attribute, &MetaList, Vec<Meta>)>> {
        let lists = self
            .attributes
            .iter()
            .filter_map(|attribute| match &attribute.meta {
                Meta::List(list) if list.path.is_ident("serde") => Some((attribute, list)),
                _ => None,
            });
        lists
            .map(|(attribute, list)| {
                let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
                let items = parse.parse2(list.tokens.clone()).ok()?;
                Some((attribute, list, items.into_iter().collect()))
            })
            .collect()
    }
}

/// Returns `true` if serde is there only under a condition. Its attributes would need the same
/// condition.
fn has_conditional_serde(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_conditional = attribute.path().is_ident("cfg_attr");
        let text = attribute.meta.to_token_stream().to_string();
        is_conditional && (text.contains("serde") || text.contains("ialize"))
    })
}

/// The items of `#[serde(…)]`, if the text can be one.
fn metas(text: &str) -> Option<Vec<Meta>> {
    let items = parse(text, Punctuated::<Meta, Token![,]>::parse_terminated)?;
    Some(items.into_iter().collect())
}

fn same(one: &Meta, other: &Meta) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}

fn first_of(vis: &Visibility, otherwise: Span) -> Span {
    match vis {
        Visibility::Inherited => otherwise,
        vis => vis.span(),
    }
}

/// The only argument of one of these types.
fn argument_of<'t>(ty: &'t Type, names: &[&str]) -> Option<&'t Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let is_named = names.iter().any(|name| last.ident == name);
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if is_named && arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

/// An edit, unless a type could no longer be read after it.
fn checked(file: &File, span: Range<usize>, replacement: String) -> Option<TextEdit> {
    let (before, after) = (file.text.get(..span.start)?, file.text.get(span.end..)?);
    let changed = File::parse(file.path.clone(), format!("{before}{replacement}{after}"))?;
    (changed.scope.count() == file.scope.count()).then(|| TextEdit {
        path: file.path.clone(),
        span,
        replacement,
    })
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |line| line + 1)
}

/// The white space at the start of a place's line.
fn indentation(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The line end that is used around a place of a file.
fn line_end(text: &str, at: usize) -> &'static str {
    let end = text[at..].find('\n').map(|end| at + end);
    match end.or_else(|| text[..at].rfind('\n')) {
        Some(end) if text[..end].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// A part of a text with its line if nothing else is in it, else with the space after it.
fn with_space(text: &str, part: Range<usize>) -> Range<usize> {
    let start = line_start(text, part.start);
    let behind = &text[part.end..];
    let space = behind.len() - behind.trim_start_matches([' ', '\t', '\r']).len();
    let is_alone = text[start..part.start].trim().is_empty() && behind[space..].starts_with('\n');
    if is_alone {
        start..part.end + space + 1
    } else {
        part.start..part.end + space
    }
}

#[cfg(test)]
mod tests;
