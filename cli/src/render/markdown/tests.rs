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

    6 pairs of 2 emitted events and 9 contracts: 0 compatible, 3 incompatible, 1 unproven, 1 warned of, 1 pending

    Taken for granted: unique-keys

    - trusted: `events::UserRegistered.locale`, because `auth-service reads the directory since its 2.3`

    - **error** (allowance-expired): `the allowance of user.registered (array-length) lets nothing pass any more: settle what it was for (auth-service reads the directory since its 2.3), and remove it`
    - **error** (no-producer): `not known: no service in production emits user.registered`
    - **note** (nobody): `not known: nothing in staging shares an event with it`
    - **warning** (no-retention): `user-service does not say how long messages of user.registered stay: what it no longer runs was not looked at`
    - **note** (unmatched): `closed wants missing, which no service here emits`
    - **note** (unmatched): `closed wants stale, which no service here emits`
    - **note** (other-features): `the contract files of tool belong to other features, and were not compared`
    - **warning** (turned-off): `not shown, because their rules are turned off: 1 finding of number-range`

    #### To be mended

    ##### property-optional in `user.registered`

    `` `email` may be absent from what user-service sends (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service require it): the producer may leave `email` out, and the consumer requires it (user.registered at /email) ``

    - at `/email`
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

    <details><summary>Ways out</summary>

    - ``in user-service: send `email` in every message until no consumer needs it``
    - ``in a-service-with-a-very-long-name-a-service-with-a-very-long-name-, auth-service: make `email` an `Option<…>` or give it `#[serde(default)]`, and release that first``
    - `ask team-identity when they can release that`
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "a-service-with-a-very-long-name-a-service-with-a-very-long-name-"
    place = "/email"
    rule = "property-optional"
    reason = "say here why this may pass, and until when"

    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/email"
    rule = "property-optional"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    ##### value-not-accepted in `user.registered`

    ``user-service sends the variant `enterprise` of `plan` (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service do not know it): the producer may send "enterprise", and the consumer accepts "free" (user.registered at /plan)``

    - at `/plan`
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

    <details><summary>Ways out</summary>

    - `in user-service: hold the new value back until the consumers know it`
    - ``in a-service-with-a-very-long-name-a-service-with-a-very-long-name-, auth-service: add the variant, or a `#[serde(other)]` variant for values to come, and release that first``
    - `ask team-identity when they can release that`
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "a-service-with-a-very-long-name-a-service-with-a-very-long-name-"
    place = "/plan"
    rule = "value-not-accepted"
    reason = "say here why this may pass, and until when"

    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/plan"
    rule = "value-not-accepted"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    ##### key-mismatch in `user.registered`

    ``user-service sends `plan` as the key (auth-service (audit) takes the key for `user_id`): the producer sends the value of `plan` as the key, and the consumer takes the key for the value of `user_id` (user.registered at /key)``

    - at `/key`
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

    <details><summary>Ways out</summary>

    - `` in user-service: send `user_id` as the key, and say so, `key = "user_id"` ``
    - ``in auth-service: read the field instead of the key, drop `key`, and release that first``
    - `ask the people of auth-service when they can release that`
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/key"
    rule = "key-mismatch"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    ##### property-missing in `user.registered`

    ``user-service does not send the header `tenant` (auth-service (audit) requires it): the producer never sends `tenant`, and the consumer requires it (user.registered at /headers/tenant)``

    - at `/headers/tenant`
    - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
    - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:12`: `"required": [`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "headers": {}
    }
    ```

    </details>

    <details><summary>Ways out</summary>

    - ``in user-service: send the header `tenant` with every message, and say so in `headers(…)`, until no consumer needs it``
    - ``in auth-service: do without the header `tenant`, and make its type an `Option<…>` in `headers(…)`, and release that first``
    - `ask the people of auth-service when they can release that`
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/headers/tenant"
    rule = "property-missing"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    ##### string-content in `user.registered`

    ``user-service sends wider items of `tags`: it may be a string of 3000 characters (auth-service (audit) accepts strings of at most 2999 characters): the producer may send a string of 3000 characters, and the consumer accepts strings of at most 2999 characters (user.registered at /tags/*)``

    - at `/tags/*`
    - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
    - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:43`: `"maxLength": 2999`

    <details><summary>A message that breaks it</summary>

    ```json
    {
      "plan": "free",
      "tags": [
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
      ],
      "user_id": 0
    }
    ```

    </details>

    <details><summary>Ways out</summary>

    - ``in user-service: narrow the type of the items of `tags` to what the consumers accept, or send the wider one in a field beside it until they have moved``
    - ``in auth-service: widen the type of the items of `tags` to what is sent, and release that first``
    - `ask the people of auth-service when they can release that`
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "auth-service"
    place = "/tags/*"
    rule = "string-content"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    ##### contract-missing in `missing`

    ``the code declares `closed consumes missing`, and no file says it``

    - `closed` accepts, `contracts/closed/consumes/missing.json:1`

    <details><summary>Ways out</summary>

    - ``run `cargo counterpart accept` and commit the file``

    </details>

    ##### event-not-emitted in `never`

    ``books wants `never` from user-service, and user-service does not emit it``

    - `books` accepts, `contracts/books/consumes/never.json:1`

    <details><summary>Ways out</summary>

    - ``let user-service emit it, or correct the event or the `producer` of the contract``
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "never"
    consumer = "books"
    rule = "event-not-emitted"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    ##### contract-orphaned in `orphaned`

    ``the code does not declare `closed consumes orphaned` any more, and the file still stands``

    - `closed` accepts, `contracts/closed/consumes/orphaned.json:1`

    <details><summary>Ways out</summary>

    - ``delete the file; `cargo counterpart accept` does``

    </details>

    ##### contract-stale in `stale`

    ``the file of `closed consumes stale` is not what the code says``

    - `closed` accepts, `contracts/closed/consumes/stale.json:1`

    <details><summary>Ways out</summary>

    - ``run `cargo counterpart accept` and commit the file``

    </details>

    ##### event-stopped in `stopped`

    ``closed emits `stopped` no more, and auth-service still has a contract for it``

    - `closed` sends, `user/src/lib.rs:7`: `pub email: lib,`
    - `auth-service` accepts, `contracts/auth-service/consumes/stopped.json:1`

    <details><summary>Ways out</summary>

    - ``keep emitting `stopped` (an event renamed is an event stopped) until the contracts are gone, or remove them``
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "stopped"
    consumer = "auth-service"
    rule = "event-stopped"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    ##### unproven in `account.opened`

    ``neither proven nor refuted that books (audit) accepts what user-service sends for `account.opened` (account.opened at the whole message)``

    - at `the whole message`
    - unknown-format at `the whole message`: ``the format `account-number` is not in the table of formats``
    - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
    - `books (audit)` accepts, `contracts/books/consumes/account.opened@audit.json:1`

    <details><summary>Ways out</summary>

    - `say the same in a simpler form, in either schema`
    - `` let what is unproven pass with `--allow-unproven` ``

    </details>

    ##### unproven in `user.registered`

    ``neither proven nor refuted that auth-service (audit) accepts what user-service sends for `user.registered` (user.registered at /account)``

    - at `/account`
    - unknown-format at `/account`: ``the format `account-number` is not in the table of formats``
    - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
    - `auth-service (audit)` accepts, `contracts/auth-service/consumes/user.registered@audit.json:1`

    <details><summary>Ways out</summary>

    - `say the same in a simpler form, in either schema`
    - `` let what is unproven pass with `--allow-unproven` ``

    </details>

    #### Warnings

    ##### property-denied in `user.registered`

    ``user-service may send `locale` (closed denies it): the producer may send the property `locale`, and the consumer denies it (user.registered at /locale)``

    - at `/locale`
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

    <details><summary>Ways out</summary>

    - ``in user-service: hold `locale` back until the consumers know it``
    - ``in closed: declare `locale` or drop `deny_unknown_fields`, and release that first``
    - `ask the people of closed when they can release that`
    - ``let it pass, openly: add this to `counterpart.toml`, with the reason, and with `until = <day>` where it has an end``

    ```toml
    [[allow]]
    event = "user.registered"
    consumer = "closed"
    place = "/locale"
    rule = "property-denied"
    reason = "say here why this may pass, and until when"
    ```

    </details>

    #### Pending: never given on the producer's main branch, fails the consumer alone

    ##### property-missing in `user.registered`

    ``mail-service now requires `phone`, which user-service does not send: the producer never sends `phone`, and the consumer requires it (user.registered at /phone)``

    - at `/phone`
    - `user-service` sends, `user/src/lib.rs:7`: `pub email: lib,`
    - `mail-service` accepts, `services/mail-service/versions/7.0.0/consumes/x.json:19`: `"required": [`
      - version `7.0.0 (in production since 2026-11-16T00:00:00Z)`
      - consumer-change: the consumer's change alone breaks it

    <details><summary>A message that breaks it</summary>

    ```json
    {}
    ```

    </details>

    <details><summary>Ways out</summary>

    - ``in user-service: keep sending `phone` in every message until no consumer needs it``
    - ``in mail-service: make `phone` an `Option<…>` or give it `#[serde(default)]`, and release that first``
    - `ask the people of mail-service when they can release that`

    </details>

    #### Let pass

    ##### null-emitted in `user.registered`

    ``user-service may send null in `nick` (auth-service (audit) refuses it): the producer may send null, and the consumer accepts a string (user.registered at /nick)``

    - allowed because `auth-service reads the directory since its 2.3` (until 2026-12-31)
    - at `/nick`
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

    <details><summary>Ways out</summary>

    - ``in user-service: always fill `nick`, or leave it out where it is empty (`skip_serializing_if = "Option::is_none"`), which every consumer accepts``
    - ``in auth-service: make `nick` an `Option<…>`, and release that first``
    - `ask the people of auth-service when they can release that`

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
    assert_eq!(block("json", "````\na"), "`````json\n````\na\n`````\n");
}
