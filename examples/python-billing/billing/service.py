"""The service: messages of the user service's stream in, accounts and dead letters out.

    DATA=data NATS=nats://127.0.0.1:4222 faststream run --factory billing.service:app
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
from counterpart import Contracts, Refused
from faststream import AckPolicy, FastStream
from faststream.nats import JStream, NatsBroker, NatsMessage
from pydantic import ValidationError

from billing import SERVICE
from billing.accounts import Accounts
from billing.events import FeedEntry, UserDeleted, UserRegistered
from billing.letters import Letters, letter

STREAM = "USERS"
MODELS = {"user.registered": UserRegistered, "user.deleted": UserDeleted}


class Billing:
    """Takes messages, each whole and as it was sent."""

    def __init__(self, contracts: Contracts, letters: Letters):
        self.accounts = Accounts()
        self._letters = letters
        self._envelope = contracts.guard("user.feed_entry", service=SERVICE)
        self._guards = {event: contracts.guard(event, service=SERVICE) for event in MODELS}
        self._decoder = msgspec.json.Decoder(FeedEntry)

    def receive(self, message: bytes) -> str:
        """Applies a message, or keeps it as a dead letter. Returns what became of it; then it may be acknowledged."""
        try:
            entry = self._decoder.decode(self._envelope.read(message))
        except Refused as refused:
            # Without an identity that can be read, the text is its own: the same at each delivery.
            identity = f"sha256:{hashlib.sha256(message).hexdigest()}"
            self._letters.keep(
                letter(source=STREAM, id=identity, event=refused.event, payload=message, why=refused, stream=STREAM)
            )
            return "dead"
        model = MODELS.get(entry.type)
        if model is None:
            return "not ours"
        data = bytes(entry.data)
        try:
            event = model.model_validate_json(self._guards[entry.type].read(data))
        except (Refused, ValidationError) as why:
            self._letters.keep(
                letter(
                    source=entry.source,
                    id=entry.id,
                    event=entry.type,
                    payload=data,
                    why=why,
                    key=entry.subject,
                    headers={"sequence": str(entry.sequence)},
                    stream=STREAM,
                    position=entry.position,
                )
            )
            return "dead"
        return "applied" if self.accounts.apply((entry.source, entry.id), event) else "old"


def contracts_folder() -> Path:
    """The contract files that are deployed with the service; in this checkout, those of the examples."""
    return Path(os.environ.get("CONTRACTS", Path(__file__).parents[2] / "contracts"))


# The body stays bytes: the guard judges what was sent, and not what a decoder made of it.
async def undecoded(message: NatsMessage) -> bytes:
    return message.body


def subscribe(broker: NatsBroker, billing: Billing) -> None:
    """Lets the service take the messages of the stream. What fails is delivered again."""

    @broker.subscriber(
        "users.>",
        stream=JStream(STREAM, declare=False),
        durable=SERVICE,
        pull_sub=True,
        decoder=undecoded,
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    async def receive(message: bytes) -> None:
        billing.receive(message)


def app() -> FastStream:
    """The service, as its environment says."""
    letters = Letters(Path(os.environ.get("DATA", "data/billing")) / "letters.ndjson")
    broker = NatsBroker(os.environ.get("NATS", "nats://127.0.0.1:4222"))
    subscribe(broker, Billing(Contracts.load(contracts_folder()), letters))
    return FastStream(broker)
