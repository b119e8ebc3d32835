//! The values that a value may have become, besides itself.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, Node, NodeId, Origin, Types};
use counterpart_engine::json::{Json, Pointer};

use super::analysis::{applied, forms, keywords};
use super::effects::Effects;
use super::possible::{empty_object, is_for_moments, moment_as_text, number_as_text};

/// A number, as a text.
const DECIMAL: &str = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$";

/// What is not a number, and what is too large to be a float, as a text.
const NOT_FINITE: &str = "^(NaN|[+-]?Infinity)$";

/// An integer beyond 64 bits, as a text.
const HUGE: &str = "^-?[0-9]{19,}$";

/// An object without members, as a text.
const EMPTY: &str = r"^\{\}$";

/// A list or an object, as a text.
const NESTED: &str = r"^\s*[\[{]";

/// The same, where an object has members.
const FILLED: &str = r"^\s*(\[|\{\s*[^}\s])";

/// The default of a column of texts, moments or UUIDs.
const DEFAULT: &str = r"^(1970-01-01( 00:00:00(\.0{1,9})?)?|0{8}-0{4}-0{4}-0{4}-0{12})?$";

/// A boolean, as a text.
const BOOLEAN: &str = "^(true|false)$";

/// Values that something may have become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Shape {
    Null,
    /// The default of a column: `[]`; an object of nulls and defaults; `""`, or the first moment; 0 and `false`.
    DefaultList,
    DefaultObject,
    DefaultText,
    Zero,
    False,
    /// Any number of the kind.
    AnyNumber,
    AnyInteger,
    /// 0 or 1.
    Flag,
    /// A text that fits a regular expression.
    Text(&'static str),
}

/// What is known of a value besides its schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    /// True for a member whose name looks like a moment's.
    pub(super) is_named_as_moment: bool,
    /// True for a member that may be absent.
    pub(super) is_optional: bool,
    /// The kinds of values that its column has from elsewhere, too.
    pub(super) kinds: Types,
}

/// Returns true if pandas takes a name for that of a column of moments. Without a name, it may be any.
pub(super) fn is_named_as_moment(name: Option<&str>) -> bool {
    name.is_none_or(|name| {
        let name = name.to_lowercase();
        ["_at", "_time"].iter().any(|end| name.ends_with(end))
            || ["modified", "date", "datetime"].contains(&name.as_str())
            || name.starts_with("timestamp")
    })
}

impl Shape {
    /// The defaults of columns.
    pub(super) const DEFAULTS: [Shape; 5] = [
        Shape::DefaultList,
        Shape::DefaultObject,
        Shape::DefaultText,
        Shape::Zero,
        Shape::False,
    ];

