//! The texts that are judged.

use std::path::{Path, PathBuf};

/// Messages like `user.registered`, of some 280 bytes, with members that the contract does not read.
pub fn registered(bytes: usize) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut length = 0;
    let mut state = 7_u64;
    while length < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = state >> 33;
        let plan = ["free", "pro", "enterprise", "free"][number as usize % 4];
        let locale = ["\"en-GB\"", "null", "\"de\"", "\"pt-BR\""][(number >> 3) as usize % 4];
        let medium = ["mail", "web"][(number >> 5) as usize % 2];
        let line = format!(
            concat!(
                r#"{{"user_id":{},"email":"user.{}@example.com","plan":"{}","locale":{},"signed_up_at":{},"#,
                r#""source":{{"campaign":"autumn-{}","medium":"{}","referrer":"https://www.example.com/landing/{}"}},"#,
                r#""consents":[true,false,{}],"device":{{"os":"linux","screen":[1920,1080],"ratio":{}.5}}}}"#
            ),
            number,
            number % 100_000,
            plan,
            locale,
            1_764_000_000_000 + number,
            number % 97,
            medium,
            number % 1_000,
            number % 2 == 0,
            number % 3 + 1,
        );
        length += line.len() + 1;
        lines.push(line.into_bytes());
    }
    lines
}

/// GitHub's payloads as they are sent, without white space, one after the other as often as fits.
pub fn github(bytes: usize) -> Vec<Vec<u8>> {
    let configured = std::env::var_os("COUNTERPART_TEST_DATA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../../shared/data");
    let folder = configured.unwrap_or(beside).join("github-webhooks/examples");
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    let payloads: Vec<Vec<u8>> = files
        .iter()
        .map(|file| compact(&std::fs::read(file).expect("a payload")))
        .filter(|payload| payload.first() == Some(&b'{'))
        .collect();
    let all: usize = payloads.iter().map(|payload| payload.len() + 1).sum();
    let times = bytes.div_ceil(all);
    payloads.iter().cycle().take(payloads.len() * times).cloned().collect()
}

/// The same text without white space between its parts.
fn compact(text: &[u8]) -> Vec<u8> {
    let (mut in_string, mut escaped) = (false, false);
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if in_string {
            in_string = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
        } else if byte.is_ascii_whitespace() {
            continue;
        } else {
            in_string = *byte == b'"';
        }
        out.push(*byte);
    }
    out
}
