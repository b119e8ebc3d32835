//! Types at random: every kind of container, variant and field, with serde's attributes in combinations that make
//! sense and in some that do not.

use super::chance::Chance;
use super::crates::{self, Crates};
use super::model::{Body, Case, Field, Fields, Item, Ty, Variant};
use super::sensible::made_sensible;

/// Of so many cases of a hundred that name crates, what contradicts itself is taken out.
const SENSIBLE: usize = 90;

const CASES: [&str; 8] = [
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];
/// Few names, so that they meet in flattened fields and beside tags now and then.
const NAMES: [&str; 10] = [
    "id",
    "kind",
    "value",
    "created_at",
    "c",
    "items",
    "next_page",
    "r#type",
    "t",
    "total_2",
];
const WIRE_NAMES: [&str; 10] = [
    "id",
    "kind",
    "t",
    "c",
    "createdAt",
    "type",
    "$ref",
    "a.b",
    "Ünïcode",
    "other name",
];
const VARIANTS: [&str; 7] = ["Created", "ItemAdded", "Closed", "A", "Renamed", "Id", "Unknown"];
const SCALARS: [&str; 33] = [
    "bool",
    "u8",
    "i8",
    "u16",
    "i16",
    "u32",
    "i32",
    "u64",
    "i64",
    "usize",
    "isize",
    "u128",
    "i128",
    "f32",
    "f64",
    "char",
    "String",
    "String",
    "String",
    "()",
    "Box<str>",
    "Cow<'static, str>",
    "NonZeroU8",
    "NonZeroI64",
    "Duration",
    "SystemTime",
    "Range<u8>",
    "RangeInclusive<i16>",
    "IpAddr",
    "Value",
    "Id",
    "Letter",
    "PhantomData<u8>",
];
const KEYS: [&str; 12] = [
    "String", "String", "String", "u8", "i8", "u64", "i64", "u128", "bool", "char", "Id", "Letter",
];

/// The type of a number, with types and adapters of these crates.
pub(crate) fn case(number: u64, crates: Crates) -> Case {
    let chance = &mut Chance::of(number ^ 0x7e57);
    let mut case = Case {
        number,
        crates,
        items: Vec::new(),
    };
    let inner = chance.below(4);
    for at in 0..=inner {
        let name = if at == inner {
            "Root".to_owned()
        } else {
            format!("Part{at}")
        };
        let mut item = item(name, at < inner, &case, chance);
        if !case.item_has_default(&item) {
            item.attrs.retain(|attr| attr != "default");
        }
        case.items.push(item);
    }
    if crates != Crates::None && chance.percent(SENSIBLE) {
        made_sensible(&mut case);
    }
    case
}

fn item(name: String, part: bool, case: &Case, chance: &mut Chance) -> Item {
    let generic = part && chance.percent(15);
    let mut item = Item {
        name,
        attrs: Vec::new(),
        generic,
        converted: false,
        skips_none: case.crates != Crates::None && chance.percent(8),
        body: Body::Struct(Fields::Unit),
    };
    if chance.percent(55) || generic {
        structure(&mut item, case, chance);
    } else {
        enumeration(&mut item, case, chance);
    }
    item
}

fn structure(item: &mut Item, case: &Case, chance: &mut Chance) {
    let kind = if item.generic { 0 } else { chance.below(12) };
    match kind {
        0..=7 => {
            let fields = named(item, case, chance);
            item.body = Body::Struct(Fields::Named(fields));
            struct_attributes(item, chance);
        }
        8 | 9 => {
            item.body = Body::Struct(Fields::Tuple(vec![positional(item, case, chance)]));
            match chance.below(5) {
                0 => item.attrs.push("transparent".to_owned()),
                1 => {
                    let Body::Struct(Fields::Tuple(fields)) = &mut item.body else {
                        return;
                    };
                    // `From` for itself is there already, and a foreign type may have one that overlaps.
                    fields[0].ty =
                        Ty::Plain(chance.one::<&str>(&["u8", "i64", "String", "bool", "char", "f64"]));
                    fields[0].attrs.clear();
                    let ty = fields[0].ty.text();
                    item.converted = true;
                    item.attrs
                        .extend([format!("from = \"{ty}\""), format!("into = \"{ty}\"")]);
                }
                _ => {}
            }
        }
        10 => {
            let fields = (0..2 + chance.below(2))
                .map(|_| positional(item, case, chance))
                .collect();
            item.body = Body::Struct(Fields::Tuple(fields));
        }
        _ => {
            if chance.percent(30) {
                item.attrs.push("deny_unknown_fields".to_owned());
            }
        }
    }
}

