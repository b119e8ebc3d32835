//! The catalogue: its data are what the other commands answer, and foreign text stays text.

mod folders;
mod pages;
mod served;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use counterpart::contract::folder::path_in;
use counterpart::contract::{Identity, Role};
use counterpart::letters::{DeadLetter, MessageId};
use fixture::schemas::file;
use fixture::stores::run;
use fixture::{Folder, story};
use serde_json::Value;

/// The views of a site, by name.
fn views(site: &Path) -> BTreeMap<String, Value> {
    let mut views = BTreeMap::new();
    for entry in std::fs::read_dir(site.join("data")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (name, view) = read(&text);
        assert_eq!(path.file_stem().unwrap().to_str().unwrap(), name);
        views.insert(name, view);
    }
    views
}

/// A script of one call with two literals in single quotes. But for the quotes, they are those of JSON too.
fn read(script: &str) -> (String, Value) {
    let inside = script
        .strip_prefix("counterpart.put('")
        .unwrap()
        .strip_suffix("');\n")
        .unwrap();
    let literals: Vec<&str> = inside.split('\'').collect();
    let [name, ",", view] = literals[..] else {
        panic!("{} literals: {script}", literals.len())
    };
    let text = |literal: &str| -> String {
        serde_json::from_str(&format!("\"{}\"", literal.replace('"', "\\u0022"))).unwrap()
    };
    (text(name), serde_json::from_str(&text(view)).unwrap())
}

fn json(folder: &Folder, arguments: &str) -> Value {
    let answer = run(folder, arguments);
    assert!([0, 100].contains(&answer.code), "{arguments}: {}", answer.stderr);
    serde_json::from_str(&answer.stdout)
        .unwrap_or_else(|error| panic!("{arguments}: {error}: {}", answer.stdout))
}

