//! Calls code of the user's that may panic.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Calls `f`; a panic becomes an error with its message. The output of these panics is suppressed: a real one is
/// shown in the report, and reducing its message takes hundreds of calls.
pub(super) fn call<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                before(info);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let called = panic::catch_unwind(AssertUnwindSafe(f));
    GUARDED.set(outer);
    called.map_err(|panic| text_of(&*panic))
}

/// The message of a panic.
pub(super) fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panics without a message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_text() {
        assert_eq!(call(|| 7), Ok(7));
        assert_eq!(
            call(|| -> u8 { panic!("not {}", "today") }),
            Err("not today".to_owned())
        );
        assert_eq!(call(|| -> u8 { panic!("never") }), Err("never".to_owned()));
    }
}
