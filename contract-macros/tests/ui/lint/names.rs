use counterpart::Contract;

#[derive(Contract)]
#[contract(consumes = "../../etc/passwd", name = " audit", producer = "a\nb", service = "a/./b")]
#[contract(emits = "a\u{202e}b", owner = "a name that is longer than any folder of contracts could ever hold in one step of its paths")]
struct Message;

counterpart::contract!(Message, emits = "..", service = "fine");

fn main() {}
