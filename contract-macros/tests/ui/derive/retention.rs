use counterpart::Contract;

#[derive(Contract)]
#[contract(emits = "a", retention = "99999999999d")]
struct LongerThanAThousandYears {
    id: u64,
}

#[derive(Contract)]
#[contract(emits = "b", retention = "365001d")]
struct ADayTooLong {
    id: u64,
}

#[derive(Contract)]
#[contract(emits = "c", retention = "99999999999999999999999s")]
struct NoNumberOfSeconds {
    id: u64,
}

fn main() {}
