counterpart::contract!();
counterpart::contract!(Vec<u8>);
counterpart::contract!(Vec<u8>, consume = "a");
counterpart::contract!((u8, u8), emits = "a");
counterpart::contract!(Vec<u8>, emits = "a", name = "n");

fn main() {}
