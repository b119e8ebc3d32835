//! Socket addresses of the standard library as strings: exactly the ones that are read, and slightly more than the
//! ones that are written. schemars only says that they are strings.

/// The pattern of the type with this name, if it is one of them.
pub(super) fn pattern(name: &str, is_read: bool) -> Option<String> {
    let which = name.strip_prefix("core::net::socket_addr::")?;
    let (v4, v6) = (v4(is_read), v6(is_read));
    Some(match which {
        "SocketAddr" => format!("^({v4}|{v6})$"),
        "SocketAddrV4" => format!("^{v4}$"),
        "SocketAddrV6" => format!("^{v6}$"),
        _ => return None,
    })
}

const OCTET: &str = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const GROUP: &str = "[0-9A-Fa-f]{1,4}";

/// Leading zeros are read, and not written.
fn zeros(is_read: bool) -> &'static str {
    if is_read { "0*" } else { "" }
}

fn port(is_read: bool) -> String {
    let most = super::digits::positive_up_to("65535").join("|");
    format!(
        "({}({most})|{})",
        zeros(is_read),
        if is_read { "0+" } else { "0" }
    )
}

pub(super) fn ipv4() -> String {
    format!("{OCTET}(\\.{OCTET}){{3}}")
}

fn v4(is_read: bool) -> String {
    format!("{}:{}", ipv4(), port(is_read))
}

/// Eight groups. The last two may be an IPv4 address, and `::` may replace some.
pub(super) fn ipv6() -> String {
    let ipv4 = ipv4();
    let mut ways = vec![format!("({GROUP}:){{6}}(({GROUP}:{GROUP})|{ipv4})")];
    for before in 0..=7_usize {
        let head = match before {
            0 => String::new(),
            1 => GROUP.to_owned(),
            _ => format!("{GROUP}(:{GROUP}){{{}}}", before - 1),
        };
        let left = 7 - before;
        let mut tail = Vec::new();
        if left >= 1 {
            tail.push(format!("{GROUP}(:{GROUP}){{0,{}}}", left - 1));
        }
        if left >= 2 {
            tail.push(format!("({GROUP}:){{0,{}}}{ipv4}", left - 2));
        }
        let tail = match tail.is_empty() {
            true => String::new(),
            false => format!("({})?", tail.join("|")),
        };
        ways.push(format!("{head}::{tail}"));
    }
    format!("({})", ways.join("|"))
}

fn v6(is_read: bool) -> String {
    let most = super::digits::positive_up_to("4294967295").join("|");
    // A scope of zero is read, and not written.
    let zero = if is_read { "|0+" } else { "" };
    let scope = format!("(%({}({most}){zero}))?", zeros(is_read));
    format!("\\[{}{scope}\\]:{}", ipv6(), port(is_read))
}

#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};

    use super::pattern;

    fn regex(name: &str, is_read: bool) -> fancy_regex::Regex {
        let name = format!("core::net::socket_addr::{name}");
        fancy_regex::Regex::new(&pattern(&name, is_read).unwrap()).unwrap()
    }

    #[test]
    fn the_names_are_those_of_the_compiler() {
        for name in [
            std::any::type_name::<SocketAddr>(),
            std::any::type_name::<SocketAddrV4>(),
            std::any::type_name::<SocketAddrV6>(),
        ] {
            assert!(pattern(name, true).is_some(), "{name}");
        }
    }

    #[test]
    fn pattern_accepts_strings_that_the_standard_library_reads() {
        let hosts = [
            "1.2.3.4",
            "01.2.3.4",
            "256.1.1.1",
            "1.2.3",
            "::",
            "::1",
            "1::",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1::3:4:5:6:7:8",
            "1:2:3:4::5:6:7:8",
            "1:2:3:4:5:6:1.2.3.4",
            "::1.2.3.4",
            "::ffff:1.2.3.4",
            "1:2:3:4:5::1.2.3.4",
            "1:2:3:4:5:6::1.2.3.4",
            "1::2::3",
            "12345::",
            "g::",
            "",
            "::1%",
            "::1%0",
            "::1%5",
            "::1%007",
            "::1%4294967295",
            "::1%4294967296",
            "::1%+1",
            "1:2:3:4:5:6:7:8:9",
            "1.2.3.4::",
        ];
        let ports = [
            "", "0", "00", "80", "080", "65535", "65536", "0065535", "-1", "+1", "a",
        ];
        let (any, v4, v6) = (
            regex("SocketAddr", true),
            regex("SocketAddrV4", true),
            regex("SocketAddrV6", true),
        );
        let written = regex("SocketAddr", false);
        let mut read = 0;
        for host in hosts {
            for port in ports {
                for text in [
                    format!("{host}:{port}"),
                    format!("[{host}]:{port}"),
                    format!("[{host}]{port}"),
                ] {
                    let fits = |regex: &fancy_regex::Regex| regex.is_match(&text).unwrap();
                    assert_eq!(fits(&any), text.parse::<SocketAddr>().is_ok(), "{text}");
                    assert_eq!(fits(&v4), text.parse::<SocketAddrV4>().is_ok(), "{text}");
                    assert_eq!(fits(&v6), text.parse::<SocketAddrV6>().is_ok(), "{text}");
                    if let Ok(address) = text.parse::<SocketAddr>() {
                        read += 1;
                        assert!(written.is_match(&address.to_string()).unwrap(), "{address}");
                    }
                }
            }
        }
        assert!(read >= 90, "{read}");
        assert!(!written.is_match("1.2.3.4:080").unwrap() && !written.is_match("[::1%0]:1").unwrap());
    }
}
