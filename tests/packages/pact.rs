//! `cargo counterpart pact` on a workspace of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use fixture::workspace::Workspace;

/// The events that the consumers in JavaScript and Python were written against, and ten broken producers.
const PARTS: &str = r#"
use counterpart::__private::schemars;
use counterpart::Contract;
use serde::Serialize;
use std::borrow::Cow;

macro_rules! text {
    ($name:ident, $pattern:literal) => {
        #[derive(Serialize, Contract)]
        #[contract(json_schema)]
        #[serde(transparent)]
        pub struct $name(pub &'static str);
        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}
text!(OrderId, "^o-[0-9]+$");
text!(Moment, "^2026-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$");

#[derive(Serialize, Contract)]
pub struct Line<T = &'static str, Q = u32> {
    pub sku: T,
    pub qty: Q,
}

/// At least one.
#[derive(Serialize, Contract)]
#[contract(json_schema)]
#[serde(transparent)]
pub struct Lines<T>(pub Vec<T>);
impl<T: schemars::JsonSchema> schemars::JsonSchema for Lines<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Lines_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let items = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "items": items, "minItems": 1 })
    }
}

pub fn lines() -> Lines<Line<String>> {
    Lines(vec![Line { sku: "b".into(), qty: 2 }, Line { sku: "c".into(), qty: 0 }])
}
"#;

struct Variant {
    service: &'static str,
    order_id: (&'static str, &'static str),
    amount: (&'static str, &'static str),
    lines: (&'static str, &'static str),
    placed_at: (&'static str, &'static str),
}

const GOOD: Variant = Variant {
    service: "good",
    order_id: ("pub order_id: OrderId,", "order_id: OrderId(\"o-77\"),"),
    amount: ("pub amount_cents: i64,", "amount_cents: -3,"),
    lines: ("pub lines: Lines<Line<String>>,", "lines: lines(),"),
    placed_at: (
        "pub placed_at: Moment,",
        "placed_at: Moment(\"2026-05-06T07:08:09Z\"),",
    ),
};

const BROKEN: [Variant; 10] = [
    Variant {
        service: "an-amount-with-a-fraction",
        amount: ("pub amount_cents: f64,", "amount_cents: 19.5,"),
        ..GOOD
    },
    Variant {
        service: "an-amount-as-text",
        amount: ("pub amount_cents: String,", "amount_cents: \"19\".into(),"),
        ..GOOD
    },
    Variant {
        service: "a-renamed-amount",
        amount: ("pub amount: i64,", "amount: 19,"),
        ..GOOD
    },
    Variant {
        service: "an-order-without-its-prefix",
        order_id: ("pub order_id: String,", "order_id: \"77\".into(),"),
        ..GOOD
    },
    Variant {
        service: "an-order-as-a-number",
        order_id: ("pub order_id: u64,", "order_id: 77,"),
        ..GOOD
    },
    Variant {
        service: "an-order-that-may-be-left-out",
        order_id: (
            "#[serde(skip_serializing_if = \"Option::is_none\")] pub order_id: Option<OrderId>,",
            "order_id: None,",
        ),
        ..GOOD
    },
    Variant {
        service: "no-lines",
        lines: ("pub lines: Vec<Line<String>>,", "lines: vec![],"),
        ..GOOD
    },
    Variant {
        service: "a-quantity-of-null",
        lines: (
            "pub lines: Lines<Line<String, Option<u32>>>,",
            "lines: Lines(vec![Line { sku: \"b\".into(), qty: None }]),",
        ),
        ..GOOD
    },
    Variant {
        service: "one-line-alone",
        lines: (
            "pub lines: Line<String>,",
            "lines: Line { sku: \"b\".into(), qty: 2 },",
        ),
        ..GOOD
    },
    Variant {
        service: "a-time-as-a-number",
        placed_at: ("pub placed_at: i64,", "placed_at: 1_700_000_000,"),
        ..GOOD
    },
];

impl Variant {
    fn source(&self) -> String {
        let Variant {
            service,
            order_id,
            amount,
            lines,
            placed_at,
        } = self;
        let module = service.replace('-', "_");
        format!(
            r#"
pub mod {module} {{
    use super::*;

    #[derive(Serialize, Contract)]
    #[contract(emits = "order.placed", service = "{service}", samples = samples)]
    pub struct OrderPlaced {{
        {}
        {}
        {}
        pub note: String,
        {}
    }}

    #[cfg(test)]
    fn samples() -> [(&'static str, OrderPlaced); 1] {{
        [("usual", OrderPlaced {{ {} {} {} note: "ring twice".into(), {} }})]
    }}
}}
"#,
            order_id.0, amount.0, lines.0, placed_at.0, order_id.1, amount.1, lines.1, placed_at.1
        )
    }
}

