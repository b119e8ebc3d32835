//! Who breaks, whose change did it, what is pending, what may be deployed.

mod allowed;
mod causes;
mod first_run;
mod flight;
mod included;
mod pending;
mod shelf;
mod stopped;
mod story;
