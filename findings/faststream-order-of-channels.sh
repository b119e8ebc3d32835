#!/usr/bin/env bash
# FastStream 0.7.8 with its NATS broker (PyPI); seen on 2026-11-30 with Python 3.11, pydantic 2.14.4.
#
# Guess: an AsyncAPI document lists channels in the order in which handlers were registered, as an OpenAPI document of FastAPI lists its routes.
#
# Seen: a broker keeps its handlers in a WeakSet, so channels, operations, messages and schemas come in the order of addresses in memory. Of eight
# handlers registered in order, the document has another order; the same service on another machine has a third one.
#
# Why it matters here: a document that is kept in a repository changes where the service did not, and a comparison of texts fails on the next machine.
# Sort its keys before you compare; `import --asyncapi` goes by names.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check "faststream[nats]==0.7.8" nats-py==2.16.0 fast-depends==3.0.9 pydantic==2.14.4
cat > run.py <<'PY'
from faststream.nats import NatsBroker
from faststream.specification import AsyncAPI


def channels(count):
    broker = NatsBroker()
    for number in range(count):
        async def handle(event: int): ...

        broker.subscriber(f"events.{number:02}")(handle)
    document = AsyncAPI(broker, title="t", version="1").to_specification().to_jsonable()
    return [name.split(":")[0] for name in document["channels"]]


for count in (8, 12, 16, 20):
    found = channels(count)
    if sorted(found) != [f"events.{number:02}" for number in range(count)]:
        raise SystemExit(f"not the channels of {count} handlers: {found}")
    if count == 8:
        print("seen here:", *found)
    if found == sorted(found):
        raise SystemExit(f"{count} handlers: in the order of registration")
print("8, 12, 16 and 20 handlers: each channel is there, and none of the four documents has the order of registration")
PY
env/bin/python run.py
