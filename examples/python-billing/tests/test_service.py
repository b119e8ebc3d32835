"""The service on messages as the user service sends them."""

import asyncio
import json
from pathlib import Path

import pytest
from billing.events import Plan
from billing.letters import Letters
from billing.service import Billing, contracts_folder, subscribe
from counterpart import Contracts
from faststream.nats import NatsBroker, TestNatsBroker


def message(id: str, event: str, data: str, **more: object) -> bytes:
    """A CloudEvent in structured form, as the user service writes it."""
    user, sequence = id.split("/")
    envelope = {
        "specversion": "1.0",
        "id": id,
        "source": "user-service",
        "type": event,
        "subject": user,
        "time": "2026-11-30T09:00:00.000Z",
        "datacontenttype": "application/json",
        "sequence": int(sequence),
        "position": 17,
        "data": None,
    }
    return json.dumps(envelope | more).replace('"data": null', f'"data": {data}').encode()


REGISTERED = message(
    "7/1", "user.registered", '{"user_id":7,"email":"ada@example.org","plan":"pro","signed_up_at":1795000000001}'
)
DELETED = message("7/2", "user.deleted", '{"user_id":7,"reason":{"kind":"requested"},"deleted_at":1795000000002}')
BROKEN = message("8/1", "user.registered", '{"user_id":8 ,"plan":null,"price":1.50}')


@pytest.fixture
def billing(tmp_path: Path) -> Billing:
    return Billing(Contracts.load(contracts_folder()), Letters(tmp_path / "letters.ndjson"))


def letters(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "letters.ndjson").read_bytes().splitlines()]


def test_account_follows_the_user(billing: Billing) -> None:
    assert billing.receive(REGISTERED) == "applied"
    assert billing.accounts.plans == {7: Plan.PRO}
    assert billing.receive(REGISTERED) == "old"
    assert billing.receive(DELETED) == "applied"
    assert billing.accounts.plans == {}
    assert billing.receive(message("7/3", "user.email_changed", "{}")) == "not ours"


def test_all_that_the_contracts_of_the_user_service_allow_is_taken(billing: Billing) -> None:
    contracts = Contracts.load(contracts_folder())
    for event in ("user.registered", "user.deleted"):
        for number, data in enumerate(contracts.samples(event, 100, role="emits")):
            assert billing.receive(message(f"{number}/1", event, data, source=event)) == "applied"


def test_message_that_cannot_be_read_is_a_letter_with_the_text_that_was_sent(billing: Billing, tmp_path: Path) -> None:
    assert billing.receive(BROKEN) == "dead"
    [letter] = letters(tmp_path)
    assert (letter["id"], letter["event"]) == ({"source": "user-service", "id": "8/1"}, "user.registered")
    assert letter["payload"] == '{"user_id":8 ,"plan":null,"price":1.50}'
    assert letter["key"] == "8" and letter["origin"] == {"stream": "USERS", "position": "17"}
    assert (letter["refusal"]["rule"], letter["refusal"]["place"]) == ("null-emitted", "/plan")
    assert billing.accounts.plans == {}


@pytest.mark.parametrize(
    ("text", "rule"), [(b"[1]", "type-mismatch"), (b'{"id": "7/1"', "malformed-text"), (b"\xff", "malformed-text")]
)
def test_text_that_is_no_event_is_a_letter_with_the_same_identity_at_each_delivery(
    billing: Billing, tmp_path: Path, text: bytes, rule: str
) -> None:
    assert [billing.receive(text), billing.receive(text)] == ["dead", "dead"]
    first, second = letters(tmp_path)
    assert first["id"] == second["id"] and first["event"] == "user.feed_entry"
    assert first["refusal"]["rule"] == rule
    assert ("payload" in first) != ("payload_base64" in first)


def test_half_a_line_of_a_killed_process_stays_a_line_of_its_own(billing: Billing, tmp_path: Path) -> None:
    (tmp_path / "letters.ndjson").write_bytes(b'{"format":1,"id":')
    billing.receive(BROKEN)
    lines = (tmp_path / "letters.ndjson").read_bytes().splitlines()
    assert len(lines) == 2 and json.loads(lines[1])["event"] == "user.registered"


def test_broker_delivers_the_bytes_that_were_published(billing: Billing, tmp_path: Path) -> None:
    real = NatsBroker()
    subscribe(real, billing)

    async def publish() -> None:
        async with TestNatsBroker(real) as broker:
            await broker.publish(REGISTERED, "users.user.registered", stream="USERS")
            await broker.publish(BROKEN, "users.user.registered", stream="USERS")

    asyncio.run(publish())
    assert billing.accounts.plans == {7: Plan.PRO}
    [letter] = letters(tmp_path)
    assert letter["payload"] in BROKEN.decode()