    /// The shapes of a value that an engine had, which the schema is for.
    pub(super) fn all(schema: &Schema, id: NodeId, effects: &Effects, position: Position) -> Vec<Shape> {
        if effects.is_none() {
            return Vec::new();
        }
        let is_optional = position.is_optional;
        let types = schema.types_of_node(id);
        let of = |kind: Types| types.intersects(kind);
        let kinds = types.or(position.kinds);
        let is_mixed = number_of(kinds) > 1;
        let mut shapes = Vec::new();
        if effects.null_for_absent && is_optional || effects.null_for_nan && of(Types::FRACTION) {
            shapes.push(Shape::Null);
        }
        if effects.default_for_absent && (is_optional || of(Types::NULL)) {
            let defaults = Shape::DEFAULTS.into_iter();
            // A column of several kinds is one of texts, and so is one of nulls, or of objects without members.
            let is_text =
                is_mixed || of(Types::NULL) || effects.text_for_empty && kinds.intersects(Types::OBJECT);
            let is_default =
                |shape: &Shape| kinds.intersects(shape.types()) || is_text && *shape == Shape::DefaultText;
            shapes.extend(defaults.filter(is_default));
        }
        let nested = match empty_object(schema, id) {
            true => NESTED,
            false => FILLED,
        };
        if effects.text_for_mixed && is_mixed {
            if of(Types::NUMBER) {
                shapes.push(Shape::Text(DECIMAL));
            }
            if of(Types::BOOLEAN) {
                shapes.push(Shape::Text(BOOLEAN));
            }
        }
        if effects.nested_for_mixed && is_mixed && of(Types::ARRAY.or(Types::OBJECT)) {
            shapes.push(Shape::Text(nested));
        }
        if effects.flag_for_mixed && of(Types::BOOLEAN) && kinds.intersects(Types::NUMBER) {
            shapes.push(Shape::Flag);
        }
        if effects.text_for_decimal && of(Types::FRACTION) {
            shapes.push(Shape::Text(DECIMAL));
        }
        if effects.text_for_nan && of(Types::FRACTION) {
            shapes.push(Shape::Text(NOT_FINITE));
        }
        if effects.text_for_nested && of(Types::ARRAY.or(Types::OBJECT)) {
            shapes.push(Shape::Text(nested));
        }
        if effects.text_for_empty && of(Types::OBJECT) && empty_object(schema, id) {
            shapes.push(Shape::Text(EMPTY));
        }
        if effects.text_for_huge && of(Types::INTEGER) && is_unbounded(schema, id) {
            shapes.push(Shape::Text(HUGE));
        }
        if let Some(pattern) = effects.moment_for_number {
            if of(Types::NUMBER) && position.is_named_as_moment {
                shapes.push(Shape::Text(pattern));
                shapes.push(Shape::AnyInteger);
            }
        }
        if effects.number_for_boolean && of(Types::BOOLEAN) {
            shapes.push(Shape::Flag);
        }
        if effects.number_for_text && of(Types::STRING) {
            if number_as_text(schema, id) {
                shapes.push(Shape::AnyNumber);
            } else if position.is_named_as_moment && moment_as_text(schema, id) {
                shapes.push(Shape::AnyInteger);
            }
        }
        if effects.number_for_moment && of(Types::STRING) {
            let keywords = applied(schema, id, false);
            let mut keywords = keywords.into_iter().filter_map(|id| self::keywords(schema, id));
            if keywords.any(|own| effects.texts.iter().any(|form| is_for_moments(own, form))) {
                shapes.push(Shape::AnyInteger);
            }
        }
        if !effects.texts.is_empty() && of(Types::STRING) {
            let forms = forms(schema, &applied(schema, id, false), effects);
            shapes.extend(forms.into_iter().map(|form| Shape::Text(form.pattern)));
        }
        shapes
    }

    fn types(self) -> Types {
        match self {
            Shape::Null => Types::NULL,
            Shape::DefaultList => Types::ARRAY,
            Shape::DefaultObject => Types::OBJECT,
            Shape::DefaultText | Shape::Text(_) => Types::STRING,
            Shape::Zero | Shape::Flag | Shape::AnyNumber => Types::NUMBER,
            Shape::AnyInteger => Types::INTEGER,
            Shape::False => Types::BOOLEAN,
        }
    }

    /// A node that accepts the shape. It has no place in the document, as it refuses nothing there.
    pub(super) fn node(self) -> Node {
        let mut keywords = Keywords::default();
        keywords.types = Some(self.types());
        let number = |number: u32| Json::Number(number.into());
        match self {
            Shape::Null | Shape::AnyNumber | Shape::AnyInteger => {}
            Shape::DefaultList => keywords.max_items = Some(0),
            // Its members have a schema that only the whole mapping has.
            Shape::DefaultObject => {}
            Shape::DefaultText => keywords.pattern = Some(DEFAULT.into()),
            Shape::Zero => keywords.values = Some(vec![number(0)]),
            Shape::False => keywords.values = Some(vec![Json::Bool(false)]),
            Shape::Flag => keywords.values = Some(vec![number(0), number(1)]),
            Shape::Text(pattern) => keywords.pattern = Some(pattern.into()),
        }
        Node {
            origin: Origin::At(Box::new(Pointer::root())),
            title: None,
            body: Body::Keywords(keywords.into()),
        }
    }
}

/// Returns true if a schema may accept integers beyond 64 bits.
fn is_unbounded(schema: &Schema, id: NodeId) -> bool {
    applied(schema, id, true)
        .into_iter()
        .filter_map(|id| keywords(schema, id))
        .all(|keywords| {
            let most = keywords.maximum.as_ref().or(keywords.exclusive_maximum.as_ref());
            let least = keywords.minimum.as_ref().or(keywords.exclusive_minimum.as_ref());
            most.is_none_or(|most| *most > u64::MAX.into())
                || least.is_none_or(|least| *least < i64::MIN.into())
        })
}

/// The number of kinds of values but null.
fn number_of(types: Types) -> usize {
    let kinds = [
        Types::BOOLEAN,
        Types::NUMBER,
        Types::STRING,
        Types::ARRAY,
        Types::OBJECT,
    ];
    kinds.into_iter().filter(|kind| types.intersects(*kind)).count()
}
