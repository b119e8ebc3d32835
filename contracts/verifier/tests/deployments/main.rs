//! Who breaks, whose change did it, what is pending, what may be deployed.
#![cfg(feature = "store")]

mod allowed;
mod causes;
mod first_run;
mod flight;
mod pending;
mod shelf;
mod standing;
mod story;
