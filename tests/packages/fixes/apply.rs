//! Edits applied to the small sources of a test, a line each.

use serde_json::Value;

/// The source with one edit in it.
pub(super) fn apply(source: &str, edit: &Value) -> String {
    let line = edit["source"]["line"]
        .as_u64()
        .unwrap_or_else(|| panic!("{edit:#} has no line"));
    let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
    // Edits before this one may have moved it.
    let text = edit["source"]["text"].as_str().unwrap();
    let same = (0..lines.len()).filter(|at| lines[*at].trim() == text);
    let at = same.min_by_key(|at| (*at + 1).abs_diff(line as usize));
    let at = at.unwrap_or_else(|| panic!("{text} is not in {source}"));
    let change = &edit["change"];
    let text = change["text"].as_str().unwrap_or_default();
    match change["kind"].as_str().unwrap() {
        "attribute" => with_attribute(&mut lines, at, text),
        "without-attribute" => without_attribute(&mut lines, at, text),
        "instead" => {
            let old = change["attribute"].as_str().unwrap();
            let above = attributes(&lines, at).find(|above| lines[*above].contains(old));
            let above = above.unwrap_or_else(|| panic!("no {old} above {}", lines[at]));
            lines[above] = lines[above].replace(old, text);
        }
        "optional" => retype(&mut lines[at], |known| format!("Option<{known}>")),
        "type" => retype(&mut lines[at], |_| text.to_owned()),
        "variant" => add_variant(&mut lines, at, text, change["attribute"].as_str()),
        other => panic!("{other}"),
    }
    lines.join("\n") + "\n"
}

/// The lines of attributes above a line.
fn attributes(lines: &[String], at: usize) -> impl Iterator<Item = usize> {
    let above = (0..at)
        .rev()
        .take_while(|above| lines[*above].trim_start().starts_with("#["));
    above
        .filter(|above| lines[*above].contains("#[serde("))
        .collect::<Vec<_>>()
        .into_iter()
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

fn with_attribute(lines: &mut Vec<String>, at: usize, text: &str) {
    let (key, _) = text.split_once(" = ").unwrap_or((text, ""));
    let known = attributes(lines, at).find_map(|above| {
        let from = lines[above].find(&format!("{key} = \""))?;
        let length = lines[above][from..].match_indices('"').nth(1)?.0;
        Some((above, from..from + length + 1))
    });
    match known.filter(|_| key != "alias") {
        Some((above, range)) => lines[above].replace_range(range, text),
        None => {
            let line = format!("{}#[serde({text})]", indentation(&lines[at]));
            lines.insert(at, line);
        }
    }
}

fn without_attribute(lines: &mut Vec<String>, at: usize, text: &str) {
    let above = attributes(lines, at).find(|above| lines[*above].contains(text));
    let above = above.unwrap_or_else(|| panic!("no {text} above {}", lines[at]));
    let rest = lines[above]
        .replace(text, "")
        .replace("(, ", "(")
        .replace(", )", ")")
        .replace(", , ", ", ");
    if rest.trim() == "#[serde()]" {
        lines.remove(above);
    } else {
        lines[above] = rest;
    }
}

fn retype(line: &mut String, to: impl Fn(&str) -> String) {
    let (name, known) = line.split_once(": ").unwrap();
    *line = format!("{name}: {},", to(known.trim_end_matches(',')));
}

fn add_variant(lines: &mut Vec<String>, at: usize, name: &str, attribute: Option<&str>) {
    assert!(lines[at].contains("enum "), "{} is not an enum", lines[at]);
    let end = format!("{}}}", indentation(&lines[at]));
    let end = (at..lines.len()).find(|line| lines[*line] == end).unwrap();
    lines.insert(end, format!("    {name},"));
    if let Some(attribute) = attribute {
        lines.insert(end, format!("    #[serde({attribute})]"));
    }
}
