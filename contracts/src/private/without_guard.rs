//! A declaration in a build without the feature `guard`.

/// The declarations of a type in production.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_guarded {
    ($($rest:tt)*) => {};
}
