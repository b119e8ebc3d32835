//! How long 500 interactions take: by proof, by example, and by Pact's own verifier over HTTP, in one run.
//!
//! `cargo run --release -p counterpart-pact --example pact_speed`
//!
//! The verifier asks the server of `pact serve` on this machine. Its analytics are in another function than the one that is
//! called. Ends with 1 where a target is missed: a fifth of the verifier's time by example, a tenth by proof.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use counterpart::collect::{Record, Sample, Samples};
use counterpart::contract::{ContractFile, Header, Identity, Role};
use counterpart_engine::json;
use counterpart_pact::serve::{Served, serve};
use counterpart_pact::{Levels, Options, Outcome, Producers, Settings, read, verify_pacts};
use pact_verifier::callback_executors::HttpRequestProviderStateExecutor;
use pact_verifier::{
    FilterInfo, NullRequestFilterExecutor, ProviderInfo, ProviderTransport, VerificationOptions,
    verify_pact_internal,
};

const INTERACTIONS: usize = 500;
const RUNS: usize = 5;

const ORDER: &str = r#"{"type": "object", "properties": {
    "order_id": {"type": "string", "pattern": "^o-[0-9]+$"}, "amount_cents": {"type": "integer", "minimum": 0, "maximum": 4294967295},
    "note": {"type": ["string", "null"]}, "lines": {"type": "array", "minItems": 1, "items": {"type": "object",
        "properties": {"sku": {"type": "string"}, "qty": {"type": "integer", "minimum": 0, "maximum": 65535}},
        "required": ["sku", "qty"], "unevaluatedProperties": false}}},
    "required": ["order_id", "amount_cents", "note", "lines"], "unevaluatedProperties": false}"#;

fn pact() -> String {
    let mut interactions = String::new();
    for index in 0..INTERACTIONS {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            interactions,
            r#"{comma}{{"type": "Asynchronous/Messages", "description": "order.placed number {index}", "pending": false,
            "contents": {{"content": {{"order_id": "o-{index}", "amount_cents": 5, "note": "x", "lines": [{{"sku": "a", "qty": 1}}]}},
                "contentType": "application/json", "encoded": false}},
            "matchingRules": {{"body": {{
                "$.order_id": {{"matchers": [{{"match": "regex", "regex": "^o-\\d+$"}}]}},
                "$.amount_cents": {{"matchers": [{{"match": "integer"}}]}},
                "$.note": {{"combine": "OR", "matchers": [{{"match": "type"}}, {{"match": "null"}}]}},
                "$.lines": {{"matchers": [{{"match": "type", "min": 1}}]}},
                "$.lines[*].qty": {{"matchers": [{{"match": "integer"}}]}}}}}}}}"#
        );
    }
    format!(
        r#"{{"consumer": {{"name": "billing"}}, "provider": {{"name": "shop"}}, "interactions": [{interactions}],
            "metadata": {{"pactSpecification": {{"version": "4.0"}}}}}}"#
    )
}

fn producers() -> Producers {
    let header = Header {
        identity: Identity::new("shop", Role::Emits, "order.placed", None).expect("names"),
        producer: None,
        owner: None,
        metadata: Default::default(),
        types: vec![],
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    };
    let schema = json::parse(ORDER.as_bytes()).expect("JSON");
    let contract = ContractFile::new(header, schema.as_object().expect("an object").clone());
    let sample = r#"{"order_id":"o-7","amount_cents":19,"note":null,"lines":[{"sku":"b","qty":2},{"sku":"c","qty":0}]}"#;
    // One message, as the verifier is given one.
    let record = Record {
        executable: String::new(),
        package: String::new(),
        features: Default::default(),
        compared: true,
        contracts: vec![],
        problems: vec![],
        uncompared: vec![],
        unreached: vec![],
        samples: vec![Samples {
            service: "shop".into(),
            event: "order.placed".into(),
            samples: vec![Sample {
                name: None,
                text: sample.into(),
            }],
        }],
    };
    Producers::new([contract], &[record]).expect("a schema")
}

/// The shortest of some runs.
fn timed(mut run: impl FnMut()) -> Duration {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().expect("there are runs")
}

fn main() -> ExitCode {
    let text = pact();
    let producers = producers();
    let ours = |levels| {
        timed(|| {
            let pact = read::parse("pact.json", text.as_bytes()).expect("a pact");
            let options = Options {
                levels,
                ..Options::default()
            };
            let report = verify_pacts(&[pact], &producers, &options);
            assert_eq!(report.outcome(), Outcome::Passed, "{report}");
        })
    };
    let (example, proof) = (ours(Levels::Example), ours(Levels::Proof));
    let verifier = timed(verifier(&text));
    let mut out = std::io::stdout();
    let ratio = |time: Duration| verifier.as_secs_f64() / time.as_secs_f64();
    let _ = writeln!(
        out,
        "{INTERACTIONS} interactions, the shortest of {RUNS} runs: verifier over HTTP {verifier:?}; by example {example:?} (1/{:.1}); \
         by proof {proof:?} (1/{:.1})",
        ratio(example),
        ratio(proof)
    );
    match ratio(example) >= 5.0 && ratio(proof) >= 10.0 {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// One run of Pact's own verifier.
fn verifier(text: &str) -> impl FnMut() + use<> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        let served = Served {
            producers: producers(),
            service: "shop".into(),
            settings: Settings::default(),
        };
        serve(listener, served)
    });
    let provider = ProviderInfo {
        name: "shop".into(),
        host: "127.0.0.1".into(),
        transports: vec![ProviderTransport {
            transport: "message".into(),
            port: Some(port),
            path: None,
            scheme: None,
        }],
        ..ProviderInfo::default()
    };
    let text = text.to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let states = Arc::new(HttpRequestProviderStateExecutor::default());
    move || {
        let pact = read::parse("pact.json", text.as_bytes()).expect("a pact").pact;
        let options: VerificationOptions<NullRequestFilterExecutor> = VerificationOptions::default();
        let result = runtime.block_on(verify_pact_internal(
            &provider,
            &FilterInfo::None,
            pact,
            &options,
            &states,
            false,
            Duration::ZERO,
        ));
        let result = result.expect("the verifier answers");
        assert_eq!(result.results.len(), INTERACTIONS);
        assert!(
            result.results.iter().all(|one| one.result.is_ok()),
            "the verifier refuses"
        );
    }
}
