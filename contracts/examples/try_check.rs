use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let read = |text: &str| {
        let text = if text.starts_with('@') {
            std::fs::read_to_string(&text[1..]).unwrap()
        } else {
            text.to_owned()
        };
        Schema::parse(text.as_bytes(), &Options::default()).unwrap()
    };
    let (e, a) = (read(&args[1]), read(&args[2]));
    let started = std::time::Instant::now();
    match check(&e, &a, &Limits::default()) {
        Verdict::Incompatible(f) => {
            for f in f {
                println!(
                    "{} at {} | E {} | A {} | {} | {} | {}",
                    f.rule,
                    f.place,
                    f.emitted,
                    f.accepted,
                    f.witness.to_string().chars().take(300).collect::<String>(),
                    f.witness_at,
                    f.sentence
                );
            }
        }
        other => println!("{other:?}"),
    }
    println!("{:?}", started.elapsed());
}
