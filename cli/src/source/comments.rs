//! Doc comments above a line of Rust source.

/// The number of lines above an item that are looked at.
const MAX_LINES: usize = 200;

/// The doc comment above a line, which is counted from 1: `///` lines, with attributes between them and the line.
pub(super) fn above(text: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().take(line.saturating_sub(1)).collect();
    let mut comment = Vec::new();
    // The end of an attribute of several lines was seen, and its start was not.
    let mut is_in_attribute = false;
    for line in lines.iter().rev().take(MAX_LINES) {
        let line = line.trim();
        if is_in_attribute {
            is_in_attribute = !line.starts_with("#[");
        } else if let Some(said) = line.strip_prefix("///") {
            comment.push(said.strip_prefix(' ').unwrap_or(said));
        } else if line.starts_with("#[") {
            // An attribute of one line.
        } else if comment.is_empty() && line.ends_with(")]") {
            is_in_attribute = true;
        } else {
            break;
        }
    }
    comment.reverse();
    let text = comment.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doc_comment_is_above_its_item_and_its_attributes() {
        let text = "struct A {\n    /// The id.\n    ///\n    /// Never 0.\n    #[serde(\n        rename = \"x\"\n    )]\n    \
                    #[x]\n    id: u64,\n    name: String,\n    // No doc comment.\n    other: u8,\n}\n";
        let line = |of: &str| 1 + text.lines().position(|line| line.trim() == of).unwrap();
        assert_eq!(
            above(text, line("id: u64,")).as_deref(),
            Some("The id.\n\nNever 0.")
        );
        assert_eq!(above(text, line("name: String,")), None);
        assert_eq!(above(text, line("other: u8,")), None);
        assert_eq!(above(text, 1), None);
        assert_eq!(above("/// A.\nstruct A;", 2).as_deref(), Some("A."));
        assert_eq!(above("", 9), None);
    }
}
