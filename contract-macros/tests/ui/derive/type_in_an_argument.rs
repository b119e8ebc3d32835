use counterpart::Contract;

// Stand-ins for those of the crates: the derive knows them by their names.
struct Uuid;
struct Ulid;

#[derive(Contract)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Contract)]
struct ByFeature {
    ids: Option<Page<Uuid>>,
}

#[derive(Contract)]
struct ByNewtype {
    ids: Page<[Ulid; 2]>,
}

#[derive(Contract)]
struct Fine {
    times: Page<std::time::Duration>,
}

fn main() {}
