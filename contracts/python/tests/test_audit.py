"""Messages of a log, judged as the program judges them."""

from __future__ import annotations

import itertools
import json
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from counterpart import Contracts, Error


@pytest.fixture(scope="module")
def contracts(example_contracts: Path) -> Contracts:
    return Contracts.load(example_contracts)


def messages(contracts: Contracts) -> list[str]:
    """Messages that are accepted, and refused for many reasons."""
    valid = contracts.samples("user.registered", 60, service="auth-service", seed=1)
    invalid = contracts.samples("user.registered", 60, service="auth-service", seed=2, invalid=True)
    mixed = [message for pair in zip(valid, invalid) for message in pair]
    # The program takes an array on a line for its items; here a message is a message.
    objects = [message for message in mixed if not message.startswith("[")]
    return [*objects, '{"user_id": 1,}', '{"user_id": 1, "email": "a", "email": "b"}']


def audited(counterpart: Any, folder: Path, lines: list[str], contracts: Path, *flags: str) -> dict[str, Any]:
    """What the program says of the same messages as lines of a file."""
    (folder / "log.ndjson").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    said = counterpart(
        "audit", "log.ndjson", "--contracts", str(contracts), "--format", "json", *flags, folder=folder, exit_code=100
    )
    document: dict[str, Any] = json.loads(said.stdout)
    return document


def without_files(document: Any) -> Any:
    """Without what only the program knows: the input's name, and where lines begin in it."""
    if isinstance(document, dict):
        # A message in memory has a number, and no file around it.
        return {
            key: without_files(value)
            for key, value in document.items()
            if key not in ("file", "byte", "input", "inputs", "offset", "version", "program")
        }
    if isinstance(document, list):
        return [without_files(item) for item in document]
    return document.replace("log.ndjson", "") if isinstance(document, str) else document


def test_document_is_that_of_the_program_on_the_same_lines(
    counterpart: Any, tmp_path: Path, contracts: Contracts, example_contracts: Path
) -> None:
    lines = messages(contracts)
    audit = contracts.audit(lines, event="user.registered")
    said = audited(counterpart, tmp_path, lines, example_contracts, "--event", "user.registered")
    assert without_files(audit.document) == without_files(said)
    assert (audit.outcome, audit.messages) == ("incompatible", len(lines))
    assert sum(finding["seen"]["count"] for finding in audit.findings) > 50


def test_rows_that_name_their_event_are_judged_as_the_program_judges_them(
    counterpart: Any, tmp_path: Path, contracts: Contracts, example_contracts: Path
) -> None:
    lines = [
        json.dumps({"kind": event, "data": {"body": json.loads(message)}})
        for event in ("user.registered", "user.deleted", "user.unknown")
        for message in contracts.samples("user.registered", 30, service="auth-service", seed=5)
    ]
    audit = contracts.audit(lines, event_at="/kind", payload_at="/data/body")
    said = audited(
        counterpart, tmp_path, lines, example_contracts, "--event-at", "/kind", "--payload-at", "/data/body"
    )
    assert without_files(audit.document) == without_files(said)
    assert 0 < audit.judged < audit.messages


def test_messages_come_from_any_iterable(contracts: Contracts) -> None:
    lines = messages(contracts)
    listed = contracts.audit(lines, event="user.registered")
    assert contracts.audit((line for line in lines), event="user.registered") == listed
    assert contracts.audit([line.encode() for line in lines], event="user.registered") == listed
    judged = [one["judged"] for one in listed.contracts if one["event"] == "user.registered"]
    assert judged and all(judged)


def test_error_of_the_iterable_passes_through(contracts: Contracts) -> None:
    def broken() -> Any:
        yield "{}"
        raise ConnectionError("the broker is gone")

    with pytest.raises(ConnectionError, match="the broker is gone"):
        contracts.audit(broken(), event="user.registered")


def test_array_is_one_message(contracts: Contracts) -> None:
    audit = contracts.audit(["[1, 2]"], event="user.registered", service="auth-service")
    [finding] = audit.findings
    assert (audit.messages, finding["text"]) == (1, 'expected "type":"object", found array')


