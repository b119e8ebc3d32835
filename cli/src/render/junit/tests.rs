use super::super::injection::Sourced;
use super::super::rich_report::{Words, report};
use super::*;

#[test]
fn each_event_is_a_suite_and_each_finding_a_case() {
    let listing = Listing::of(&report(&Words::plain()), &Sourced("lib".to_owned()));
    // Messages of thousands of letters are not worth their space here.
    let text = super::listing(&listing).unwrap();
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.chars().take(300).collect())
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="counterpart" tests="23" skipped="9" failures="14" errors="0">
        <testsuite name="counterpart" tests="8" skipped="6" errors="0" failures="2">
            <testcase name="allowance-expired 5fe34ab6" classname="counterpart">
                <failure message="the allowance for user.registered (array-length) no longer applies: fix the issue (auth-service reads the directory since its 2.3), then remove it" type="allowance-expired"/>
            </testcase>
            <testcase name="no-producer 5c993958" classname="counterpart">
                <failure message="not known: no service in production emits user.registered" type="no-producer"/>
            </testcase>
            <testcase name="nobody 3acbe1bd" classname="counterpart">
                <skipped message="not known: nothing in staging shares an event with user-service"/>
            </testcase>
            <testcase name="no-retention 9338e926" classname="counterpart">
                <skipped message="user-service does not say how long messages of user.registered are kept: versions it no longer runs were not checked"/>
            </testcase>
            <testcase name="unmatched 59a49826" classname="counterpart">
                <skipped message="closed wants missing, which no service in this run emits"/>
            </testcase>
            <testcase name="unmatched 07825409" classname="counterpart">
                <skipped message="closed wants stale, which no service in this run emits"/>
            </testcase>
            <testcase name="other-features 71438828" classname="counterpart">
                <skipped message="tool was built with a different feature set than its contract files: the code was checked, the files were not compared"/>
            </testcase>
            <testcase name="turned-off 54870023" classname="counterpart">
                <skipped message="not shown, because their rules are turned off: 1 finding of number-range"/>
            </testcase>
        </testsuite>
        <testsuite name="account.opened" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="unproven ce8b4f72" classname="account.opened">
                <failure message="neither proven nor refuted that books (audit) accepts what user-service sends for `account.opened`" type="unproven">neither proven nor refuted that books (audit) accepts what user-service sends for `account.opened`
    at the whole message
    the format `account-number` is not in the table of formats [unknown-format]
    user-service sends: user/src/lib.rs:7
    books (audit) accepts: contracts/books/consumes/account.opened@audit.json:1
    - say the same in a simpler form, in either schema
    - accept what is unproven with `--allow-unproven`
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="missing" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="contract-missing 0a4878c2" classname="missing">
                <failure message="the code declares `closed consumes missing`, and it has no contract file" type="contract-missing">the code declares `closed consumes missing`, and it has no contract file
    closed accepts: contracts/closed/consumes/missing.json:1
    - run `cargo counterpart accept` and commit the file
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="never" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="event-not-emitted 8ebd7f02" classname="never">
                <failure message="books wants `never` from user-service, and user-service does not emit it" type="event-not-emitted">books wants `never` from user-service, and user-service does not emit it
    books accepts: contracts/books/consumes/never.json:1
    - in books: correct the event or the `producer` of the contract
    - in user-service: start emitting `never`
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;never&quot;
        consumer = &quot;books&quot;
        rule = &quot;event-not-emitted&quot;
        reason = &quot;why this break is accepted&quot;
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="orphaned" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="contract-orphaned de7c014b" classname="orphaned">
                <failure message="the code no longer declares `closed consumes orphaned`, and the file is still there" type="contract-orphaned">the code no longer declares `closed consumes orphaned`, and the file is still there
    closed accepts: contracts/closed/consumes/orphaned.json:1
    - delete the file; `cargo counterpart accept` does
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="stale" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="contract-stale e377e923" classname="stale">
                <failure message="the file of `closed consumes stale` is not what the code says" type="contract-stale">the file differs from the code
    closed accepts: contracts/closed/consumes/stale.json:1
    - run `cargo counterpart accept` and commit the file
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="stopped" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="event-stopped 5db37ded" classname="stopped">
                <failure message="closed no longer emits `stopped`, and auth-service still has a contract for it" type="event-stopped">closed no longer emits `stopped`, and auth-service still has a contract for it
    closed sends: user/src/lib.rs:7
    auth-service accepts: contracts/auth-service/consumes/stopped.json:1
    - in closed: keep emitting `stopped` until no consumer has a contract for it
    - in auth-service: remove the contract for `stopped`, or read the event&apos;s new name
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;stopped&quot;
        consumer = &quot;auth-service&quot;
        rule = &quot;event-stopped&quot;
        reason = &quot;why this break is accepted&quot;
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="user.registered" tests="9" skipped="3" errors="0" failures="6">
            <testcase name="property-optional /email 99f327ad" classname="user.registered">
                <failure message="`email` may be absent from what user-service sends (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service require it)" type="property-optional">the producer may leave `email` out, and the consumer requires it
    at /email
    user-service sends: user/src/lib.rs:7
    a-service-with-a-very-long-name-a-service-with-a-very-long-name- accepts: contracts/a-service-with-a-very-long-name-a-service-with-a-very-long-name-/consumes/user.registered.json:21
    auth-service accepts: contracts/auth-service/consumes/user.registered.json:21
    a message that breaks a-service-with-a-very-long-name-a-service-with-a-very-long-name-: {&quot;plan&quot;:&quot;free&quot;,&quot;user_id&quot;:0}
    cause for a-service-with-a-very-long-name-a-service-with-a-very-long-name-: producer-change
    a message that breaks auth-service: {&quot;plan&quot;:&quot;free&quot;,&quot;user_id&quot;:0}
    - in user-service: always send `email`
    - in a-service-with-a-very-long-name-a-servi…, auth-service: make `email` an `Option&lt;…&gt;`, release it first
    - in a-service-with-a-very-long-name-a-servi…, auth-service: give `email` `#[serde(default)]`, release it first
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;a-service-with-a-very-long-name-a-service-with-a-very-long-name-&quot;
        place = &quot;/email&quot;
        rule = &quot;property-optional&quot;
        reason = &quot;why this break is accepted&quot;
        
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;auth-service&quot;
        place = &quot;/email&quot;
        rule = &quot;property-optional&quot;
        reason = &quot;why this break is accepted&quot;
    </failure>
            </testcase>
            <testcase name="value-not-accepted /plan a7115dda" classname="user.registered">
                <failure message="user-service sends the variant `enterprise` of `plan` (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service do not know it)" type="value-not-accepted">the producer may send &quot;enterprise&quot;, and the consumer accepts &quot;free&quot;
    at /plan
    user-service sends: user/src/lib.rs:7
    a-service-with-a-very-long-name-a-service-with-a-very-long-name- accepts: contracts/a-service-with-a-very-long-name-a-service-with-a-very-long-name-/consumes/user.registered.json:29
    auth-service accepts: contracts/auth-service/consumes/user.registered.json:29
    a message that breaks a-service-with-a-very-long-name-a-service-with-a-very-long-name-: {&quot;email&quot;:&quot;a&quot;,&quot;plan&quot;:&quot;enterprise&quot;,&quot;user_id&quot;:0}
    a message that breaks auth-service: {&quot;email&quot;:&quot;a&quot;,&quot;plan&quot;:&quot;enterprise&quot;,&quot;user_id&quot;:0}
    - in user-service: hold back the new value of `plan` until the consumers know it
    - in a-service-with-a-very-long-name-a-servi…, auth-service: accept the new value of `plan`, release it first
    - ask team-identity when they can release that
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;a-service-with-a-very-long-name-a-service-with-a-very-long-name-&quot;
        place = &quot;/plan&quot;
        rule = &quot;value-not-accepted&quot;
        reason = &quot;why this break is accepted&quot;
        
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;auth-service&quot;
        place = &quot;/plan&quot;
        rule = &quot;value-not-accepted&quot;
        reason = &quot;why this break is accepted&quot;
    </failure>
            </testcase>
            <testcase name="key-mismatch /key e209be97" classname="user.registered">
                <failure message="user-service sends `plan` as the key (auth-service (audit) takes the key for `user_id`)" type="key-mismatch">the producer sends the value of `plan` as the key, and the consumer takes the key for the value of `user_id`
    at /key
    user-service sends: user/src/lib.rs:7
    auth-service (audit) accepts: contracts/auth-service/consumes/user.registered@audit.json:9
    a message that breaks auth-service (audit): {&quot;key&quot;:&quot;free&quot;,&quot;payload&quot;:{&quot;plan&quot;:&quot;free&quot;,&quot;user_id&quot;:0}}
    - in user-service: send `user_id` as the key, and declare `key = &quot;user_id&quot;`
    - in auth-service: read `user_id` from the payload, drop `key = &quot;user_id&quot;`, release it first
    - ask the auth-service team when they can release that
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;auth-service&quot;
        place = &quot;/key&quot;
        rule = &quot;key-mismatch&quot;
        reason = &quot;why this break is accepted&quot;
    </failure>
            </testcase>
            <testcase name="property-missing /headers/tenant c677a15d" classname="user.registered">
                <failure message="user-service does not send the header `tenant` (auth-service (audit) requires it)" type="property-missing">the producer never sends `tenant`, and the consumer requires it
    at /headers/tenant
    user-service sends: user/src/lib.rs:7
    auth-service (audit) accepts: contracts/auth-service/consumes/user.registered@audit.json:12
    a message that breaks auth-service (audit): {&quot;headers&quot;:{}}
    - in user-service: send the header `tenant` with every message, and declare it in `headers(…)`
    - in auth-service: make the header `tenant` an `Option&lt;…&gt;` in `headers(…)`, release it first
    - ask the auth-service team when they can release that
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;auth-service&quot;
        place = &quot;/headers/tenant&quot;
        rule = &quot;property-missing&quot;
        reason = &quot;why this break is accepted&quot;
    </failure>
            </testcase>
            <testcase name="string-content /tags/* febb54d8" classname="user.registered">
                <failure message="user-service sends items of `tags` as strings of exactly 3000 characters, not strings of at most 2999 characters (auth-service (audit) refuses it)" type="string-content">the producer may send a string of 3000 characters, and the consumer accepts strings of at most 2999 
    at /tags/*
    user-service sends: user/src/lib.rs:7
    auth-service (audit) accepts: contracts/auth-service/consumes/user.registered@audit.json:43
    a message that breaks auth-service (audit): {&quot;plan&quot;:&quot;free&quot;,&quot;tags&quot;:[&quot;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    - in user-service: keep the items of `tags` within what the consumers accept
    - in auth-service: widen the type of the items of `tags` to what is sent, release it first
    - ask the auth-service team when they can release that
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;auth-service&quot;
        place = &quot;/tags/*&quot;
        rule = &quot;string-content&quot;
        reason = &quot;why this break is accepted&quot;
    </failure>
            </testcase>
            <testcase name="unproven /account e2f2978a" classname="user.registered">
                <failure message="neither proven nor refuted that auth-service (audit) accepts what user-service sends for `user.registered`" type="unproven">neither proven nor refuted that auth-service (audit) accepts what user-service sends for `user.registered`
    at /account
    the format `account-number` is not in the table of formats [unknown-format]
    user-service sends: user/src/lib.rs:7
    auth-service (audit) accepts: contracts/auth-service/consumes/user.registered@audit.json:46
    - say the same in a simpler form, in either schema
    - accept what is unproven with `--allow-unproven`
    </failure>
            </testcase>
            <testcase name="property-denied /locale 214b63b1" classname="user.registered">
                <skipped message="warned: user-service may send `locale` (closed denies it)"/>
                <system-out>the producer may send the property `locale`, and the consumer denies it
    at /locale
    user-service sends: user/src/lib.rs:7
    closed accepts: contracts/closed/consumes/user.registered.json:19
    a message that breaks closed: {&quot;locale&quot;:&quot;a&quot;,&quot;plan&quot;:&quot;free&quot;,&quot;user_id&quot;:0}
    - in closed: drop `#[serde(deny_unknown_fields)]`, release it first
    - in user-service: hold back `locale` until the consumers accept it
    - in closed: declare `locale`, release it first
    - accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = &lt;date&gt;`
        [[allow]]
        event = &quot;user.registered&quot;
        consumer = &quot;closed&quot;
        place = &quot;/locale&quot;
        rule = &quot;property-denied&quot;
        reason = &quot;why this break is accepted&quot;
    </system-out>
            </testcase>
            <testcase name="property-missing /phone c93d0f1f" classname="user.registered">
                <skipped message="pending: mail-service now requires `phone`, which user-service does not send"/>
                <system-out>the producer never sends `phone`, and the consumer requires it
    at /phone
    user-service sends: user/src/lib.rs:7
    a message that breaks mail-service: {}
    cause for mail-service: consumer-change
    - in mail-service: make `phone` an `Option&lt;…&gt;`
    - in user-service: start sending `phone` in every message
    </system-out>
            </testcase>
            <testcase name="null-emitted /nick 95fdedc4" classname="user.registered">
                <skipped message="allowed because auth-service reads the directory since its 2.3: user-service may send null in `nick` (auth-service (audit) refuses it)"/>
                <system-out>the producer may send null, and the consumer accepts a string
    at /nick
    user-service sends: user/src/lib.rs:7
    auth-service (audit) accepts: contracts/auth-service/consumes/user.registered@audit.json:34
    a message that breaks auth-service (audit): {&quot;nick&quot;:null,&quot;plan&quot;:&quot;free&quot;,&quot;user_id&quot;:0}
    - in user-service: `#[serde(skip_serializing_if = &quot;Option::is_none&quot;)]` on `nick`
    - in auth-service: make `nick` an `Option&lt;…&gt;`, release it first
    - in user-service: always set `nick`
    </system-out>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}
