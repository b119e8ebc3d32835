//! Texts with a form of their own.

use super::{Kind, Said, text};
use crate::contract::Role;
use crate::derived::digits::positive_up_to;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        of: ("url", "Url"),
        said: Said::Format("uri"),
        says: url,
    },
    Kind {
        of: ("semver", "Version"),
        said: Said::Pattern(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\."),
        says: version,
    },
    Kind {
        of: ("arrayvec", "ArrayString"),
        said: Said::Text,
        says: array_string,
    },
];

/// A URL is not a URI: `http://a/?{}` is the one, `http://[v1.a]/` the other. Which texts are URLs is a matter of
/// punycode, ports and IPv4 addresses, so the set has a name, and a pattern that all its texts match.
fn url(_: Role, _: &str) -> String {
    text(Some("url"), "^[a-z][a-z0-9+.-]*:[ -~]*$")
}

/// The numbers of a version have 64 bits.
fn version(_: Role, _: &str) -> String {
    let number = format!("(0|{})", positive_up_to("18446744073709551615").join("|"));
    let pre = "(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    let build = "[0-9a-zA-Z-]+";
    text(
        None,
        &format!("^{number}\\.{number}\\.{number}(-{pre}(\\.{pre})*)?(\\+{build}(\\.{build})*)?$"),
    )
}

/// As many bytes as it has room for, which no schema counts. So many ASCII characters are read, or a quarter of them.
fn array_string(role: Role, type_name: &str) -> String {
    let rooms = type_name.split("ArrayString<").skip(1).filter_map(|rest| {
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse::<u64>().ok()
    });
    match (role, rooms.min()) {
        (Role::Consumes, Some(room)) => format!(
            r#"{{"anyOf":[{{"pattern":"^[\\x00-\\x7f]*$","maxLength":{room}}},{{"maxLength":{}}}]}}"#,
            room / 4
        ),
        _ => "{}".to_owned(),
    }
}
