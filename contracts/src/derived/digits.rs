//! Numbers as texts, by regular expressions.

/// The positive integers up to this one, given in digits: those with fewer digits, then those that share the first
/// digits and have a lesser one after them, then the number itself.
pub fn positive_up_to(greatest: &str) -> Vec<String> {
    let any = |count: usize| match count {
        0 => String::new(),
        1 => "[0-9]".to_owned(),
        _ => format!("[0-9]{{{count}}}"),
    };
    let mut ways = Vec::new();
    match greatest.len() {
        0 | 1 => {}
        2 => ways.push("[1-9]".to_owned()),
        count => ways.push(format!("[1-9][0-9]{{0,{}}}", count - 2)),
    }
    for (at, digit) in greatest.bytes().enumerate() {
        let least = if at == 0 { b'1' } else { b'0' };
        if digit > least {
            let lesser = match digit - 1 {
                last if last == least => char::from(least).to_string(),
                last => format!("[{}-{}]", char::from(least), char::from(last)),
            };
            ways.push(format!(
                "{}{lesser}{}",
                &greatest[..at],
                any(greatest.len() - at - 1)
            ));
        }
    }
    ways.push(greatest.to_owned());
    ways
}

#[cfg(test)]
mod tests {
    use super::positive_up_to;

    #[test]
    fn the_pattern_up_to_a_number_fits_the_numbers_up_to_it() {
        for greatest in [
            1u32, 7, 9, 10, 19, 20, 99, 100, 105, 127, 255, 909, 999, 1000, 1234,
        ] {
            let pattern = format!("^({})$", positive_up_to(&greatest.to_string()).join("|"));
            let pattern = fancy_regex::Regex::new(&pattern).unwrap();
            for number in 0..20_000u32 {
                let fits = pattern.is_match(&number.to_string()).unwrap();
                assert_eq!(
                    fits,
                    (1..=greatest).contains(&number),
                    "{number} up to {greatest}: {pattern}"
                );
            }
            assert!(!pattern.is_match("01").unwrap() && !pattern.is_match("").unwrap());
        }
    }
}
