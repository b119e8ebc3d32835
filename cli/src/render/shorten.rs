//! Texts cut to a width so that the cut is visible. The dots are outside the quotation, where
//! nobody takes them for content.

use textwrap::core::display_width;

/// A part of a text: a quotation with its quotes, or the text between two quotations.
struct Part<'t> {
    text: &'t str,
    is_quoted: bool,
}

/// A quotation of more characters is long, and may be cut.
const LONG: usize = 60;

/// The number of characters to keep of a long quotation, tried in this order.
const KEPT: [usize; 3] = [LONG, 40, 24];

/// The text in at most `width` columns. Long quotations are cut first, inside their quotes: ``
/// `customer`… ``. If the text is still too long, it loses its end, between two words.
pub(super) fn shortened(text: &str, width: usize, dots: &str) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let parts = parts(text);
    let mut shown = text.to_owned();
    for kept in KEPT {
        shown = parts.iter().map(|part| part.cut(kept, dots)).collect();
        if display_width(&shown) <= width {
            return shown;
        }
    }
    ended(&shown, width, dots)
}

/// So many digits of a commit are shown.
const COMMIT_DIGITS: usize = 10;

/// The text with the first digits of each word that is a commit of 40 digits.
pub(super) fn short_commits(text: &str) -> String {
    let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let shown = words.map(|word| {
        let commit = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if commit.len() == 40 && commit.chars().all(is_digit) {
            [&commit[..COMMIT_DIGITS], &word[commit.len()..]].concat()
        } else {
            word.to_owned()
        }
    });
    shown.collect()
}

/// As many of the names as fit into `width` columns, and the number of the others.
pub(super) fn listed(names: &[String], width: usize, dots: &str) -> String {
    let all = names.join(", ");
    if display_width(&all) <= width {
        return all;
    }
    for shown in (1..names.len()).rev() {
        let text = format!("{} and {} more", names[..shown].join(", "), names.len() - shown);
        if display_width(&text) <= width {
            return text;
        }
    }
    let more = match names.len() {
        0 | 1 => String::new(),
        all => format!(" and {} more", all - 1),
    };
    let first = names.first().map_or("", String::as_str);
    let room = width.saturating_sub(display_width(&more)).max(8);
    format!("{}{more}", ended(first, room, dots))
}

impl Part<'_> {
    /// The part, with at most `kept` characters in its quotes.
    fn cut(&self, kept: usize, dots: &str) -> String {
        let inside = self.text.chars().count().saturating_sub(2);
        if !self.is_quoted || inside <= LONG.max(kept) {
            return self.text.to_owned();
        }
        let mut text: String = self.text.chars().take(kept + 1).collect();
        text.extend(self.text.chars().next());
        text + dots
    }
}

/// A text in its parts. A quotation is between two backticks or two quotation marks. A quotation
/// without an end does not count.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['`', '"']) {
        let quote = &rest[start..=start];
        let Some(length) = rest[start + 1..].find(quote) else {
            break;
        };
        let end = start + 1 + length + 1;
        parts.push(Part {
            text: &rest[..start],
            is_quoted: false,
        });
        parts.push(Part {
            text: &rest[start..end],
            is_quoted: true,
        });
        rest = &rest[end..];
    }
    parts.push(Part {
        text: rest,
        is_quoted: false,
    });
    parts
}

