//! `\p{…}`: sets of code points by Unicode property.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class as HirClass, HirKind};

use super::class::Class;

/// The binary properties of ECMA-262 (its table 69) that the tables hold, by long and short name.
const BINARY: &[&str] = &[
    "ASCII",
    "ASCII_Hex_Digit",
    "AHex",
    "Alphabetic",
    "Alpha",
    "Any",
    "Assigned",
    "Bidi_Control",
    "Bidi_C",
    "Case_Ignorable",
    "CI",
    "Cased",
    "Changes_When_Casefolded",
    "CWCF",
    "Changes_When_Casemapped",
    "CWCM",
    "Changes_When_Lowercased",
    "CWL",
    "Changes_When_Titlecased",
    "CWT",
    "Changes_When_Uppercased",
    "CWU",
    "Dash",
    "Default_Ignorable_Code_Point",
    "DI",
    "Deprecated",
    "Dep",
    "Diacritic",
    "Dia",
    "Emoji",
    "Emoji_Component",
    "EComp",
    "Emoji_Modifier",
    "EMod",
    "Emoji_Modifier_Base",
    "EBase",
    "Emoji_Presentation",
    "EPres",
    "Extended_Pictographic",
    "ExtPict",
    "Extender",
    "Ext",
    "Grapheme_Base",
    "Gr_Base",
    "Grapheme_Extend",
    "Gr_Ext",
    "Hex_Digit",
    "Hex",
    "IDS_Binary_Operator",
    "IDSB",
    "IDS_Trinary_Operator",
    "IDST",
    "ID_Continue",
    "IDC",
    "ID_Start",
    "IDS",
    "Ideographic",
    "Ideo",
    "Join_Control",
    "Join_C",
    "Logical_Order_Exception",
    "LOE",
    "Lowercase",
    "Lower",
    "Math",
    "Noncharacter_Code_Point",
    "NChar",
    "Pattern_Syntax",
    "Pat_Syn",
    "Pattern_White_Space",
    "Pat_WS",
    "Quotation_Mark",
    "QMark",
    "Radical",
    "Regional_Indicator",
    "RI",
    "Sentence_Terminal",
    "STerm",
    "Soft_Dotted",
    "SD",
    "Terminal_Punctuation",
    "Term",
    "Unified_Ideograph",
    "UIdeo",
    "Uppercase",
    "Upper",
    "Variation_Selector",
    "VS",
    "White_Space",
    "space",
    "XID_Continue",
    "XIDC",
    "XID_Start",
    "XIDS",
];

/// The values of `General_Category`, by all their names.
const CATEGORIES: &[&str] = &[
    "L",
    "Letter",
    "LC",
    "Cased_Letter",
    "Lu",
    "Uppercase_Letter",
    "Ll",
    "Lowercase_Letter",
    "Lt",
    "Titlecase_Letter",
    "Lm",
    "Modifier_Letter",
    "Lo",
    "Other_Letter",
    "M",
    "Mark",
    "Combining_Mark",
    "Mn",
    "Nonspacing_Mark",
    "Mc",
    "Spacing_Mark",
    "Me",
    "Enclosing_Mark",
    "N",
    "Number",
    "Nd",
    "Decimal_Number",
    "digit",
    "Nl",
    "Letter_Number",
    "No",
    "Other_Number",
    "P",
    "Punctuation",
    "punct",
    "Pc",
    "Connector_Punctuation",
    "Pd",
    "Dash_Punctuation",
    "Ps",
    "Open_Punctuation",
    "Pe",
    "Close_Punctuation",
    "Pi",
    "Initial_Punctuation",
    "Pf",
    "Final_Punctuation",
    "Po",
    "Other_Punctuation",
    "S",
    "Symbol",
    "Sm",
    "Math_Symbol",
    "Sc",
    "Currency_Symbol",
    "Sk",
    "Modifier_Symbol",
    "So",
    "Other_Symbol",
    "Z",
    "Separator",
    "Zs",
    "Space_Separator",
    "Zl",
    "Line_Separator",
    "Zp",
    "Paragraph_Separator",
    "C",
    "Other",
    "Cc",
    "Control",
    "cntrl",
    "Cf",
    "Format",
    "Cs",
    "Surrogate",
    "Co",
    "Private_Use",
    "Cn",
    "Unassigned",
];

/// The set that the text between the braces names: `L`, `gc=Lu`, `Script=Greek`, `scx=Grek`, `Alphabetic`.
pub(super) fn class(name: &str) -> Option<Class> {
    let is_word =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match name.split_once('=') {
        Some((key, value)) if is_word(value) => {
            let key = match key {
                "General_Category" | "gc" => "gc",
                "Script" | "sc" => "sc",
                "Script_Extensions" | "scx" => "scx",
                _ => return None,
            };
            look_up(&format!("{key}={value}"))
        }
        None if is_word(name) => match name {
            "Any" => Some(Class::all()),
            "ASCII" => Some(Class::new([(0, 0x7F)])),
            _ if BINARY.contains(&name) => look_up(name),
            // Other notations have other meanings elsewhere: Java's `\p{Digit}` is ASCII.
            _ if CATEGORIES.contains(&name) => look_up(&format!("gc={name}")),
            _ => None,
        },
        _ => None,
    }
}

/// The tables are reached through their owner's parser; the text holds only names at this point.
pub(super) fn look_up(query: &str) -> Option<Class> {
    let hir = ParserBuilder::new()
        .build()
        .parse(&format!(r"\p{{{query}}}"))
        .ok()?;
    match hir.kind() {
        HirKind::Class(HirClass::Unicode(class)) => Some(Class::new(
            class
                .ranges()
                .iter()
                .map(|range| (range.start().into(), range.end().into())),
        )),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(Class::new(text.chars().map(|c| (c.into(), c.into()))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_found_by_their_ecma_names() {
        for (name, inside, outside) in [
            ("L", 'é', '1'),
            ("Letter", 'é', '1'),
            ("Lu", 'É', 'é'),
            ("gc=Nd", '٣', 'x'),
            ("General_Category=Decimal_Number", '٣', 'x'),
            ("Script=Greek", 'α', 'a'),
            ("scx=Cyrl", 'ж', 'z'),
            ("Alphabetic", 'ß', '-'),
            ("ASCII", '~', '€'),
            ("Any", '\0', '\0'),
            ("Assigned", 'a', '\u{0378}'),
            ("White_Space", ' ', 'a'),
            ("Emoji_Presentation", '😀', 'a'),
            ("Zl", '\u{2028}', '\u{2029}'),
            ("IDS", 'a', '1'),
        ] {
            let class = class(name).unwrap_or_else(|| panic!("{name}"));
            assert!(class.contains(inside.into()), "{name}");
            assert!(name == "Any" || !class.contains(outside.into()), "{name}");
        }
    }

    #[test]
    fn properties_of_other_dialects_are_refused() {
        for name in [
            "Greek",
            "IsGreek",
            "InGreek",
            "^L",
            "L&x",
            "",
            "=L",
            "gc=",
            "age=3.0",
            "Block=Latin",
            "Nope",
            "Punct",
            "Digit",
            "Cntrl",
            "l",
            "IsL",
            "lu",
        ] {
            assert!(class(name).is_none(), "{name}");
        }
    }
}
