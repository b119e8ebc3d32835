use counterpart::Contract;

// Stand-ins for those of the crates: the derive knows them by their names.
struct IndexMap<K, V>(K, V);
struct SmallVec<A>(A);
struct CompactString;
struct Plain;

#[derive(Contract)]
struct Item {
    id: u32,
}

#[derive(Contract)]
struct Attributes {
    by_name: Option<IndexMap<CompactString, Vec<Item>>>,
}

#[derive(Contract)]
struct Lines {
    lines: SmallVec<[Item; 4]>,
}

// The type in it is what needs a derive.
#[derive(Contract)]
struct Unknown {
    lines: Vec<SmallVec<[Plain; 4]>>,
}

fn main() {}