def test_messages_of_blanks_only_and_the_mark_of_utf8_are_as_in_lines(
    counterpart: Any, tmp_path: Path, contracts: Contracts, example_contracts: Path
) -> None:
    good, bad = '{"user_id": 7, "email": "a"}', '{"user_id": "7", "email": "a"}'
    lines = [f"\ufeff{good}", "", good, " \t", bad, f"\ufeff{good}", ""]
    audit = contracts.audit(lines, event="user.registered")
    said = audited(counterpart, tmp_path, lines, example_contracts, "--event", "user.registered")
    assert without_files(audit.document) == without_files(said)
    assert audit.messages == 4
    assert {"type-mismatch", "message-malformed"} <= {finding["rule"] for finding in audit.findings}
    refused = contracts.audit(["", f"\ufeff{good}"], event="user.registered")
    assert [finding["rule"] for finding in refused.findings] == ["message-malformed"]


def test_log_that_ends_with_an_empty_line_is_compatible(contracts: Contracts) -> None:
    good = b'{"user_id": 7, "email": "a"}'
    for lines in ([good, b"", good], [b"\xef\xbb\xbf" + good, b"\n"], [b" ", good]):
        audit = contracts.audit(lines, event="user.registered", service="auth-service")
        assert (audit.outcome, audit.findings) == ("compatible", [])
    [finding] = contracts.audit([b"", b"x", b""], event="user.registered").findings
    assert finding["seen"]["first"]["line"] == 2


def test_messages_are_bytes_texts_and_views_of_bytes(contracts: Contracts) -> None:
    good = b'{"user_id": 7, "email": "a"}'
    held = [good, good.decode(), bytearray(good), memoryview(good)]
    assert contracts.audit(held, event="user.registered", service="auth-service").outcome == "compatible"
    surrogate = '{"user_id": 7, "email": "\ud800"}'
    [finding] = contracts.audit([surrogate], event="user.registered", service="auth-service").findings
    assert finding["rule"] == "message-unreadable"
    wrong: list[Any] = [[123, 125], (123, 125), 7, None]
    for message in wrong:
        with pytest.raises(TypeError, match="a message is bytes or str, and not"):
            contracts.audit([message], event="user.registered")


def test_interrupt_is_raised_between_parts(contracts: Contracts) -> None:
    good = b'{"user_id": 7, "email": "a"}'

    def interrupting() -> Any:
        yield good
        # The handler runs at the next chance that the interpreter gets.
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        contracts.audit(interrupting(), event="user.registered")
    interrupted = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
    interrupted.start()
    with pytest.raises(KeyboardInterrupt):
        # Without an end, and without a line of Python in it.
        contracts.audit(itertools.repeat(good), event="user.registered")
    interrupted.join()


def test_audit_of_nothing_is_no_success(contracts: Contracts) -> None:
    assert contracts.audit([], event="user.registered").outcome == "incomplete"
    assert contracts.audit(["{}"]).outcome == "incomplete"


def test_contradicting_options_are_an_error(contracts: Contracts) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"event": "a", "event_at": "/kind"}, "exclude each other|no file says"),
        ({"event": "user.unknown"}, "no file says what a service consumes of `user.unknown`"),
        ({"service": "nobody"}, "`nobody` has no file of what it consumes"),
        ({"event_at": "kind"}, "no JSON Pointer"),
        ({"exported_by": "excel"}, "none of the engines: .*spark"),
        ({"payload_strings": "xml"}, 'payload_strings is "json" or "payload"'),
    ]
    for options, why in cases:
        with pytest.raises(Error, match=why):
            contracts.audit(["{}"], **options)


def test_option_that_is_none_is_named_with_those_there_are(contracts: Contracts) -> None:
    judges: list[Any] = [contracts.audit, contracts.audit_batch]
    for judge in judges:
        with pytest.raises(TypeError, match="'exported' is no option of an audit; the options are role, service"):
            judge([], exported="duckdb")