fn made(folder: &Folder, more: &str) -> BTreeMap<String, Value> {
    run(
        folder,
        &format!("catalogue --store --at {} --out ../site {more}", story::AT),
    )
    .exits(0);
    views(&folder.path().join("site"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn events_and_services_are_those_of_the_commands() {
    let folder = story::store();
    let views = made(&folder, "");
    let index = &views["index"];
    let name = |at: &Value| index["services"][at.as_u64().unwrap() as usize]["name"].clone();
    let events: Vec<Value> = list(&index["events"])
        .iter()
        .map(|event| {
            let names = |side: &str| list(&event[side]).iter().map(name).collect::<Vec<_>>();
            serde_json::json!({"event": event["name"], "producers": names("producers"), "consumers": names("consumers")})
        })
        .collect();
    let answer = json(&folder, &format!("events --json --at {}", story::AT));
    assert_eq!(Value::from(events), answer["events"]);

    let services: Vec<Value> = list(&index["services"])
        .iter()
        .map(|one| serde_json::json!({"service": one["name"], "main-branch": one["branch"], "latest": one["latest"], "versions": one["versions"]}))
        .collect();
    assert_eq!(
        Value::from(services),
        json(&folder, "services --json")["services"]
    );
    for (at, service) in list(&index["services"]).iter().enumerate() {
        let arguments = format!(
            "versions --json --service {} --at {}",
            text(&service["name"]),
            story::AT
        );
        assert_eq!(
            views[&format!("service-{at}")]["versions"],
            json(&folder, &arguments)["versions"]
        );
    }
    let environments = json(&folder, &format!("environments --json --at {}", story::AT));
    for (shown, answered) in list(&views["environments"]["environments"])
        .iter()
        .zip(list(&environments["environments"]))
    {
        assert_eq!(shown["name"], answered["environment"]);
        let running: Vec<Value> = list(&shown["running"])
            .iter()
            .map(|one| serde_json::json!({"service": one["name"], "version": one["version"], "since": one["since"]}))
            .collect();
        assert_eq!(Value::from(running), answered["running"]);
    }
}

#[test]
fn effects_of_each_field_are_those_of_impact() {
    let folder = story::store();
    let views = made(&folder, "");
    let (mut fields, mut broken) = (0, 0);
    for (at, event) in list(&views["index"]["events"]).iter().enumerate() {
        let view = &views[&format!("event-{at}")];
        assert_eq!(view["not_probed"], 0);
        for probed in list(&view["effects"]) {
            fields += 1;
            let place = format!("{}#{}", text(&event["name"]), text(&probed["place"]));
            let answer = json(&folder, &format!("impact {place} --json --at {}", story::AT));
            let producers = list(&answer["producers"]);
            assert_eq!(list(&probed["producers"]).len(), producers.len(), "{place}");
            for (shown, answered) in list(&probed["producers"]).iter().zip(producers) {
                let file = |side: &str, at: &Value| view[side][at.as_u64().unwrap() as usize]["file"].clone();
                assert_eq!(
                    file("producers", &shown["producer"]),
                    answered["producer"]["file"]
                );
                assert_eq!(
                    list(&shown["consumers"]).len(),
                    list(&answered["consumers"]).len()
                );
                for (shown, answered) in list(&shown["consumers"]).iter().zip(list(&answered["consumers"])) {
                    assert_eq!(
                        file("consumers", &shown["consumer"]),
                        answered["consumer"]["file"],
                        "{place}"
                    );
                    assert_eq!(shown["reads"], answered["reads"], "{place}");
                    assert_eq!(
                        shown["broken"].is_null(),
                        answered["already_broken"].is_null(),
                        "{place}"
                    );
                    let effects = shown["effects"].as_object().unwrap();
                    assert_eq!(
                        effects.len(),
                        answered["effects"].as_object().unwrap().len(),
                        "{place}"
                    );
                    for (edit, effect) in effects {
                        let answered = &answered["effects"][edit];
                        assert_eq!(effect["effect"], answered["effect"], "{place} {edit}");
                        if effect["effect"] == "breaks" {
                            broken += 1;
                            assert_eq!(effect["finding"]["rule"], answered["finding"]["rule"]);
                            let message: Value =
                                serde_json::from_str(text(&effect["finding"]["message"])).unwrap();
                            assert_eq!(message, answered["finding"]["witness"]["message"]);
                        }
                    }
                }
            }
        }
    }
    assert!(fields >= 20 && broken >= 10, "{fields} {broken}");
    assert_eq!(views["index"]["counts"]["probed"], fields);
}

#[test]
fn matrix_is_what_can_i_deploy_answers() {
    let folder = story::store();
    let views = made(&folder, "");
    let cells = list(&views["environments"]["cells"]);
    let mut exits = std::collections::BTreeSet::new();
    for cell in cells {
        let service = text(&views["index"]["services"][cell["service"].as_u64().unwrap() as usize]["name"]);
        let arguments = format!(
            "can-i-deploy --service {service} --latest --to-environment {} --at {} --format json",
            text(&cell["environment"]),
            story::AT
        );
        let answer = run(&folder, &arguments);
        assert_eq!(cell["exit"], answer.code, "{arguments}");
        exits.insert(answer.code);
        let report: Value = serde_json::from_str(&answer.stdout).unwrap();
        assert!(
            text(&report["outcome"]).starts_with(match answer.code {
                0 => "compatible",
                _ => "incompatible",
            }),
            "{arguments}"
        );
        let failing = list(&report["findings"])
            .iter()
            .filter(|one| one["status"] == "failing");
        assert_eq!(cell["failing"], failing.count(), "{arguments}");
        let unknown: Vec<&Value> = list(&report["unknown"]).iter().map(|one| &one["text"]).collect();
        assert_eq!(list(&cell["unknown"]).iter().collect::<Vec<_>>(), unknown);
        // What is in flight is what some answer counted.
        let of_environment = list(&views["environments"]["environments"])
            .iter()
            .find(|one| one["name"] == cell["environment"])
            .unwrap();
        for version in list(&report["compared_versions"]) {
            if version["version"]["kind"] == "in-flight" {
                let is_shown = list(&of_environment["in_flight"]).iter().any(|one| {
                    one["name"] == version["service"] && one["version"] == version["version"]["version"]
                });
                assert!(is_shown, "{version}");
            }
        }
    }
    assert_eq!(cells.len(), 16, "each service, in each environment");
    assert!(exits.contains(&0) && exits.contains(&100), "{exits:?}");
    let in_flight = |at: usize| list(&views["environments"]["environments"][at]["in_flight"]).len();
    assert_eq!(
        in_flight(0),
        1,
        "shop 1 left production three days ago, and its orders are kept for seven"
    );
}

#[test]
fn history_is_what_diff_answers() {
    let folder = story::store();
    let views = made(&folder, "");
    let mut compared = 0;
    for entry in list(&views["history-0"]["entries"]) {
        let service = text(&views["index"]["services"][entry["service"].as_u64().unwrap() as usize]["name"]);
        let Some(before) = entry["before"].as_str() else {
            continue;
        };
        let arguments = format!(
            "diff {service}@{before} {service}@{} --store --json --at {}",
            text(&entry["version"]),
            story::AT
        );
        let answer = json(&folder, &arguments);
        compared += 1;
        let changes: Vec<(&Value, Vec<&Value>)> = list(&answer["changes"])
            .iter()
            .map(|one| {
                (
                    &one["event"],
                    list(&one["differences"]).iter().map(|one| &one["text"]).collect(),
                )
            })
            .collect();
        let shown: Vec<(&Value, Vec<&Value>)> = list(&entry["changes"])
            .iter()
            .map(|one| (&one["event"], list(&one["differences"]).iter().collect()))
            .collect();
        assert_eq!(shown, changes);
        let titles = |all: &Value| {
            list(all)
                .iter()
                .map(|one| text(&one["title"]).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(titles(&entry["broken"]), titles(&answer["broken"]["findings"]));
        assert_eq!(entry["fixed"], list(&answer["fixed"]).len());
        assert_eq!(entry["already_broken"], answer["already_broken_pairs"]);
    }
    assert_eq!(
        compared, 2,
        "user-service 2 changed something, and shop 2 nothing"
    );
}

#[test]
fn findings_of_a_folder_are_those_of_verify() {
    let folder = Folder::with(&[
        (
            "contracts/user-service/emits/user.registered.json",
            &fixture::schemas::file(
                "user-service emits user.registered",
                "",
                fixture::schemas::OPTIONAL_EMAIL,
            ),
        ),
        (
            "contracts/auth-service/consumes/user.registered.json",
            &fixture::schemas::file(
                "auth-service consumes user.registered",
                "",
                fixture::schemas::WANTS_EMAIL,
            ),
        ),
        (
            "contracts/auth-service/consumes/user.gone.json",
            &fixture::schemas::file(
                "auth-service consumes user.gone",
                "",
                fixture::schemas::WANTS_EMAIL,
            ),
        ),
    ]);
    folder
        .counterpart(&["catalogue", "--contracts", "contracts", "--out", "site"])
        .exits(0)
        .says("wrote site/index.html");
    let views = views(&folder.path().join("site"));
    let answer = folder.counterpart(&[
        "verify",
        "--no-build",
        "--contracts",
        "contracts",
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&answer.exits(100).stdout).unwrap();
    let prints = |all: &Value| {
        list(all)
            .iter()
            .map(|one| one["fingerprint"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        prints(&views["findings-0"]["findings"]),
        prints(&report["findings"])
    );
    assert!(!list(&report["findings"]).is_empty());
    for (shown, answered) in [
        ("pairs", "all"),
        ("compatible", "compatible"),
        ("incompatible", "incompatible"),
        ("unproven", "unproven"),
    ] {
        assert_eq!(
            views["index"]["counts"][shown], report["checked"]["pairs"][answered],
            "{shown}"
        );
    }
    assert_eq!(views["index"]["answer"], "incompatible");
    assert_eq!(report["outcome"], "incompatible");
    assert!(
        !views.contains_key("environments") && !views.contains_key("history-0"),
        "a folder has neither"
    );
}

#[test]
fn same_store_and_moment_make_the_same_bytes_and_an_old_catalogue_is_replaced() {
    let folder = story::store();
    made(&folder, "");
    let first = folder.snapshot("site");
    folder.write("site/data/event-999.js", "left over");
    made(&folder, "");
    assert_eq!(folder.snapshot("site"), first);
    assert!(std::fs::read_dir(folder.path()).unwrap().all(|entry| {
        !entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with(".counterpart-catalogue")
    }));
}

#[test]
fn a_folder_with_other_files_is_not_replaced() {
    let folder = story::store();
    folder.write("site/thesis.txt", "years of work");
    let before = folder.snapshot("site");
    run(&folder, "catalogue --store --out ../site")
        .exits(101)
        .complains("../site has files that are not of a catalogue, and would be lost");
    assert_eq!(folder.snapshot("site"), before);
    run(&folder, "catalogue --store")
        .exits(101)
        .complains("--out <DIR>");
    run(
        &folder,
        "catalogue --store --out ../elsewhere --source-url javascript:evil()",
    )
    .exits(101)
    .complains("write https://");
    assert!(!folder.has("elsewhere"));
}

#[test]
fn bounds_are_kept_and_what_they_leave_out_is_counted() {
    let folder = story::store();
    let views = made(&folder, "--checks 100 --history 0 --questions 3");
    let index = &views["index"];
    let (fields, probed) = (
        index["counts"]["fields"].as_u64().unwrap(),
        index["counts"]["probed"].as_u64().unwrap(),
    );
    assert!(probed > 0 && probed < fields, "{probed} of {fields}");
    assert!(text(&index["notes"][0]).starts_with(&format!("{probed} of {fields} fields were probed")));
    let not_probed: u64 = (0..list(&index["events"]).len())
        .map(|at| views[&format!("event-{at}")]["not_probed"].as_u64().unwrap())
        .sum();
    assert_eq!(probed + not_probed, fields);
    assert_eq!(list(&views["environments"]["cells"]).len(), 3);
    assert_eq!(views["environments"]["not_asked"], 13);
    assert_eq!(
        list(&views["history-0"]["entries"]).len(),
        6,
        "those with one version"
    );
    assert_eq!(views["history-0"]["left_out"], 4, "both versions of two services");
}

/// Names, owners, comments and samples that would run if a page took them for anything but text.
const LURES: [&str; 6] = [
    "</script><script>evil()</script>",
    "\"onload=evil()//<img src=x onerror=evil()>",
    "javascript:evil()//#/../..%2f?evil",
    "{{evil}}${evil()}`evil`'evil'&lt;evil&gt;",
    "__proto__ constructor toString evil",
    "\u{202e}evil\u{2066}\u{feff}\u{2028}evil\u{7f}",
];

/// Names that a name may be, and that are markup, code or an address elsewhere.
const NAMES: [&str; 6] = [
    "<img src=x onerror=evil()>",
    "\" onload=evil() x=\"",
    "javascript:evil()",
    "__proto__",
    "evil#/event/x?a=b&c%2f%",
    "</title><script>evil()</script>",
];

/// Contract files of services and events with such names, full of such texts.
fn hostile() -> Folder {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let folder = Folder::with(&[]);
    for (at, (lure, name)) in LURES.iter().zip(NAMES).enumerate() {
        let lure = quoted(lure);
        let emitted = format!(
            r#""type": "object", "description": {lure}, "properties": {{{lure}: {{"const": {lure}, "description": {lure}}}}}, "required": [{lure}], "additionalProperties": false"#
        );
        let wanted = format!(
            r#""type": "object", "properties": {{{lure}: {{"const": 1}}}}, "required": [{lure}, "evil"]"#
        );
        for (role, service, schema) in [
            (Role::Emits, NAMES[(at + 1) % NAMES.len()], emitted),
            (Role::Consumes, name, wanted),
        ] {
            let identity = Identity::new(service, role, name, None).unwrap();
            let path = path_in(Path::new("contracts"), &identity);
            let text = format!(
                r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "x-contract": {{"format": 1, "role": "{}", "service": {}, "event": {}, "owner": {lure}, "imported": [{lure}], "assumes": ["unique-keys"]}}, {schema}}}"#,
                role.as_str(),
                quoted(service),
                quoted(name),
            );
            folder.write(&path.to_string_lossy(), &text);
        }
    }
    folder
        .counterpart(&[
            "catalogue",
            "--contracts",
            "contracts",
            "--out",
            "site",
            "--title",
            LURES[0],
        ])
        .exits(0);
    folder
}

/// Services with names that some file system takes for each other or for a device, each with an event of its name. Every
/// service reads the event of the next one.
fn confusing() -> (Folder, Vec<String>) {
    let mut names: Vec<String> = [
        "Shop", "shop", "SHOP", "shop ing", "CON", "aux", "nul.txt", "COM1", "index", "~", "a:b", "é",
        "e\u{301}",
    ]
    .map(str::to_owned)
    .into();
    names.extend(["x".repeat(80), "ä".repeat(40)]);
    names.sort();
    let folder = Folder::with(&[]);
    for (at, service) in names.iter().enumerate() {
        for (role, event) in [
            (Role::Emits, service),
            (Role::Consumes, &names[(at + 1) % names.len()]),
        ] {
            let identity = Identity::new(service, role, event, None).unwrap();
            let path = path_in(Path::new("contracts"), &identity);
            let text = file(
                &format!("shop {} shop", role.as_str()),
                "",
                fixture::schemas::REQUIRED_EMAIL,
            );
            let mut document: Value = serde_json::from_str(&text).unwrap();
            document["x-contract"]["service"] = service.as_str().into();
            document["x-contract"]["event"] = event.as_str().into();
            folder.write(&path.to_string_lossy(), &document.to_string());
        }
    }
    folder
        .counterpart(&["catalogue", "--contracts", "contracts", "--out", "site"])
        .exits(0);
    (folder, names)
}

#[test]
fn names_that_file_systems_confuse_stay_apart() {
    let (folder, names) = confusing();
    let views = views(&folder.path().join("site"));
    let named = |list_of: &str| {
        let rows = list(&views["index"][list_of]).iter();
        rows.map(|row| text(&row["name"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named("services"), names);
    assert_eq!(named("events"), names);
    for (at, name) in names.iter().enumerate() {
        assert_eq!(views[&format!("service-{at}")]["name"], name.as_str());
        assert_eq!(views[&format!("event-{at}")]["name"], name.as_str());
    }
    let mut lower = std::collections::BTreeSet::new();
    for (path, _) in folder.snapshot("site") {
        let path = path.to_string_lossy().to_lowercase();
        assert!(path.is_ascii() && lower.insert(path.clone()), "{path}");
    }
}

#[test]
fn text_of_others_is_in_no_file_but_as_a_literal() {
    let folder = hostile();
    let site = folder.path().join("site");
    let index = &views(&site)["index"];
    for lure in LURES {
        assert!(
            list(&index["owners"]).contains(&Value::from(lure)),
            "{lure} is kept whole"
        );
    }
    let mut seen = 0;
    for (path, bytes) in folder.snapshot("site") {
        assert!(!path.to_string_lossy().contains("evil"), "{}", path.display());
        let text = String::from_utf8(bytes).unwrap();
        let is_data = path.to_string_lossy().replace('\\', "/").contains("data/");
        if is_data {
            seen += text.matches("evil").count();
            assert!(
                text.chars().all(|c| c == '\n' || (' '..='~').contains(&c)),
                "{}",
                path.display()
            );
            assert!(!text.contains(['<', '>', '&', '`']), "{}", path.display());
            assert_eq!(text.lines().count(), 1);
            read(&text);
        } else {
            assert!(!text.contains("evil"), "{}", path.display());
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn assets_are_small_and_nothing_in_them_parses_markup_or_reaches_out() {
    let folder = story::store();
    made(&folder, "");
    let all = folder.snapshot("site");
    let assets = all
        .iter()
        .filter(|(path, _)| !path.to_string_lossy().replace('\\', "/").contains("data/"));
    let mut size = 0;
    for (path, bytes) in assets {
        size += bytes.len();
        let text = String::from_utf8(bytes.clone()).unwrap();
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "sendBeacon",
            "import(",
            "srcdoc",
            "DOMParser",
            "createContextualFragment",
        ] {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
        let of_svg = text.matches("http://www.w3.org/2000/svg").count();
        assert_eq!(
            text.matches("://").count(),
            of_svg,
            "an address in {}",
            path.display()
        );
    }
    assert!(size <= 1_500_000, "{size} bytes");
}

/// A file of dead letters: two with one cause, one of an event that no contract knows.
fn letters(folder: &Folder) {
    let letter = |id: &str, event: &str, payload: &str| {
        let at = UNIX_EPOCH + Duration::from_secs(1_795_000_000);
        let letter = DeadLetter::new(MessageId::new("user-service", id), event, payload);
        letter
            .consumer("auth-service", "1")
            .error("MailboxFull", "ann@example.com")
            .failed(at)
            .to_json()
            + "\n"
    };
    let lines = [
        letter(
            "e-1",
            "user.registered",
            r#"{"user_id": 1, "email": "ann@example.com"}"#,
        ),
        letter("e-2", "user.registered", r#"{"user_id": "two"}"#),
        letter("e-3", "user.moved", "{}"),
    ];
    folder.write("letters.ndjson", &lines.concat());
}

#[test]
fn letters_are_those_of_redrive_and_show_no_value() {
    let folder = story::store();
    letters(&folder);
    let contracts = "--contracts published/auth-service/1";
    run(
        &folder,
        &format!("catalogue {contracts} --letters ../letters.ndjson --out ../site"),
    )
    .exits(0);
    let view = views(&folder.path().join("site")).remove("letters").unwrap();
    let plan = json(
        &folder,
        &format!("redrive ../letters.ndjson --no-build {contracts} --format json"),
    );
    assert_eq!(view["answer"], plan["answer"]);
    assert_eq!(view["totals"]["letters"], 3);
    for total in ["letters", "taken", "unreadable"] {
        assert_eq!(view["totals"][total], plan["totals"][total], "{total}");
    }
    let groups = |all: &Value| {
        list(all)
            .iter()
            .map(|one| {
                (
                    one["event"].clone(),
                    one["service"].clone(),
                    one["totals"]["letters"].clone(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(groups(&view["groups"]), groups(&plan["groups"]));
    assert!(!view.to_string().contains("ann@example.com"), "{view}");
}