fn struct_attributes(item: &mut Item, chance: &mut Chance) {
    if chance.percent(35) {
        item.attrs.push(rename_all(chance));
    }
    if chance.percent(18) {
        item.attrs.push("deny_unknown_fields".to_owned());
    }
    if chance.percent(12) {
        item.attrs.push("default".to_owned());
    }
    if chance.percent(8) {
        item.attrs
            .push(format!("tag = \"{}\"", chance.one(&["t", "kind", "type"])));
    }
    if chance.percent(6) {
        item.attrs
            .push(format!("rename = \"{}\"", chance.one(&WIRE_NAMES)));
    }
    if chance.percent(3) {
        item.attrs.push("transparent".to_owned());
    }
    if chance.percent(3) {
        item.attrs.push("expecting = \"something else\"".to_owned());
    }
}

fn rename_all(chance: &mut Chance) -> String {
    match chance.below(4) {
        0 => format!(
            "rename_all(serialize = \"{}\", deserialize = \"{}\")",
            chance.one(&CASES),
            chance.one(&CASES)
        ),
        1 => format!("rename_all(deserialize = \"{}\")", chance.one(&CASES)),
        _ => format!("rename_all = \"{}\"", chance.one(&CASES)),
    }
}

fn enumeration(item: &mut Item, case: &Case, chance: &mut Chance) {
    let tag = *chance.one(&["t", "kind", "type"]);
    let tagging = chance.below(10);
    match tagging {
        0..=2 => {}
        3..=5 => item.attrs.push(format!("tag = \"{tag}\"")),
        6 | 7 => {
            let content = *chance.one(&["c", "value"]);
            item.attrs
                .extend([format!("tag = \"{tag}\""), format!("content = \"{content}\"")]);
        }
        _ => item.attrs.push("untagged".to_owned()),
    }
    if chance.percent(35) {
        item.attrs.push(rename_all(chance));
    }
    if chance.percent(12) {
        item.attrs
            .push(format!("rename_all_fields = \"{}\"", chance.one(&CASES)));
    }
    if chance.percent(18) {
        item.attrs.push("deny_unknown_fields".to_owned());
    }
    let count = 1 + chance.below(4);
    let mut names = VARIANTS.to_vec();
    let variants = (0..count)
        .map(|at| {
            let name = names.remove(chance.below(names.len())).to_owned();
            let last = at + 1 == count;
            variant(name, last, item, case, chance)
        })
        .collect();
    item.body = Body::Enum(variants);
}

fn variant(name: String, last: bool, item: &Item, case: &Case, chance: &mut Chance) -> Variant {
    let has = |key: &str| item.attrs.iter().any(|attr| attr.starts_with(key));
    let internal = has("tag") && !has("content");
    let fields = match chance.below(10) {
        0..=2 => Fields::Unit,
        // serde has no such variants beside a tag.
        6 if !internal || chance.percent(5) => {
            Fields::Tuple((0..2).map(|_| positional(item, case, chance)).collect())
        }
        3..=6 => Fields::Tuple(vec![positional(item, case, chance)]),
        _ => Fields::Named(named(item, case, chance)),
    };
    let mut attrs = Vec::new();
    if chance.percent(12) {
        attrs.push(rename(chance));
    }
    if chance.percent(14) {
        attrs.push(format!(
            "alias = \"{}\"",
            chance.one(&["old", "Created", "a", "0"])
        ));
    }
    if chance.percent(10) && matches!(fields, Fields::Named(_)) {
        attrs.push(rename_all(chance));
    }
    match chance.below(24) {
        0 => attrs.push("skip".to_owned()),
        1 => attrs.push("skip_serializing".to_owned()),
        2 => attrs.push("skip_deserializing".to_owned()),
        3 | 4 if last => attrs.push("untagged".to_owned()),
        _ => {}
    }
    let can_be_other = last && fields == Fields::Unit && !has("untagged");
    if can_be_other && chance.percent(45) || chance.percent(1) {
        attrs.push("other".to_owned());
    }
    Variant { name, attrs, fields }
}

fn rename(chance: &mut Chance) -> String {
    match chance.below(3) {
        0 => format!(
            "rename(serialize = \"{}\", deserialize = \"{}\")",
            chance.one(&WIRE_NAMES),
            chance.one(&WIRE_NAMES)
        ),
        _ => format!("rename = \"{}\"", chance.one(&WIRE_NAMES)),
    }
}

