//! The names of fields in JSON.

use super::descriptors::{Field, Shape};
use super::written_by::Names;

/// The name that `protoc` gives a field in JSON if the `.proto` file gives none.
pub(super) fn json_name(name: &str) -> String {
    let mut made = String::new();
    let mut is_upper = false;
    for letter in name.chars() {
        match letter {
            '_' => is_upper = true,
            letter if std::mem::take(&mut is_upper) => made.push(letter.to_ascii_uppercase()),
            letter => made.push(letter),
        }
    }
    made
}

/// The name of a field as a library has it.
pub(super) fn name_of(field: &Field, names: Names) -> String {
    match names {
        Names::Json => field.json_name.clone(),
        Names::Original => field.name.clone(),
        Names::CamelOfProtobufjs => camel_of_protobufjs(&field.name),
        Names::CamelOfGoogle => camel_of_google(field),
    }
}

/// `line_1` is `line_1`, and `_leading` is `_leading`: only a letter behind an underscore is changed, and not at the
/// start.
fn camel_of_protobufjs(name: &str) -> String {
    let mut made = String::new();
    let mut letters = name.chars().peekable();
    made.extend(letters.next());
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '_' && next.is_ascii_lowercase() => {
                made.push(next.to_ascii_uppercase());
                letters.next();
            }
            _ => made.push(letter),
        }
    }
    made
}

/// All letters are made small before those behind an underscore are made large; a list and a map say so at the end.
fn camel_of_google(field: &Field) -> String {
    let mut made = json_name(field.name.to_ascii_lowercase().trim_start_matches('_'));
    match field.shape {
        Shape::One(_) => {}
        Shape::List => made.push_str("List"),
        Shape::Map(_) => made.push_str("Map"),
    }
    if RESERVED.contains(&made.as_str()) {
        made.insert_str(0, "pb_");
    }
    made
}

/// Words that the generator of google-protobuf does not use as names.
const RESERVED: [&str; 59] = [
    "abstract",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "double",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "function",
    "goto",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "int",
    "interface",
    "long",
    "native",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "short",
    "static",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "try",
    "typeof",
    "var",
    "void",
    "volatile",
    "while",
    "with",
    "true",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_library_has_names_of_its_own() {
        for (name, json, protobufjs) in [
            ("order_id", "orderId", "orderId"),
            ("line_1", "line1", "line_1"),
            ("name_2fa", "name2fa", "name_2fa"),
            ("UPPER_case", "UPPERCase", "UPPERCase"),
            ("_leading", "Leading", "_leading"),
            ("trailing_", "trailing", "trailing_"),
            ("two__under", "twoUnder", "two_Under"),
        ] {
            assert_eq!(json_name(name), json);
            assert_eq!(camel_of_protobufjs(name), protobufjs);
        }
    }
}
