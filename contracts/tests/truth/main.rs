//! The truth test: what it asks, what it finds, and where it is silent.

mod asks;
mod hints;
mod honest;
mod lies;
