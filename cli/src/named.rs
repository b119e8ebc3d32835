//! Names that people type, and that must match something.

use counterpart::near::near;

use crate::failure::Failure;

/// How many names an error lists.
const LISTED: usize = 12;

/// The error of a name that is not known.
pub(crate) fn unknown(name: &str, known: &[&str], failed: String) -> Failure {
    Failure::new(failed).hint(hint(name, known))
}

/// What could have been meant by a name.
pub(crate) fn hint(name: &str, known: &[&str]) -> String {
    let mut known: Vec<&str> = known.to_vec();
    known.sort_unstable();
    known.dedup();
    if let [nearest, ..] = near(name, known.iter().copied())[..] {
        return format!("did you mean `{nearest}`?");
    }
    let more = known.len().saturating_sub(LISTED);
    match known.get(..LISTED).unwrap_or(&known) {
        [] => "there is none at all".to_owned(),
        some if more > 0 => format!("there are {} and {more} more", some.join(", ")),
        [one] => format!("there is only {one}"),
        all => format!("there are {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_told_and_where_none_is_near_some_of_all() {
        insta::assert_snapshot!(hint("prodcution", &["test", "production"]), @"did you mean `production`?");
        insta::assert_snapshot!(hint("x", &["production", "production"]), @"there is only production");
        insta::assert_snapshot!(hint("x", &["b-service", "a-service"]), @"there are a-service, b-service");
        insta::assert_snapshot!(hint("x", &[]), @"there is none at all");
        let many: Vec<String> = (10..30).map(|at| format!("service-{at}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        insta::assert_snapshot!(hint("x", &many), @"there are service-10, service-11, service-12, service-13, service-14, service-15, service-16, service-17, service-18, service-19, service-20, service-21 and 8 more");
    }
}
