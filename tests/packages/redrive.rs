//! Dead letters, judged by the code's own `Deserialize`.

use fixture::Answer;
use fixture::workspace::{Workspace, declare};

/// Reads an amount as cents, and refuses what the schema cannot say: an odd one.
const EVEN: &str = r#"
#[derive(Clone, Copy)]
pub struct Even(pub u32);

impl<'de> serde::Deserialize<'de> for Even {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cents = u32::deserialize(deserializer)?;
        match cents {
            13 => panic!("unlucky"),
            cents if cents % 2 == 0 => Ok(Even(cents)),
            _ => Err(serde::de::Error::custom(format_args!("{cents} is odd"))),
        }
    }
}
"#;

fn letter(id: usize, event: &str, payload: &str) -> String {
    let payload = serde_json::Value::from(payload);
    format!(
        r#"{{"format":1,"id":{{"source":"shop","id":"{id}"}},"event":"{event}","payload":{payload},"consumer":{{"service":"books","version":"1"}},"error":{{"name":"Timeout"}},"attempts":1}}"#
    ) + "\n"
}

fn redrive(workspace: &Workspace, more: &[&str]) -> Answer {
    workspace.counterpart(&[&["redrive", "letters.ndjson"], more].concat())
}

#[test]
fn the_code_and_the_contract_decide_and_are_shown_apart() {
    let name = "the_code_and_the_contract_decide_and_are_shown_apart";
    let trusted =
        "#[contract(with = \"u32\", trust = \"amounts are even\")] pub cents: Even, pub items: Vec<Item>";
    let item = "#[derive(serde::Deserialize, counterpart::Contract)]\npub struct Item { pub sku: String }\n";
    let paid = declare("consumes", "order.paid", "Paid", trusted);
    let left = declare("consumes", "user.left", "Left", "pub id: u8")
        .replace("\"user.left\"", "\"user.left\", envelope = \"cloudevents\"");
    let source = format!("{EVEN}{item}{paid}{left}");
    let workspace = Workspace::of(name, &[("books", &[("src/lib.rs", &source)])]);
    workspace.accept();
    let envelope = |data: &str| {
        format!(r#"{{"specversion":"1.0","id":"1","source":"/users","type":"user.left","data":{data}}}"#)
    };
    let letters = [
        letter(1, "order.paid", r#"{"cents":2,"items":[]}"#),
        // The contract takes it, and the code does not.
        letter(2, "order.paid", r#"{"cents":77777,"items":[]}"#),
        // An integer with a fraction is one for JSON Schema, and none for serde.
        letter(3, "order.paid", r#"{"cents":4.0,"items":[]}"#),
        // Both refuse it, at the same place.
        letter(4, "order.paid", r#"{"cents":2,"items":[{"sku":"a"},{}]}"#),
        letter(5, "order.paid", r#"{"cents":13,"items":[]}"#),
        letter(6, "user.left", &envelope(r#"{"id":1}"#)),
        letter(7, "user.left", &envelope(r#"{"id":256}"#)),
        // Nobody reads it.
        letter(8, "order.lost", "{}"),
    ];
    workspace.write("letters.ndjson", &letters.concat());
    let answer = redrive(&workspace, &["--take", "take", "--leave", "leave"]);
    answer.exits(100);
    // A value of a message is shown nowhere.
    assert!(!answer.stdout.contains("77777"), "{}", answer.stdout);
    insta::assert_snapshot!(answer.stdout, @r#"
    partly taken: order.paid (books): handler-error: Timeout
      5 letters: 1 would be taken, 4 still refused
      by contract: 4 taken, 1 refused
        1 property-missing at /items/*/sku: expected the member `sku`, first
          letters.ndjson:4
      by code: 1 taken, 4 refused
        1 forbidden-shape: expected a value for which the reader does not panic,
          first letters.ndjson:5
        1 number-range at /cents: expected a value that its type accepts, first
          letters.ndjson:2
        1 property-missing at /items/*/sku: expected the member `sku`, first
          letters.ndjson:4
        1 type-mismatch at /cents: expected u32, first letters.ndjson:3
      for example letters.ndjson:1: {"cents":"integer","items":[]}

    partly taken: user.left (books): handler-error: Timeout
      2 letters: 1 would be taken, 1 still refused
      by contract: 1 taken, 1 refused
        1 number-range at /data/id: expected maximum 255, first letters.ndjson:7
      by code: 1 taken, 1 refused
        1 number-range at /data/id: expected u8, first letters.ndjson:7
      for example letters.ndjson:6:
        {"specversion":"string","id":"string","source":"string","type":"string","data":{"id":"integer"}}

    left: order.lost (books): handler-error: Timeout
      1 letter: 1 without a contract
      by contract: 1 not found
      by code: 1 not found
        stay: 1 no-contract: no contract of the service for this event was found,
          first letters.ndjson:8
      for example letters.ndjson:8: {}

    decided differently: letters.ndjson:2: the contract takes it, and the code
      refuses it: number-range at /cents: expected a value that its type accepts
    decided differently: letters.ndjson:3: the contract takes it, and the code
      refuses it: type-mismatch at /cents: expected u32
    decided differently: letters.ndjson:5: the contract takes it, and the code
      refuses it: forbidden-shape: expected a value for which the reader does not
      panic

    wrote 2 letters to take and 6 lines to leave
    some left: 2 of 8 letters would be taken by books (by contract and by code), 5
      still refused, 1 without a contract
    "#);
    assert_eq!(
        workspace.folder.read("take"),
        [&letters[0][..], &letters[5]].concat()
    );

    let by_contract = redrive(&workspace, &["--no-build"]);
    by_contract.exits(100).says("by contract only");

    // The file of a contract that is not that of the code would judge by the wrong one.
    workspace.write(
        "books/src/lib.rs",
        &source.replace("pub sku: String", "pub sku: Option<String>"),
    );
    redrive(&workspace, &[])
        .exits(101)
        .says("the contract file of books consumes order.paid is not that of the code")
        .says("cargo counterpart accept");
}

/// Reads a text, and does not return from two of them.
const ENDLESS: &str = r#"
pub struct Endless;

impl<'de> serde::Deserialize<'de> for Endless {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*String::deserialize(deserializer)? {
            "stuck for ever" => loop {
                std::thread::sleep(std::time::Duration::from_millis(10));
            },
            "leave at once" => std::process::exit(0),
            _ => Ok(Endless),
        }
    }
}
"#;

#[test]
fn code_that_never_returns_is_stopped_and_the_letter_is_named() {
    let name = "code_that_never_returns_is_stopped_and_the_letter_is_named";
    let trusted = "#[contract(with = \"String\", trust = \"any text\")] pub text: Endless";
    let paid = declare("consumes", "order.paid", "Paid", trusted);
    let workspace = Workspace::of(name, &[("books", &[("src/lib.rs", &format!("{ENDLESS}{paid}"))])]);
    workspace.accept();
    let letters = |second: &str| {
        [
            letter(1, "order.paid", r#"{"text":"a"}"#),
            letter(2, "order.paid", &format!(r#"{{"text":"{second}"}}"#)),
            letter(3, "order.paid", r#"{"text":"b"}"#),
        ]
        .concat()
    };
    let files = ["--take", "take", "--leave", "leave"];

    // The test ends without an error, and without an answer to the second and the third question.
    workspace.write("letters.ndjson", &letters("leave at once"));
    redrive(&workspace, &files)
        .exits(101)
        .says("a test ended before it had answered all questions about letters")
        .says("1 of 3 letters would be taken by books (by contract and by code), 2 undecided");
    assert_eq!(
        workspace.folder.read("take"),
        letter(1, "order.paid", r#"{"text":"a"}"#)
    );
    assert_eq!(workspace.folder.read("leave").lines().count(), 2);
    std::fs::remove_file(workspace.folder.path().join("take")).unwrap();
    std::fs::remove_file(workspace.folder.path().join("leave")).unwrap();

    workspace.write("letters.ndjson", &letters("stuck for ever"));
    let start = std::time::Instant::now();
    let limit = ["--time-limit", "1"];
    redrive(&workspace, &[&files[..], &limit].concat())
        .exits(101)
        .says("letters.ndjson:2: the code took more than 1 s to read this payload")
        .says("--time-limit allows more time")
        .says("1 of 3 letters would be taken by books (by contract and by code), 2 undecided");
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    assert_eq!(
        workspace.folder.read("take"),
        letter(1, "order.paid", r#"{"text":"a"}"#)
    );
    assert_eq!(running("books-"), Vec::<String>::new());

    redrive(&workspace, &["--time-limit", "0"])
        .exits(101)
        .complains("0 is not in 1..");
}

/// The library reads all three. The program has another type for the event, and ends before it answers about the second.
#[test]
fn letters_are_not_taken_if_another_executable_did_not_answer() {
    let name = "letters_are_not_taken_if_another_executable_did_not_answer";
    let paid = declare("consumes", "order.paid", "Paid", "pub text: String");
    let trusted = "#[contract(with = \"String\", trust = \"any text\")] pub text: Endless";
    let other = declare("consumes", "order.paid", "Other", trusted)
        .replace("\"order.paid\"", "\"order.paid\", name = \"other\"");
    let main = format!("{ENDLESS}{other}\nfn main() {{}}\n");
    let workspace = Workspace::of(
        name,
        &[("books", &[("src/lib.rs", &paid), ("src/main.rs", &main)])],
    );
    workspace.accept();
    let texts = ["a", "leave at once", "b"];
    let letters = texts.map(|text| letter(1, "order.paid", &format!(r#"{{"text":"{text}"}}"#)));
    workspace.write("letters.ndjson", &letters.concat());
    redrive(&workspace, &[])
        .exits(101)
        .says("a test ended before it had answered all questions about letters")
        .says("0 of 3 letters would be taken by books (by contract and by code), 3 undecided");
    workspace.write("letters.ndjson", &letters[0]);
    redrive(&workspace, &[])
        .exits(0)
        .says("1 of 1 letter would be taken by books");
}

/// 10,000 letters that a version of a consumer could not read, before that version and before the one that mends it.
///
/// Counted before: of each ten, number 0 to 5 lack `email`, 6 and 7 have a trial plan, 8 has a negative id, 9 has a plan that
/// nobody knows; number 3 of each hundred is not JSON. Each ten letters share a key. The broken version reads none. The mended
/// one reads 0 to 7, except for the 100 that are not JSON and the 400 behind them.
#[test]
fn letters_of_a_broken_consumer_are_taken_by_the_mended_one() {
    let name = "letters_of_a_broken_consumer_are_taken_by_the_mended_one";
    let source = |email: &str, plans: &str| {
        let plan = format!(
            "#[derive(serde::Deserialize, counterpart::Contract)]\n#[serde(rename_all = \"lowercase\")]\npub enum Plan {{ {plans} }}\n"
        );
        let fields = format!("pub user_id: u64, pub email: {email}, pub plan: Plan");
        plan + &declare("consumes", "user.registered", "Registered", &fields)
    };
    let broken = source("String", "Free, Paid");
    let workspace = Workspace::of(name, &[("books", &[("src/lib.rs", &broken)])]);
    workspace.accept();
    let mut letters = String::new();
    for id in 0..10_000 {
        let payload = match id % 10 {
            _ if id % 100 == 3 => "{\"user_id\":".to_owned(),
            0..=5 => format!(r#"{{"user_id":{id},"plan":"free"}}"#),
            6 | 7 => format!(r#"{{"user_id":{id},"email":"a@b.c","plan":"trial"}}"#),
            8 => format!(r#"{{"user_id":-{id},"email":"a@b.c","plan":"free"}}"#),
            _ => format!(r#"{{"user_id":{id},"email":"a@b.c","plan":"gold"}}"#),
        };
        let keyed = format!(r#""key":"{}","event""#, id / 10);
        letters.push_str(&letter(id, "user.registered", &payload).replacen("\"event\"", &keyed, 1));
    }
    workspace.write("letters.ndjson", &letters);
    let counts = |more: &[&str]| {
        let json = ["--format", "json=plan.json"];
        redrive(&workspace, &[&json[..], more].concat()).exits(100);
        let plan: serde_json::Value = serde_json::from_str(&workspace.folder.read("plan.json")).unwrap();
        assert_eq!(plan["differ"]["letters"], 0, "{:#}", plan["differ"]);
        assert_eq!(plan["problems"], serde_json::json!([]));
        assert_eq!(plan["taken_by"]["contract_and_code"], plan["totals"]["taken"]);
        ["taken", "refused", "not_json", "held_back"].map(|key| plan["totals"][key].as_u64().unwrap())
    };
    assert_eq!(counts(&[]), [0, 9_900, 100, 0]);

    workspace.write("books/src/lib.rs", &source("Option<String>", "Free, Paid, Trial"));
    workspace.accept();
    assert_eq!(
        counts(&["--take", "take", "--leave", "leave"]),
        [7_500, 2_000, 100, 400]
    );
    let (take, leave) = (workspace.folder.read("take"), workspace.folder.read("leave"));
    let mut both: Vec<&str> = take.lines().chain(leave.lines()).collect();
    let mut all: Vec<&str> = letters.lines().collect();
    assert_eq!((take.lines().count(), both.len()), (7_500, 10_000));
    both.sort_unstable();
    all.sort_unstable();
    assert!(both == all);
}

/// The running programs whose name begins so; nothing where the system does not say.
fn running(name: &str) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let programs = processes.filter_map(|process| std::fs::read_link(process.path().join("exe")).ok());
    programs
        .filter_map(|program| Some(program.file_name()?.to_str()?.to_owned()))
        .filter(|program| program.starts_with(name))
        .collect()
}

#[test]
fn all_types_read_a_letter_that_names_no_contract() {
    let name = "all_types_read_a_letter_that_names_no_contract";
    let lax = declare("consumes", "order.seen", "Lax", "");
    let strict = declare("consumes", "order.seen", "Strict", "pub n: u8")
        .replace("\"order.seen\"", "\"order.seen\", name = \"strict\"");
    let source = format!("{lax}{strict}");
    let workspace = Workspace::of(name, &[("books", &[("src/lib.rs", &source)])]);
    workspace.accept();
    let letters = [
        letter(1, "order.seen", "{}"),
        letter(2, "order.seen", r#"{"n":1}"#),
    ];
    workspace.write("letters.ndjson", &letters.concat());
    let answer = redrive(&workspace, &[]);
    answer.exits(100);
    for said in ["by contract: 1 taken, 1 refused", "by code: 1 taken, 1 refused"] {
        assert!(answer.stdout.contains(said), "{}", answer.stdout);
    }
}
