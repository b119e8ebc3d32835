//! A declaration in a build without the feature `testing`.

/// The registration of a declaration and its test.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_declare {
    (advice: $advice:literal, $($rest:tt)*) => {
        ::core::compile_error!($advice);
    };
}

/// Without serde, an enum is taken to be its names.
#[doc(hidden)]
#[macro_export]
macro_rules! __counterpart_numbered {
    ($($rest:tt)*) => {
        ::core::option::Option::None
    };
}