/// The text without its end, cut between two words if there is a place for it, never inside a
/// quotation.
fn ended(text: &str, width: usize, dots: &str) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(display_width(dots) + 1);
    let mut kept = String::new();
    for part in parts(text) {
        if display_width(&kept) + display_width(part.text) <= room {
            kept.push_str(part.text);
            continue;
        }
        if !part.is_quoted {
            let free = room.saturating_sub(display_width(&kept));
            let mut fits: String = part.text.chars().take(free).collect();
            while display_width(&fits) > free {
                fits.pop();
            }
            let word = fits
                .rfind(' ')
                .filter(|_| !part.text[fits.len()..].starts_with(' '));
            // One word that is wider than the line has no better place for a cut.
            let end = word.unwrap_or(if kept.is_empty() || fits.contains(' ') {
                fits.len()
            } else {
                0
            });
            kept.push_str(&fits[..end]);
        }
        break;
    }
    // Where a quotation mark of the text seems to pair with another one, what is cut may be code.
    let is_odd = |text: &str| text.matches('`').count() % 2 == 1;
    let is_open = is_odd(&kept) && !is_odd(text);
    if let Some(start) = kept.rfind('`').filter(|_| is_open) {
        kept.truncate(start);
    }
    let kept = kept.trim_end_matches([' ', ',', ';', ':']);
    if kept.is_empty() {
        return dots.to_owned();
    }
    format!("{kept} {dots}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_fits_stays_as_it_is() {
        assert_eq!(shortened("a `b` c", 7, "…"), "a `b` c");
    }

    #[test]
    fn dots_are_outside_of_the_quotes_of_a_long_quotation() {
        let long = "x".repeat(300);
        let text = shortened(
            &format!("orders no longer sends `{long}`; `buyer_id` is new"),
            80,
            "…",
        );
        assert_eq!(
            text,
            format!("orders no longer sends `{}`…; `buyer_id` is new", "x".repeat(24))
        );
        let attribute =
            "in billing: add `#[serde(alias = 'buyer_id')]` to `customer_id` and release that first";
        assert_eq!(
            shortened(attribute, 60, "…"),
            "in billing: add `#[serde(alias = 'buyer_id')]` to …"
        );
        let text = shortened(&format!("may send \"{long}\""), 40, "...");
        assert_eq!(text, format!("may send \"{}\"...", "x".repeat(24)));
    }

    #[test]
    fn sentence_is_cut_between_words_and_never_in_a_quotation() {
        let text = "in billing: widen the type of `cents` to what is sent, and release that first";
        assert_eq!(
            shortened(text, 60, "…"),
            "in billing: widen the type of `cents` to what is sent, and …"
        );
        assert_eq!(shortened(text, 36, "…"), "in billing: widen the type of …");
        let unclosed = "it`s a text with one backtick and many words";
        assert_eq!(shortened(unclosed, 20, "…"), "it`s a text with …");
    }

    #[test]
    fn no_code_is_left_open_where_a_text_is_cut() {
        for text in [
            r#"in shop: 5" of `email` and then `#[serde(rename = "a b c d")]` on the field `customer id`"#,
            r#"a " b `c d e f g h i j k l m n o p q r s t u v w x y z" and more` words"#,
        ] {
            for width in 4..90 {
                let shown = shortened(text, width, "…");
                assert_eq!(shown.matches('`').count() % 2, 0, "{width}: {shown}");
            }
        }
    }

    #[test]
    fn no_text_is_wider_than_asked() {
        for text in [
            "`".repeat(90),
            "é\u{200d}界".repeat(50),
            format!("a `{}` \"{}\" b", "界".repeat(60), "c".repeat(60)),
            format!("{} `x`", "w".repeat(200)),
        ] {
            for width in 10..100 {
                let shown = shortened(&text, width, "...");
                assert!(display_width(&shown) <= width, "{width}: {shown}");
            }
        }
    }

    #[test]
    fn commit_is_shown_by_its_first_digits_and_nothing_else_is_cut() {
        let commit = "09e0c8515a".repeat(4);
        assert_eq!(
            short_commits(&format!("auth {commit} (in production), {commit}")),
            "auth 09e0c8515a (in production), 09e0c8515a"
        );
        for whole in ["1.2", "Ünï", "", &format!("{commit}0"), &"x".repeat(40)] {
            assert_eq!(short_commits(whole), whole);
        }
    }

    #[test]
    fn list_says_how_many_it_leaves_out() {
        let names: Vec<String> = (1..=30).map(|number| format!("reader-{number}")).collect();
        assert_eq!(listed(&names[..2], 40, "…"), "reader-1, reader-2");
        assert_eq!(listed(&names, 39, "…"), "reader-1, reader-2 and 28 more");
        let long = vec!["n".repeat(300), "m".to_owned()];
        assert_eq!(listed(&long, 40, "…"), format!("{} … and 1 more", "n".repeat(27)));
    }
}