fn named(item: &Item, case: &Case, chance: &mut Chance) -> Vec<Field> {
    let mut names = NAMES.to_vec();
    // Now and then two types share names, which is refused where one flattens the other.
    if chance.percent(80) {
        let own = case.items.len() * 3;
        names = (own..own + 5).map(|at| NAMES[at % NAMES.len()]).collect();
    }
    let count = if chance.percent(5) { 0 } else { 1 + chance.below(4) };
    (0..count)
        .map(|at| {
            let name = names.remove(chance.below(names.len())).to_owned();
            let mut field = field(name, item, case, chance);
            if item.generic && at == 0 {
                field.ty = match chance.below(3) {
                    0 => Ty::Around("Option<_>", vec![Ty::Parameter]),
                    1 => Ty::Around("Vec<_>", vec![Ty::Parameter]),
                    _ => Ty::Parameter,
                };
                (field.attrs, field.wire) = (Vec::new(), None);
            }
            field
        })
        .collect()
}

fn positional(item: &Item, case: &Case, chance: &mut Chance) -> Field {
    let mut field = Field {
        name: String::new(),
        ty: ty(2, item, case, chance),
        attrs: Vec::new(),
        wire: None,
    };
    if case.crates != Crates::None && chance.percent(45) {
        adapted(&mut field, case.crates, chance);
    }
    match chance.below(30) {
        0 if case.has_default(&field.ty) => field.attrs.push("default".to_owned()),
        1 if case.has_default(&field.ty) => field.attrs.push("skip".to_owned()),
        2 => field.attrs.push("skip_serializing_if = \"never\"".to_owned()),
        3 => field.attrs.push("skip_serializing".to_owned()),
        _ => {}
    }
    field
}

fn field(name: String, item: &Item, case: &Case, chance: &mut Chance) -> Field {
    let mut field = Field {
        name,
        ty: ty(2, item, case, chance),
        attrs: Vec::new(),
        wire: None,
    };
    if chance.percent(14) {
        flatten(&mut field, item, case, chance);
        return field;
    }
    if chance.percent(4) {
        through_functions(&mut field, chance);
        return field;
    }
    if case.crates != Crates::None && chance.percent(55) {
        adapted(&mut field, case.crates, chance);
    }
    let has_default = case.has_default(&field.ty);
    if chance.percent(12) {
        field.attrs.push(rename(chance));
    }
    for _ in 0..2 {
        if chance.percent(9) {
            field.attrs.push(format!(
                "alias = \"{}\"",
                chance.one(&["old", "id", "kind", "value", "legacyName"])
            ));
        }
    }
    if has_default && chance.percent(16) {
        let path = chance.percent(40);
        field
            .attrs
            .push(if path { "default = \"some\"" } else { "default" }.to_owned());
    }
    let text = field.ty.text();
    let condition = match () {
        () if text.starts_with("Option<") => "Option::is_none",
        () if text.starts_with("Vec<") => "Vec::is_empty",
        () if text == "String" => "String::is_empty",
        () => "never",
    };
    match chance.below(40) {
        0..=3 => field.attrs.push(format!("skip_serializing_if = \"{condition}\"")),
        4 if condition == "Option::is_none" => field.attrs.push("skip_serializing_if = \"never\"".to_owned()),
        5 if has_default => field.attrs.push("skip".to_owned()),
        6 => field.attrs.push("skip_serializing".to_owned()),
        7 if has_default => field.attrs.push("skip_deserializing".to_owned()),
        _ => {}
    }
    field
}

/// A flattened field: of what can be, and now and then of what cannot.
fn flatten(field: &mut Field, item: &Item, case: &Case, chance: &mut Chance) {
    field.attrs.push("flatten".to_owned());
    let any_part = |chance: &mut Chance| part(case, chance);
    field.ty = match chance.below(12) {
        0..=5 => any_part(chance).unwrap_or(Ty::Plain("Value")),
        6 | 7 => Ty::Around("Option<_>", vec![any_part(chance).unwrap_or(Ty::Plain("Value"))]),
        8 | 9 => map(1, item, case, chance),
        10 => Ty::Plain("Value"),
        _ => ty(2, item, case, chance),
    };
    match chance.below(12) {
        0 => field.attrs.push("default".to_owned()),
        1 => field.attrs.push("skip_deserializing".to_owned()),
        2 => field.attrs.push("skip_serializing".to_owned()),
        3 if field.ty.text().starts_with("Option<") => {
            field
                .attrs
                .push("skip_serializing_if = \"Option::is_none\"".to_owned());
        }
        _ => {}
    }
    if field
        .attrs
        .iter()
        .any(|attr| attr == "default" || attr == "skip_deserializing")
        && !case.has_default(&field.ty)
    {
        field.attrs.truncate(1);
    }
}

