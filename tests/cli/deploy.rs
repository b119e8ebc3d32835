//! A store asked from the command line: who breaks, whose change it was, what may be deployed.

use std::process::Command;

use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder};

/// Variables that would override the test's own settings.
const ALONE: [(&str, &str); 4] = [
    ("GITHUB_REF_NAME", ""),
    ("GITHUB_RUN_ID", ""),
    ("COUNTERPART_CACHE", "cache"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
];

fn run(folder: &Folder, arguments: &str) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .args(arguments.split_whitespace())
        .current_dir(folder.path());
    folder.answer_with(command, &ALONE)
}

/// Publishes one document of a service: `publish(&folder, "user-service 1", "emits", "", SCHEMA)`.
fn publish(folder: &Folder, what: &str, role: &str, header: &str, schema: &str) {
    let (service, version) = what.split_once(' ').unwrap();
    let path = format!("published/{service}/{version}/{service}/{role}/user.registered.json");
    let identity = format!("{service} {role} user.registered");
    folder.write(&path, &file(&identity, header, schema));
    let arguments = format!(
        "publish --store store --no-build --contracts published/{service}/{version} --version {version} --branch main \
         --sequence {version} --at 2026-11-0{version}"
    );
    run(folder, &arguments).exits(0);
}

/// A producer of one version, a consumer of one, and the producer's work tree.
fn services(work: &str) -> Folder {
    let folder = Folder::with(&[]);
    publish(
        &folder,
        "user-service 1",
        "emits",
        r#" "retention": "14d","#,
        REQUIRED_EMAIL,
    );
    publish(
        &folder,
        "auth-service 1",
        "consumes",
        r#" "owner": "team-identity","#,
        WANTS_EMAIL,
    );
    let emits = file(
        "user-service emits user.registered",
        r#" "retention": "14d","#,
        work,
    );
    folder.write("contracts/user-service/emits/user.registered.json", &emits);
    folder
}

const VERIFY: &str = "verify --no-build --contracts contracts --store store --at 2026-11-23";

