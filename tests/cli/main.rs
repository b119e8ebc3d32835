//! The program on files, in stores and against servers: everything that builds no package.

mod action;
mod check;
mod comfort;
mod dependencies;
mod deploy;
mod diff;
mod explain;
mod face;
mod files;
mod formats;
mod github;
mod hostile;
mod import;
mod killed;
mod map;
mod names;
mod names_in_stores;
mod network;
mod programs;
mod publish;
mod review;
mod sample;
mod source_lines;
mod store;
