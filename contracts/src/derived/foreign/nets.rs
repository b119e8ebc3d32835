//! Networks, as an address and the length of its prefix.

use schemars::_private::serde_json::{Value, json};

use super::Foreign;
use crate::derived::socket;

pub(super) const TYPES: &[Foreign] = &[
    Foreign {
        of: ("ipnet", "IpNet"),
        says: |_| Some(net(&format!("({}|{})", v4(), v6()))),
    },
    Foreign {
        of: ("ipnet", "Ipv4Net"),
        says: |_| Some(net(&v4())),
    },
    Foreign {
        of: ("ipnet", "Ipv6Net"),
        says: |_| Some(net(&v6())),
    },
];

fn net(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^{pattern}$") })
}

fn v4() -> String {
    format!("{}/([0-9]|[12][0-9]|3[0-2])", socket::ipv4())
}

fn v6() -> String {
    format!("{}/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])", socket::ipv6())
}