#[test]
fn producer_is_checked_against_published_contracts() {
    let folder = services(REQUIRED_EMAIL);
    insta::assert_snapshot!(run(&folder, VERIFY).exits(0).stdout, @"
    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    checked against: auth-service 1
    assumes: unique-keys
    compatible
    ");
    let folder = services(OPTIONAL_EMAIL);
    run(&folder, "record-deployment --store store --environment production --service auth-service --version 1 --at 2026-11-02").exits(0);
    let before = folder.snapshot("store");
    insta::assert_snapshot!(run(&folder, VERIFY).exits(100).stdout, @r#"
    error[property-optional]: `email` may now be absent from what user-service sends
      --> contracts/user-service/emits/user.registered.json:8:5
       |
     8 |     "email": {"type": "string"}
       |     ^^^^^^^ user-service may leave `email` out
       |
      ::: services/auth-service/versions/1/consumes/user.registered.json:22:3
       |
    22 |   "required": [
       |   ---------- auth-service requires it (owner team-identity)
       |
       = at: user.registered#/email
       = cause: producer-change: the producer's change alone breaks it
       = version: auth-service 1 (latest of main)
       = version: auth-service 1 (in production since 2026-11-02T00:00:00Z)
    example: a message that breaks auth-service
       |
       | {"user_id":0}
       | ^^^^^^^^^^^^^ `email` is missing here
       = help: in user-service: always send `email`
       = help: in auth-service: stop requiring `email`, release it first
       = help: ask team-identity when they can release that

    more about this: `cargo counterpart explain property-optional`
    to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    checked against: auth-service 1
    assumes: unique-keys
    incompatible
    "#);
    assert_eq!(folder.snapshot("store"), before, "nothing is written");
}

#[test]
fn new_requirement_is_pending_for_the_producer_and_fails_the_consumer() {
    let folder = services(REQUIRED_EMAIL);
    let wants_phone = WANTS_EMAIL.replace("email", "phone");
    publish(&folder, "mail-service 2", "consumes", "", &wants_phone);
    insta::assert_snapshot!(run(&folder, VERIFY).exits(0).stdout, @r#"
    pending[property-missing]: user-service does not send `phone`
      --> contracts/user-service/emits/user.registered.json:1:1
       |
     1 | {
       | ^ user-service never sends `phone`
       |
      ::: services/mail-service/versions/2/consumes/user.registered.json:21:3
       |
    21 |   "required": [
       |   ---------- mail-service requires it
       |
       = at: user.registered#/phone
       = cause: no-baseline: too little stood there before to tell whose change it
                was
       = version: mail-service 2 (latest of main)
    example: a message that breaks mail-service
       |
       | {"email":"a","user_id":0}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^ `phone` is missing here
       = help: in user-service: start sending `phone` in every message
       = help: in mail-service: stop requiring `phone`, release it first
       = help: ask the mail-service team when they can release that

    pending: never given by the producer's main branch; it fails only the consumer

    findings: 1 pending
    checked 2 pairs of 1 emitted event and 2 contracts: 1 compatible, 1 pending
    checked against: auth-service 1, mail-service 2
    assumes: unique-keys
    compatible
    "#);
    let of_consumer = run(&folder, "verify --store store --service mail-service --version 2");
    insta::assert_snapshot!(of_consumer.exits(100).stdout, @r#"
    error[property-missing]: user-service does not send `phone`
      --> services/user-service/versions/1/emits/user.registered.json:1:1
       |
     1 | {
       | ^ user-service never sends `phone`
       |
      ::: services/mail-service/versions/2/consumes/user.registered.json:21:3
       |
    21 |   "required": [
       |   ---------- mail-service requires it
       |
       = at: user.registered#/phone
       = cause: too little stood there before to tell whose change it was
       = version: user-service 1 (latest of main)
       = version: mail-service 2 (asked about)
    example: a message that breaks mail-service
       |
       | {"email":"a","user_id":0}
       | ^^^^^^^^^^^^^^^^^^^^^^^^^ `phone` is missing here
       = help: in user-service: start sending `phone` in every message
       = help: in mail-service: stop requiring `phone`, release it first
       = help: ask the mail-service team when they can release that

    more about this: `cargo counterpart explain property-missing`

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    checked against: user-service 1
    assumes: unique-keys
    incompatible
    "#);
}

#[test]
fn allowance_of_the_working_tree_is_shown_and_accepts() {
    let folder = services(OPTIONAL_EMAIL);
    folder.write(
        "counterpart.toml",
        "[[allow]]\nevent = \"user.registered\"\nplace = \"/email\"\nreason = \"auth-service reads the directory\"\nuntil = 2026-12-31\n",
    );
    let answer = run(&folder, VERIFY);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    allowed[property-optional]: `email` may now be absent from what user-service sends
     --> contracts/user-service/emits/user.registered.json:8:5
      |
    8 |     "email": {"type": "string"}
      |     ^^^^^^^ user-service may leave `email` out
      |
      = at: user.registered#/email
      = allowed because auth-service reads the directory (until 2026-12-31)
      = cause: producer-change: the producer's change alone breaks it
      = version: auth-service 1 (latest of main)

    findings: 1 allowed
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 allowed
    checked against: auth-service 1
    assumes: unique-keys
    compatible
    "#);
    let past = run(&folder, &VERIFY.replace("2026-11-23", "2027-01-01"));
    past.exits(100);
    assert!(
        past.stdout
            .contains("expired: the allowance for user.registered at /email ended on 2026-12-31"),
        "{}",
        past.stdout
    );
    // Files alone have allowances too.
    let wants = file("auth-service consumes user.registered", "", WANTS_EMAIL);
    folder.write("contracts/auth-service/consumes/user.registered.json", &wants);
    let answer = run(&folder, "verify --no-build --contracts contracts");
    // By the clock of the machine the allowance may be past.
    assert!([0, 100].contains(&answer.code), "{answer:?}");
    folder.write(
        "counterpart.toml",
        "[[allow]]\nevent = \"user.registered\"\nreason = \"for now\"\n",
    );
    let answer = run(&folder, "verify --no-build --contracts contracts");
    assert!(
        answer.exits(0).stdout.contains("allowed because for now"),
        "{}",
        answer.stdout
    );
}

#[test]
fn names_that_are_nowhere_are_errors_with_a_way_out() {
    let folder = services(REQUIRED_EMAIL);
    let error = |arguments: &str| run(&folder, arguments).exits(101).stderr.clone();
    insta::assert_snapshot!(error(&format!("{VERIFY} --environment nowhere")), @"
    error: nothing was ever deployed to nowhere; the environments are: none
      hint: the first `cargo counterpart record-deployment` makes an environment
    ");
    insta::assert_snapshot!(error(&format!("{VERIFY} --branch nowhere")), @"
    error: no service of the store has a branch nowhere; the branches are: main
      hint: `cargo counterpart versions --service SERVICE` shows the branches of a service
    ");
    insta::assert_snapshot!(error("verify --store store --service auth-service --version 9"), @"
    error: version 9 of auth-service is not published; there is 1
      hint: publish it first, or see `cargo counterpart versions --service auth-service`
    ");
    insta::assert_snapshot!(error("can-i-deploy --store store --service auth-service --version 9 --to-environment production"), @"
    error: version 9 of auth-service is not published; there is 1
      hint: publish it first, or see `cargo counterpart versions --service auth-service`
    ");
    insta::assert_snapshot!(error("verify --no-build --contracts contracts --store absent"), @"
    error: the store absent does not exist
      hint: `cargo counterpart publish` creates it with the first version; `cargo counterpart init --store URL` creates it empty
    ");
    insta::assert_snapshot!(error(&format!("{VERIFY} --event nothing")), @"error: nothing here emits or consumes nothing; the events here are: user.registered");
}

#[test]
fn can_i_deploy_says_yes_no_or_unknown_and_why_each_version_counted() {
    let folder = services(REQUIRED_EMAIL);
    publish(
        &folder,
        "user-service 2",
        "emits",
        r#" "retention": "14d","#,
        OPTIONAL_EMAIL,
    );
    let deploy = |service: &str, version: &str, day: &str| {
        run(&folder, &format!("record-deployment --store store --environment production --service {service} --version {version} --at {day}")).exits(0);
    };
    let can = |service: &str, version: &str, more: &str| {
        run(
            &folder,
            &format!(
                "can-i-deploy --store store --service {service} --version {version} --to-environment production {more}"
            ),
        )
    };
    insta::assert_snapshot!(can("user-service", "1", "--at 2026-11-02").exits(100).stdout, @"
    unknown: no deployment was ever recorded, to production or elsewhere, that
      user-service could be checked against [nobody]
    unknowns count as no; pass `--allow-unknown=nobody` to ignore them

    nothing was checked: 1 emitted event found, and no contract for any (looked in
    store)
    not known: 1 unknown
    unknown: user-service 1 to production, as of 2026-11-02T00:00:00Z
    ");
    can("user-service", "1", "--at 2026-11-02 --allow-unknown").exits(0);
    deploy("user-service", "1", "2026-11-02");
    insta::assert_snapshot!(can("auth-service", "1", "--at 2026-11-03").exits(100).stdout, @"
    unknown: messages of user.registered are kept for 14d, but user-service's
      history in production starts only at 2026-11-02T00:00:00Z [short-history]
    if nothing of user-service ran in production before 2026-11-02T00:00:00Z, say so
      once:
      cargo counterpart record-deployment --first --service user-service --version 1 --environment production --at 2026-11-02T00:00:00Z
    unknowns count as no; pass `--allow-unknown=short-history` to ignore them

    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    checked against:
      - user-service 1 (in production since 2026-11-02T00:00:00Z): user.registered
    assumes: unique-keys
    not known: 1 unknown
    unknown: auth-service 1 to production, as of 2026-11-03T00:00:00Z
    ");
    insta::assert_snapshot!(can("auth-service", "1", "--at 2026-11-03 --allow-unknown=short-history").exits(0).stdout, @"
    unknown, ignored: messages of user.registered are kept for 14d, but
      user-service's history in production starts only at 2026-11-02T00:00:00Z
      [short-history]

    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    checked against:
      - user-service 1 (in production since 2026-11-02T00:00:00Z): user.registered
    assumes: unique-keys
    compatible
    yes: auth-service 1 to production, as of 2026-11-03T00:00:00Z
    ");
    can("auth-service", "1", "--at 2026-11-03 --allow-unknown=nobody").exits(100);
    insta::assert_snapshot!(can("auth-service", "1", "--at 2026-11-16").exits(0).stdout, @"
    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    checked against:
      - user-service 1 (in production since 2026-11-02T00:00:00Z): user.registered
    assumes: unique-keys
    compatible
    yes: auth-service 1 to production, as of 2026-11-16T00:00:00Z
    ");
    deploy("auth-service", "1", "2026-11-16");
    insta::assert_snapshot!(can("user-service", "2", "--at 2026-11-17").exits(100).stdout, @r#"
    error[property-optional]: `email` may now be absent from what user-service sends
      --> services/user-service/versions/2/emits/user.registered.json:22:5
       |
    22 |     "email": {
       |     ^^^^^^^ user-service may leave `email` out
       |
      ::: services/auth-service/versions/1/consumes/user.registered.json:22:3
       |
    22 |   "required": [
       |   ---------- auth-service requires it (owner team-identity)
       |
       = at: user.registered#/email
       = cause: producer-change: the producer's change alone breaks it
       = version: user-service 2 (asked about)
       = version: auth-service 1 (in production since 2026-11-16T00:00:00Z)
    example: a message that breaks auth-service
       |
       | {"user_id":0}
       | ^^^^^^^^^^^^^ `email` is missing here
       = help: in user-service: always send `email`
       = help: in auth-service: stop requiring `email`, release it first
       = help: ask team-identity when they can release that

    more about this: `cargo counterpart explain property-optional`

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    checked against:
      - auth-service 1 (in production since 2026-11-16T00:00:00Z): user.registered
    assumes: unique-keys
    incompatible
    no: user-service 2 to production, as of 2026-11-17T00:00:00Z
    "#);
}

#[test]
fn impact_names_readers_of_a_field_and_the_ones_each_change_breaks() {
    let folder = services(REQUIRED_EMAIL);
    let optional = WANTS_EMAIL.replace(r#""required": ["email"]"#, r#""required": []"#);
    publish(&folder, "mail-service 2", "consumes", "", &optional);
    let indifferent = WANTS_EMAIL
        .replace("email", "user_id")
        .replace("string", "integer");
    publish(&folder, "audit-service 3", "consumes", "", &indifferent);
    let answer = run(
        &folder,
        "impact user.registered#/email --store store --at 2026-11-23",
    );
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    user.registered#/email, as user-service sends it
      services/user-service/versions/1/emits/user.registered.json
        version 1 (latest of main)

      auth-service reads it (owner team-identity)
        services/auth-service/versions/1/consumes/user.registered.json
          version 1 (latest of main)
        taking it away: it breaks [property-missing], by
          {"user_id":0}
        making it optional: it breaks [property-optional], by
          {"user_id":0}
        changing its type: it breaks [type-mismatch], by
          {"email":true,"user_id":0}

      mail-service reads it
        services/mail-service/versions/2/consumes/user.registered.json
          version 2 (latest of main)
        taking it away: it does not break
        making it optional: it does not break
        changing its type: it breaks [type-mismatch], by
          {"email":true,"user_id":0}

      it means nothing to audit-service

    taking it away breaks auth-service
    making it optional breaks auth-service
    changing its type breaks auth-service, mail-service
    "#);
    // From files alone.
    let answer = run(
        &folder,
        "impact user.registered#/email --contracts published/user-service/1 --contracts published/auth-service/1",
    );
    assert!(
        answer
            .exits(0)
            .stdout
            .contains("taking it away breaks auth-service\n"),
        "{}",
        answer.stdout
    );
    let error = |arguments: &str| run(&folder, arguments).exits(101).stderr.clone();
    insta::assert_snapshot!(error("impact user.registered#/phone --store store"), @"error: messages of user.registered have no /phone; known paths: /email, /user_id");
    insta::assert_snapshot!(error("impact user.gone#/phone --store store"), @"error: no service emits user.gone; the events are: user.registered");
    insta::assert_snapshot!(error("impact user.registered --store store"), @"
    error: `user.registered` names an event and no field of it
      hint: write the event, `#` and the place, as in `user.registered#/email`
    ");
}

#[test]
fn diff_shows_changes_and_the_consumers_they_break() {
    let folder = services(OPTIONAL_EMAIL);
    publish(
        &folder,
        "user-service 2",
        "emits",
        r#" "retention": "14d","#,
        OPTIONAL_EMAIL,
    );
    let versions = run(
        &folder,
        "diff user-service@1 user-service@2 --store store --at 2026-11-23",
    );
    insta::assert_snapshot!(versions.exits(100).stdout, @r#"
    changed: user-service emits user.registered
      services/user-service/versions/1/emits/user.registered.json
      services/user-service/versions/2/emits/user.registered.json
      `email` may now be absent from what user-service sends

    error[property-optional]: `email` may now be absent from what user-service sends
      --> services/user-service/versions/2/emits/user.registered.json:22:5
       |
    22 |     "email": {
       |     ^^^^^^^ user-service may leave `email` out
       |
      ::: services/auth-service/versions/1/consumes/user.registered.json:22:3
       |
    22 |   "required": [
       |   ---------- auth-service requires it (owner team-identity)
       |
       = at: user.registered#/email
       = version: user-service 2 (asked about)
       = version: auth-service 1 (latest of main)
    example: a message that breaks auth-service
       |
       | {"user_id":0}
       | ^^^^^^^^^^^^^ `email` is missing here
       = help: in user-service: always send `email`
       = help: in auth-service: stop requiring `email`, release it first
       = help: ask team-identity when they can release that

    more about this: `cargo counterpart explain property-optional`

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    assumes: unique-keys
    incompatible
    "#);
    let back = run(
        &folder,
        "diff user-service@2 user-service@1 --store store --at 2026-11-23",
    );
    insta::assert_snapshot!(back.exits(0).stdout, @r#"
    changed: user-service emits user.registered
      services/user-service/versions/2/emits/user.registered.json
      services/user-service/versions/1/emits/user.registered.json
      user-service now always sends `email`

    fixed: auth-service accepts what user-service sends for user.registered at
      /email

    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    assumes: unique-keys
    compatible
    "#);
    let folders = run(&folder, "diff published/user-service/1 contracts");
    insta::assert_snapshot!(folders.exits(0).stdout, @r#"
    changed: user-service emits user.registered
      published/user-service/1/user-service/emits/user.registered.json
      contracts/user-service/emits/user.registered.json
      `email` may now be absent from what user-service sends

    nobody here sends or reads what changed
    "#);
    let same = run(&folder, "diff published/user-service/2 contracts");
    insta::assert_snapshot!(same.exits(0).stdout, @"nothing changed");
    // A pair that did not fit before is reported neither as new nor as fixed.
    let wider = OPTIONAL_EMAIL.replace(
        r#""email": {"type": "string"}"#,
        r#""email": {"type": "string"}, "phone": {"type": "string"}"#,
    );
    publish(&folder, "user-service 3", "emits", "", &wider);
    let answer = run(
        &folder,
        "diff user-service@2 user-service@3 --store store --at 2026-11-23",
    );
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    changed: user-service emits user.registered
      services/user-service/versions/2/emits/user.registered.json
      services/user-service/versions/3/emits/user.registered.json
      user-service newly sends `phone`, which may be absent
      the retention is not the same

    1 pair did not fit before, and still does not: that is not repeated here

    nothing breaks that did not break before
    "#);
    // Two stores: the latest of each main branch.
    let elsewhere = Folder::with(&[]);
    publish(&elsewhere, "user-service 1", "emits", "", REQUIRED_EMAIL);
    publish(&elsewhere, "auth-service 1", "consumes", "", WANTS_EMAIL);
    let other = elsewhere.path().join("store").display().to_string();
    let stores = run(&folder, &format!("diff {other} store"));
    stores
        .exits(100)
        .says("error[property-optional]")
        .says("at: user.registered#/email");
}

#[test]
fn diff_says_that_a_field_is_no_longer_sent() {
    let of = |fields: &str| {
        let properties: Vec<String> = fields
            .split(' ')
            .map(|name| format!(r#""{name}": {{"type": "integer"}}"#))
            .collect();
        let required: Vec<String> = fields.split(' ').map(|name| format!("{name:?}")).collect();
        let schema = format!(
            r#""type": "object", "properties": {{{}}}, "required": [{}], "additionalProperties": false"#,
            properties.join(", "),
            required.join(", ")
        );
        file("shop emits paid", "", &schema)
    };
    let folder = Folder::with(&[
        ("a/shop/emits/paid.json", &of("a k")),
        ("r/shop/emits/paid.json", &of("k")),
    ]);
    let gone = run(&folder, "diff a r");
    insta::assert_snapshot!(gone.exits(0).stdout, @"
    changed: shop emits paid
      a/shop/emits/paid.json
      r/shop/emits/paid.json
      shop no longer sends `a`

    nobody here sends or reads what changed
    ");
    let back = run(&folder, "diff r a");
    insta::assert_snapshot!(back.exits(0).stdout, @"
    changed: shop emits paid
      r/shop/emits/paid.json
      a/shop/emits/paid.json
      shop newly sends `a`

    nobody here sends or reads what changed
    ");
}

fn git(folder: &Folder, arguments: &str) {
    let mut command = Command::new("git");
    let who = [
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@example.com",
        "-c",
        "init.defaultBranch=main",
    ];
    command
        .args(who)
        .args(arguments.split_whitespace())
        .current_dir(folder.path());
    let answer = folder.answer_with(command, &ALONE);
    assert_eq!(answer.code, 0, "git {arguments}: {}", answer.stderr);
}

#[test]
fn diff_reads_git_revisions_and_explains_shallow_clones() {
    let emits = "contracts/user-service/emits/user.registered.json";
    let of = |schema: &str| file("user-service emits user.registered", "", schema);
    let wants = file("auth-service consumes user.registered", "", WANTS_EMAIL);
    let folder = Folder::with(&[
        (&format!("repo/{emits}"), &of(REQUIRED_EMAIL)),
        (
            "repo/contracts/auth-service/consumes/user.registered.json",
            &wants,
        ),
    ]);
    git(&folder, "init --quiet repo");
    git(&folder, "-C repo add --all");
    git(&folder, "-C repo commit --quiet --message=first");
    folder.write(&format!("repo/{emits}"), &of(OPTIONAL_EMAIL));
    git(&folder, "-C repo commit --quiet --all --message=second");
    let answer = folder.counterpart_in("repo", &["diff", "main~1", "main"]);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    changed: user-service emits user.registered
      main~1:contracts/user-service/emits/user.registered.json
      main:contracts/user-service/emits/user.registered.json
      `email` may now be absent from what user-service sends

    error[property-optional]: `email` may now be absent from what user-service sends
     --> main:contracts/user-service/emits/user.registered.json:8:5
      |
    8 |     "email": {"type": "string"}
      |     ^^^^^^^ user-service may leave `email` out
      |
     ::: main:contracts/auth-service/consumes/user.registered.json:9:3
      |
    9 |   "required": ["email"]
      |   ---------- auth-service requires it
      |
      = at: user.registered#/email
    example: a message that breaks auth-service
      |
      | {"user_id":0}
      | ^^^^^^^^^^^^^ `email` is missing here
      = help: in user-service: always send `email`
      = help: in auth-service: stop requiring `email`, release it first
      = help: ask the auth-service team when they can release that

    more about this: `cargo counterpart explain property-optional`

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    assumes: unique-keys
    incompatible
    "#);
    folder
        .counterpart_in("repo", &["diff", "main~1:contracts", "contracts"])
        .exits(100);
    folder
        .counterpart_in("repo", &["diff", "main", "contracts"])
        .exits(0);
    let error = |below: &str, old: &str| {
        folder
            .counterpart_in(below, &["diff", old, "contracts"])
            .exits(101)
            .stderr
            .clone()
    };
    insta::assert_snapshot!(error("repo", "nowhere"), @"
    error: `nowhere` is neither a folder nor a revision of this git repository
      hint: `git fetch` gets what others pushed; a version of a service needs `--store`
    ");
    insta::assert_snapshot!(error("repo", "user-service@1"), @"
    error: this git repository has no revision user-service@1
      hint: `git fetch` gets what others pushed; a version of a service needs `--store`
    ");
    let source = folder.path().join("repo").display().to_string();
    git(
        &folder,
        &format!("clone --quiet --depth=1 file://{source} shallow"),
    );
    insta::assert_snapshot!(error("shallow", "main~1"), @"
    error: this git repository has no revision main~1
      hint: this clone is shallow; `git fetch --unshallow` gets it
    ");
    insta::assert_snapshot!(error("shallow", "origin/release"), @"
    error: `origin/release` is neither a folder nor a revision of this git repository
      hint: this clone is shallow; `git fetch --depth=1 origin release:refs/remotes/origin/release` gets it
    ");
    // An option is no revision.
    let answer = folder.counterpart_in("repo", &["diff", "--", "--upload-pack=touch", "contracts"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"error: "--upload-pack=touch" is not a revision of git"#);
}

#[test]
fn the_answer_of_can_i_deploy_is_a_document_too() {
    let folder = services(REQUIRED_EMAIL);
    publish(&folder, "user-service 2", "emits", "", OPTIONAL_EMAIL);
    run(
        &folder,
        "record-deployment --store store --environment production --service auth-service --version 1 --at 2026-11-16",
    )
    .exits(0);
    let answer = run(
        &folder,
        "can-i-deploy --store store --service user-service --version 2 --to-environment production --at 2026-11-23 --format json",
    );
    let document: serde_json::Value = serde_json::from_str(&answer.exits(100).stdout).unwrap();
    assert_eq!(document["deployment"]["service"], "user-service");
    assert_eq!(document["deployment"]["at"], "2026-11-23T00:00:00Z");
    assert_eq!(document["compared_versions"][0]["version"]["kind"], "deployed");
    let finding = &document["findings"][0];
    assert_eq!(finding["rule"], "property-optional");
    assert_eq!(finding["consumers"][0]["in_store"], true);
    assert_eq!(finding["consumers"][0]["versions"][0]["version"], "1");
    assert_eq!(
        finding["location"],
        serde_json::Value::Null,
        "neither side is in this repository"
    );
    let schema = run(&folder, "schema report").exits(0).stdout.clone();
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&document));
}

#[test]
fn impact_and_diff_are_documents_with_schemas_that_are_closed() {
    let folder = services(REQUIRED_EMAIL);
    publish(&folder, "user-service 2", "emits", "", OPTIONAL_EMAIL);
    let store = "--store store --at 2026-11-23 --json";
    for (document, command, code) in [
        ("impact", "impact user.registered#/email", 0),
        ("diff", "diff user-service@1 user-service@2", 100),
        ("diff", "diff user-service@2 user-service@1", 0),
    ] {
        let schema = run(&folder, &format!("schema {document}"))
            .exits(0)
            .stdout
            .clone();
        let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
        let answer = run(&folder, &format!("{command} {store}"));
        let mut said: serde_json::Value = serde_json::from_str(&answer.exits(code).stdout).unwrap();
        let errors: Vec<_> = schema.iter_errors(&said).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        match (document, code) {
            ("impact", _) => {
                let effects = &said["producers"][0]["consumers"][0]["effects"];
                assert_eq!(effects["gone"]["effect"], "breaks", "{said:#}");
            }
            (_, 0) => {
                assert_eq!(said["fixed"][0]["rule"], "property-optional", "{said:#}");
                said["fixed"][0]["brand_new"] = 1.into();
                assert!(!schema.is_valid(&said));
            }
            _ => {
                assert_eq!(
                    said["broken"]["findings"][0]["rule"], "property-optional",
                    "{said:#}"
                );
                said["changes"][0]["brand_new"] = 1.into();
                assert!(!schema.is_valid(&said));
            }
        }
    }
}