fn workspace(name: &str, variants: &[Variant]) -> Workspace {
    let mut source = PARTS.to_owned();
    for variant in variants {
        source.push_str(&variant.source());
    }
    let workspace = Workspace::of(name, &[("shop", &[("src/lib.rs", &source)])]);
    workspace.accept();
    workspace
}

fn configure(workspace: &Workspace, service: &str) {
    let text = format!(
        "[pact]\nproviders = {{ rust-producer = {service:?} }}\nmetadata.\"order.placed\" = {{ topic = \"orders\" }}\n\
         states = {{ \"an order exists\" = \"usual\" }}\n"
    );
    workspace.write("counterpart.toml", &text);
}

#[test]
fn the_pacts_of_other_languages_pass_with_a_good_producer_and_fail_with_each_broken_one_at_both_levels() {
    let folders = needs::cases("pact-consumers", "pact-consumers").into_iter();
    let folders: Vec<_> = folders
        .map(|cases| cases.folder.canonicalize().unwrap())
        .collect();
    let pacts: usize = folders
        .iter()
        .map(|folder| folder.read_dir().unwrap().count())
        .sum();
    let mut verify = vec!["pact", "verify"];
    verify.extend(folders.iter().map(|folder| folder.to_str().unwrap()));
    let variants: Vec<Variant> = std::iter::once(GOOD).chain(BROKEN).collect();
    let workspace = workspace("the_pacts_of_other_languages", &variants);
    configure(&workspace, "good");
    let answer = workspace.counterpart(&verify);
    answer.exits(0);
    assert_eq!(
        answer
            .stdout
            .matches("by proof: every message that may be sent is accepted")
            .count(),
        pacts,
        "{}",
        answer.stdout
    );
    let example = "by example: 1 of 1 message accepted (named \"usual\", for the state \"an order exists\")";
    assert_eq!(answer.stdout.matches(example).count(), pacts, "{}", answer.stdout);
    assert!(
        answer.stdout.contains(&format!("{pacts} passed, 0 failed")),
        "{}",
        answer.stdout
    );
    for broken in BROKEN {
        configure(&workspace, broken.service);
        let answer = workspace.counterpart(&verify);
        answer.exits(100);
        for (level, fails) in [
            ("by proof", " not accepted\n"),
            ("by example", "by example: 0 of 1 message accepted"),
        ] {
            let count = answer.stdout.matches(fails).count();
            assert_eq!(count, pacts, "{} {level}: {}", broken.service, answer.stdout);
        }
        assert!(
            answer.stdout.contains(&format!("0 passed, {pacts} failed")),
            "{}",
            answer.stdout
        );
    }
}

const PACT: &str = r#"{"consumer": {"name": "billing"}, "provider": {"name": "good"}, "interactions": [
  {"type": "Asynchronous/Messages", "description": "order.placed", "pending": PENDING,
   "contents": {"content": {"amount_cents": 5}, "contentType": "application/json", "encoded": false},
   "matchingRules": {"body": {"$.amount_cents": {"matchers": [{"match": "MATCH"}]}}}}],
  "metadata": {"pactSpecification": {"version": "4.0"}}}"#;

fn pact(matcher: &str, pending: bool) -> String {
    PACT.replace("MATCH", matcher)
        .replace("PENDING", &pending.to_string())
}

