//! The program on packages of every kind, which are built for it. Slow at first: they share one folder that cargo
//! builds into, and each waits for its turn.

mod around;
mod breaks;
mod editor;
mod event_modes;
mod first_run;
mod fixes;
mod forms;
mod generated;
mod hygiene;
mod images;
mod lines;
mod not_compared;
mod one_pairing;
mod pact;
mod redrive;
mod second_run;
mod terminal;
mod truth;
mod twelve_breaks;
mod unasked;
mod warm;
mod watch;