/// A function of the user in the way, and what it writes and reads.
fn through_functions(field: &mut Field, chance: &mut Chance) {
    field.ty = Ty::Plain("Seconds");
    field.wire = Some("u32");
    field.attrs.push(match chance.below(3) {
        0 => "with = \"seconds\"".to_owned(),
        1 => "serialize_with = \"seconds::serialize\"".to_owned(),
        _ => "deserialize_with = \"seconds::deserialize\"".to_owned(),
    });
    if chance.percent(40) {
        field.attrs.push("default".to_owned());
    }
}

/// A type with adapters, or with a module of another crate.
fn adapted(field: &mut Field, crates: Crates, chance: &mut Chance) {
    if chance.percent(30) {
        let (attr, form) = crates::module(crates, chance);
        field.attrs.push(attr);
        field.ty = Ty::Adapted(form);
    } else {
        field.ty = Ty::Adapted(crates::form(2, crates, chance));
    }
}

/// A type of the language, or of another crate.
fn scalar(case: &Case, chance: &mut Chance) -> Ty {
    if case.crates != Crates::None && chance.percent(50) {
        return Ty::Plain(crates::scalar(case.crates, chance));
    }
    Ty::Plain(chance.one::<&str>(&SCALARS))
}

fn key(case: &Case, chance: &mut Chance) -> Ty {
    if case.crates != Crates::None && chance.percent(40) {
        return Ty::Plain(crates::key(case.crates, chance));
    }
    Ty::Plain(chance.one::<&str>(&KEYS))
}

/// An item that is there already.
fn part(case: &Case, chance: &mut Chance) -> Option<Ty> {
    let earlier = chance.one(case.items.get(..).filter(|items| !items.is_empty())?);
    let argument = earlier
        .generic
        .then(|| Box::new(Ty::Plain(chance.one::<&str>(&SCALARS))));
    Some(Ty::Item(earlier.name.clone(), argument))
}

fn map(depth: usize, item: &Item, case: &Case, chance: &mut Chance) -> Ty {
    let key = key(case, chance);
    let pattern = *chance.one(&["BTreeMap<_, _>", "HashMap<_, _>"]);
    Ty::Around(pattern, vec![key, ty(depth, item, case, chance)])
}

fn ty(depth: usize, item: &Item, case: &Case, chance: &mut Chance) -> Ty {
    let scalar = |chance: &mut Chance| scalar(case, chance);
    if depth == 0 {
        return part(case, chance)
            .filter(|ty| !matches!(ty, Ty::Item(_, Some(_))) && chance.percent(30))
            .unwrap_or_else(|| scalar(chance));
    }
    let inner = |chance: &mut Chance| ty(depth - 1, item, case, chance);
    if case.crates != Crates::None && chance.percent(8) {
        // In an argument of another crate's type, a type needs a schema of its own.
        if let Some(container) = crates::container(case.crates, chance) {
            return Ty::Around(container, vec![Ty::Plain(chance.one::<&str>(&SCALARS))]);
        }
    }
    match chance.below(30) {
        0..=9 => scalar(chance),
        10..=13 => Ty::Around("Option<_>", vec![inner(chance)]),
        14 | 15 => Ty::Around("Vec<_>", vec![inner(chance)]),
        16 | 17 => map(depth - 1, item, case, chance),
        18 => Ty::Around("Box<_>", vec![inner(chance)]),
        19 => Ty::Around(chance.one::<&str>(&["[_; 2]", "[_; 0]"]), vec![inner(chance)]),
        20 => Ty::Around("(_, _)", vec![inner(chance), inner(chance)]),
        21 => match chance.below(3) {
            0 => Ty::Around("Result<_, _>", vec![inner(chance), inner(chance)]),
            1 => Ty::Around("Bound<_>", vec![inner(chance)]),
            _ => Ty::Around("BTreeSet<_>", vec![key(case, chance)]),
        },
        // The item holds itself.
        22 | 23 if !item.generic => {
            let itself = Ty::Item(item.name.clone(), None);
            Ty::Around(chance.one::<&str>(&["Option<Box<_>>", "Vec<_>"]), vec![itself])
        }
        _ => part(case, chance).unwrap_or_else(|| scalar(chance)),
    }
}