#[test]
fn pacts_are_verified_imported_and_served() {
    let workspace = workspace("pacts_are_verified_imported_and_served", &[GOOD]);

    // A pact that would accept anything fails before anything is built.
    for (path, text, says) in [
        (
            "empty.json",
            r#"{"consumer": {"name": "c"}, "provider": {"name": "good"}, "interactions": [], "metadata": {"pactSpecification": {"version": "4.0"}}}"#,
            "has no interactions",
        ),
        (
            "hollow.json",
            r#"{"consumer": {"name": "c"}, "provider": {"name": "good"}, "messages": [{"description": "order.placed", "contens": {}}], "metadata": {"pactSpecification": {"version": "3.0.0"}}}"#,
            "has no `contents`",
        ),
    ] {
        workspace.write(path, text);
        let answer = workspace.counterpart(&["pact", "verify", path]);
        answer.exits(101);
        assert!(answer.stderr.contains(says), "{}", answer.stderr);
    }
    std::fs::create_dir_all(workspace.folder.path().join("none/below")).unwrap();
    let answer = workspace.counterpart(&["pact", "verify", "none"]);
    answer.exits(101);
    assert!(
        answer.stderr.contains("no pact was found in none"),
        "{}",
        answer.stderr
    );

    // A nested folder is looked into; a misspelt provider is said.
    workspace.write("pacts/deep/good.json", &pact("integer", false));
    workspace.counterpart(&["pact", "verify", "pacts"]).exits(0);
    workspace.write(
        "pacts/deep/misspelt.json",
        &pact("integer", false).replace("\"good\"", "\"goood\""),
    );
    let answer = workspace.counterpart(&["pact", "verify", "pacts"]);
    answer.exits(101);
    assert!(answer.stdout.contains("is called \"goood\""), "{}", answer.stdout);
    std::fs::remove_file(workspace.folder.path().join("pacts/deep/misspelt.json")).unwrap();

    // A failing interaction is pending, or fails.
    workspace.write("pacts/deep/good.json", &pact("null", false));
    let answer = workspace.counterpart(&["pact", "verify", "pacts"]);
    answer.exits(100);
    insta::assert_snapshot!(answer.stdout, @r#"
    pacts/deep/good.json (billing for good)
      order.placed: FAILS (event order.placed)
        by proof: 1 difference not accepted
          /amount_cents: the producer may send 0, and the consumer accepts null [type-mismatch]
            message: {"amount_cents":0,"lines":[{"qty":0,"sku":"a"}],"note":"a","order_id":"o-0","placed_at":"2026-01-01T00:00:00Z"}
            Pact: $.amount_cents -> Expected 0 (Integer) to be a null value
        by example: 0 of 1 message accepted (the samples of the type)
          message: {"order_id":"o-77","amount_cents":-3,"lines":[{"sku":"b","qty":2},{"sku":"c","qty":0}],"note":"ring twice","placed_at":"2026-05-06T07:08:09Z"}
          1) order.placed
              1.1) has a matching body
                     $.amount_cents -> Expected -3 (Integer) to be a null value
    0 passed, 1 failed
    "#);
    workspace.write("pacts/deep/good.json", &pact("null", true));
    let answer = workspace.counterpart(&["pact", "verify", "pacts"]);
    answer.exits(0);
    assert!(
        answer.stdout.contains("1 pending and not counted"),
        "{}",
        answer.stdout
    );

    // A pact becomes a contract, which everything else works on.
    workspace.write("pacts/deep/good.json", &pact("integer", false));
    let answer = workspace.counterpart(&["pact", "import", "--no-build", "pacts"]);
    answer.exits(0);
    assert!(
        workspace
            .folder
            .has("contracts/billing/consumes/order.placed.json"),
        "{}",
        answer.stdout
    );
    workspace.counterpart(&["verify"]).exits(0);
    workspace.write("pacts/deep/good.json", &pact("null", false));
    workspace
        .counterpart(&["pact", "import", "--no-build", "pacts"])
        .exits(0);
    workspace.counterpart(&["verify"]).exits(100);

    // A contract becomes a pact, which this and other tools verify.
    workspace.write("pacts/deep/good.json", &pact("integer", false));
    workspace
        .counterpart(&["pact", "import", "--no-build", "pacts"])
        .exits(0);
    for spec in ["v3", "v4"] {
        let answer = workspace.counterpart(&[
            "pact",
            "export",
            "--no-build",
            "--spec",
            spec,
            "--out",
            "exported",
        ]);
        answer.exits(0);
        let answer = workspace.counterpart(&["pact", "verify", "exported"]);
        answer.exits(0);
        assert!(answer.stdout.contains("1 passed, 0 failed"), "{}", answer.stdout);
    }

    // A verifier asks for messages over HTTP.
    configure(&workspace, "good");
    let mut served = Served::start(&workspace);
    let answer = served
        .ask(r#"{"description": "an OrderPlaced event", "providerStates": [{"name": "an order exists"}]}"#);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // {"contentType":"application/json","topic":"orders"}
    assert!(
        answer.contains(
            "pact-message-metadata: eyJjb250ZW50VHlwZSI6ImFwcGxpY2F0aW9uL2pzb24iLCJ0b3BpYyI6Im9yZGVycyJ9"
        ),
        "{answer}"
    );
    assert!(answer.contains(r#""order_id":"o-77""#), "{answer}");
    let answer = served.ask(r#"{"description": "something else"}"#);
    assert!(
        answer.starts_with("HTTP/1.1 404") && answer.contains("names no event"),
        "{answer}"
    );
    let answer = served.ask("{");
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

/// A server, which ends with the test.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(workspace: &Workspace) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"))
            .args(["pact", "serve"])
            .current_dir(workspace.folder.path())
            .env_remove("CARGO_MANIFEST_DIR")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        let address = address
            .unwrap_or_else(|| panic!("{line:?} has no address"))
            .to_owned();
        Self { child, address }
    }

    fn ask(&mut self, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
