use super::super::injection::{Sourced, check_markdown};
use super::super::rich_report::{Words, report};
use super::*;

#[test]
fn the_comment_reads_well() {
    let listing = Listing::of(&report(&Words::plain()), &Sourced("lib".to_owned()));
    let text = super::listing(&listing);
    check_markdown(&text);
    insta::assert_snapshot!(text, @r#"
    <!-- counterpart -->
    ### Counterpart: incompatible

    Checked 6 pairs of 2 emitted events and 9 contracts: 0 compatible, 3 incompatible, 1 unproven, 1 warned of, 1 pending

    Assumes: unique-keys

    - trusted: `events::UserRegistered.locale`, because `auth-service reads the directory since its 2.3`

    - **error** (allowance-expired): `the allowance for user.registered (array-length) no longer applies: fix the issue (auth-service reads the directory since its 2.3), then remove it`
    - **error** (no-producer): `not known: no service in production emits user.registered`
    - **note** (nobody): `not known: nothing in staging shares an event with user-service`
    - **warning** (no-retention): `user-service does not say how long messages of user.registered are kept: versions it no longer runs were not checked`
    - **note** (unmatched): `closed wants missing, which no service in this run emits`
    - **note** (unmatched): `closed wants stale, which no service in this run emits`
    - **note** (other-features): `tool was built with a different feature set than its contract files: the code was checked, the files were not compared`
    - **warning** (turned-off): `not shown, because their rules are turned off: 1 finding of number-range`

    #### Failing

    ##### property-optional: `` `email` may be absent from what user-service sends (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service require it) ``

    - `/email` of `user.registered`: ``the producer may leave `email` out, and the consumer requires it``
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `a-service-with-a-very-long-name-a-service-with-a-very-long-name-` accepts (owner `team-identity`), `contracts/a-service-with-a-very-long-name-a-service-with-a-very-long-name-/consumes/user.registered.json:21`: `"required": [`
        - producer-change: the producer's change alone breaks it
      - `auth-service` accepts (owner `team-identity`), `contracts/auth-service/consumes/user.registered.json:21`: `"required": [`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "plan": "free",
      "user_id": 0
    }
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - `` in user-service: always send `email` ``
    - ``in a-service-with-a-very-long-name-a-servi…, auth-service: make `email` an `Option<…>`, release it first``
    - ``in a-service-with-a-very-long-name-a-servi…, auth-service: give `email` `#[serde(default)]`, release it first``

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "a-service-with-a-very-long-name-a-service-with-a-very-long-name-"
    place = "/email"
    rule = "property-optional"
    reason = "why this break is accepted"

    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/email"
    rule = "property-optional"
    reason = "why this break is accepted"
    ```

    </details>

    ##### value-not-accepted: ``user-service sends the variant `enterprise` of `plan` (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service do not know it)``

    - `/plan` of `user.registered`: `the producer may send "enterprise", and the consumer accepts "free"`
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `a-service-with-a-very-long-name-a-service-with-a-very-long-name-` accepts (owner `team-identity`), `contracts/a-service-with-a-very-long-name-a-service-with-a-very-long-name-/consumes/user.registered.json:29`: `"enum": [`
      - `auth-service` accepts (owner `team-identity`), `contracts/auth-service/consumes/user.registered.json:29`: `"enum": [`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "email": "a",
      "plan": "enterprise",
      "user_id": 0
    }
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - ``in user-service: hold back the new value of `plan` until the consumers know it``
    - ``in a-service-with-a-very-long-name-a-servi…, auth-service: accept the new value of `plan`, release it first``
    - `ask team-identity when they can release that`

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "a-service-with-a-very-long-name-a-service-with-a-very-long-name-"
    place = "/plan"
    rule = "value-not-accepted"
    reason = "why this break is accepted"

    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/plan"
    rule = "value-not-accepted"
    reason = "why this break is accepted"
    ```

    </details>

    ##### key-mismatch: ``user-service sends `plan` as the key``

    - `/key` of `user.registered`: `` the producer sends the value of `plan` as the key, and the consumer takes the key for the value of `user_id` ``
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:9`: `"key": "user_id",`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "key": "free",
      "payload": {
        "plan": "free",
        "user_id": 0
      }
    }
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - `` in user-service: send `user_id` as the key, and declare `key = "user_id"` ``
    - ``in auth-service: read `user_id` from the payload, drop `key = "user_id"`, release it first``
    - `ask the auth-service team when they can release that`

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/key"
    rule = "key-mismatch"
    reason = "why this break is accepted"
    ```

    </details>

    ##### property-missing: `` user-service does not send the header `tenant` ``

    - `/headers/tenant` of `user.registered`: ``the producer never sends `tenant`, and the consumer requires it``
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:12`: `"required": [`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "headers": {}
    }
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - `` in user-service: send the header `tenant` with every message, and declare it in `headers(…)` ``
    - ``in auth-service: make the header `tenant` an `Option<…>` in `headers(…)`, release it first``
    - `ask the auth-service team when they can release that`

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/headers/tenant"
    rule = "property-missing"
    reason = "why this break is accepted"
    ```

    </details>

    ##### string-content: ``user-service sends items of `tags` as strings of exactly 3000 characters, not strings of at most 2999 characters``

    - `/tags/*` of `user.registered`: `the producer may send a string of 3000 characters, and the consumer accepts strings of at most 2999 characters`
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:43`: `"maxLength": 2999`

    <details><summary>A message that breaks it</summary>

    ```json
    {"plan":"free","tags":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"…],"user_id":0}
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - ``in user-service: keep the items of `tags` within what the consumers accept``
    - ``in auth-service: widen the type of the items of `tags` to what is sent, release it first``
    - `ask the auth-service team when they can release that`

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/tags/*"
    rule = "string-content"
    reason = "why this break is accepted"
    ```

    </details>

    ##### contract-missing: ``the code declares `closed consumes missing`, and it has no contract file``

    - `missing`: ``the code declares `closed consumes missing`, and it has no contract file``
      - `closed` accepts, `contracts/closed/consumes/missing.json:1`

    <details><summary>Possible fixes</summary>

    - ``run `cargo counterpart accept` and commit the file``

    </details>

    ##### event-not-emitted: ``books wants `never` from user-service, and user-service does not emit it``

    - `never`: ``books wants `never` from user-service, and user-service does not emit it``
      - `books` accepts, `contracts/books/consumes/never.json:1`

    <details><summary>Possible fixes</summary>

    - ``in books: correct the event or the `producer` of the contract``
    - `` in user-service: start emitting `never` ``

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "never"
    consumer = "books"
    rule = "event-not-emitted"
    reason = "why this break is accepted"
    ```

    </details>

    ##### contract-orphaned: ``the code no longer declares `closed consumes orphaned`, and the file is still there``

    - `orphaned`: ``the code no longer declares `closed consumes orphaned`, and the file is still there``
      - `closed` accepts, `contracts/closed/consumes/orphaned.json:1`

    <details><summary>Possible fixes</summary>

    - ``delete the file; `cargo counterpart accept` does``

    </details>

    ##### contract-stale: ``the file of `closed consumes stale` is not what the code says``

    - `stale`: `the file differs from the code`
      - `closed` accepts, `contracts/closed/consumes/stale.json:1`

    <details><summary>Possible fixes</summary>

    - ``run `cargo counterpart accept` and commit the file``

    </details>

    ##### event-stopped: ``closed no longer emits `stopped`, and auth-service still has a contract for it``

    - `stopped`: ``closed no longer emits `stopped`, and auth-service still has a contract for it``
      - `closed` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `auth-service` accepts, `contracts/auth-service/consumes/stopped.json:1`

    <details><summary>Possible fixes</summary>

    - ``in closed: keep emitting `stopped` until no consumer has a contract for it``
    - ``in auth-service: remove the contract for `stopped`, or read the event's new name``

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "stopped"
    consumer = "auth-service"
    rule = "event-stopped"
    reason = "why this break is accepted"
    ```

    </details>

    ##### unproven: `` neither proven nor refuted that books (audit) accepts what user-service sends for `account.opened` ``

    - `the whole message` of `account.opened`: `` neither proven nor refuted that books (audit) accepts what user-service sends for `account.opened` ``
      - unknown-format at `the whole message`: ``the format `account-number` is not in the table of formats``
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `books (audit)` accepts, `contracts/books/consumes/account.opened@audit.json:1`

    <details><summary>Possible fixes</summary>

    - `say the same in a simpler form, in either schema`

    </details>

    ##### unproven: `` neither proven nor refuted that auth-service (audit) accepts what user-service sends for `user.registered` ``

    - `/account` of `user.registered`: `` neither proven nor refuted that auth-service (audit) accepts what user-service sends for `user.registered` ``
      - unknown-format at `/account`: ``the format `account-number` is not in the table of formats``
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:46`: `"account": {`

    <details><summary>Possible fixes</summary>

    - `say the same in a simpler form, in either schema`

    </details>

    #### Warnings

    ##### property-denied: `` user-service may send `locale` ``

    - `/locale` of `user.registered`: ``the producer may send the property `locale`, and the consumer denies it``
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `closed` accepts, `contracts/closed/consumes/user.registered.json:19`: `"additionalProperties": false,`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "locale": "a",
      "plan": "free",
      "user_id": 0
    }
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - ``in closed: drop `#[serde(deny_unknown_fields)]`, release it first``
    - ``in user-service: hold back `locale` until the consumers accept it``
    - ``in closed: declare `locale`, release it first``

    To accept it, with a reason in `counterpart.toml`:

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "closed"
    place = "/locale"
    rule = "property-denied"
    reason = "why this break is accepted"
    ```

    </details>

    #### Pending: the producer's main branch never gave it, so it fails the consumer and not the producer

    ##### property-missing: ``mail-service now requires `phone`, which user-service does not send``

    - `/phone` of `user.registered`: ``the producer never sends `phone`, and the consumer requires it``
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `mail-service` accepts, `services/mail-service/versions/7.0.0/consumes/x.json:19`: `"required": [`
        - version `7.0.0 (in production since 2026-11-16T00:00:00Z)`
        - consumer-change: the consumer's change alone breaks it

    <details><summary>A message that breaks it</summary>

    ```json
    {}
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - `` in mail-service: make `phone` an `Option<…>` ``
    - ``in user-service: start sending `phone` in every message``

    </details>

    #### Allowed

    ##### null-emitted: `` user-service may send null in `nick` ``

    - `/nick` of `user.registered`: `the producer may send null, and the consumer accepts a string`
      - allowed because `auth-service reads the directory since its 2.3` (until 2026-12-31)
      - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
      - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:34`: `"type": "string"`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "nick": null,
      "plan": "free",
      "user_id": 0
    }
    ```

    </details>

    <details><summary>Possible fixes</summary>

    - `` in user-service: `#[serde(skip_serializing_if = "Option::is_none")]` on `nick` ``
    - ``in auth-service: make `nick` an `Option<…>`, release it first``
    - `` in user-service: always set `nick` ``

    </details>
    "#);
}

#[test]
fn code_is_fenced_longer_than_what_it_holds() {
    assert_eq!(code("a"), "`a`");
    assert_eq!(code("`a``b"), "``` `a``b ```");
    assert_eq!(code("```"), "```` ``` ````");
    assert_eq!(code(""), "`  `");
    assert_eq!(code("a\nb\u{202e}"), "`a\\nb\\u{202e}`");
    assert_eq!(block_of_code("json", "````\na"), "`````json\n````\na\n`````\n");
}
