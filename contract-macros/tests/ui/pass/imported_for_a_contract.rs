//! Items that only a declaration names count as used in a plain build too.
#![deny(unused_imports, dead_code)]

mod events {
    use counterpart::Contract;
    use serde::Deserialize;

    #[derive(Deserialize, Contract)]
    pub struct Envelope<T> {
        pub body: T,
    }

    #[derive(Deserialize, Contract)]
    pub struct UserRegistered {
        pub user_id: u64,
    }

    #[derive(Deserialize, Contract)]
    pub struct Tenant(pub String);
}

mod consumer {
    use super::events::{Envelope, Tenant, UserRegistered};

    counterpart::contract!(Envelope<UserRegistered>, consumes = "user.registered", headers("tenant" = Tenant));
}

fn main() {
    let message = events::Envelope {
        body: events::UserRegistered { user_id: 1 },
    };
    let tenant = events::Tenant(String::new());
    assert_eq!((message.body.user_id, tenant.0.len()), (1, 0));
}
