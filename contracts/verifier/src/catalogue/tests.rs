//! The views as a whole, on a few contract files.
