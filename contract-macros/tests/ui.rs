//! The macros' errors, as the user reads them, and the code that they accept.

#[test]
fn the_macros_say_what_to_write_instead() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/derive/*.rs");
    cases.compile_fail("tests/ui/guard/*.rs");
    cases.compile_fail("tests/ui/instance/*.rs");
    cases.compile_fail("tests/ui/lint/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
