"""The service as a process, on a real broker."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nats
import pytest
from nats.js.api import StreamConfig
from test_service import BROKEN, REGISTERED

SECONDS = 60


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    server = shutil.which("nats-server")
    if server is None:
        if os.environ.get("CI") == "true" and "nats-server" not in os.environ.get("COUNTERPART_TEST_SKIP", ""):
            pytest.fail("nats-server is not installed", pytrace=False)
        pytest.skip("nats-server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["--jetstream", "--addr", "127.0.0.1", "--port", str(port), "--store_dir", str(tmp_path / "nats")]
    process = subprocess.Popen([server, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"nats://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


async def published(address: str, messages: list[bytes]) -> None:
    """Publishes to the stream of the user service, which is made as that service makes it."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            connection = await nats.connect(address, connect_timeout=1, allow_reconnect=False)
            break
        except OSError:
            assert time.monotonic() < deadline, "the broker does not answer"
            await asyncio.sleep(0.05)
    stream = connection.jetstream()
    await stream.add_stream(StreamConfig(name="USERS", subjects=["users.>"]))
    for message in messages:
        await stream.publish("users.user.registered", message)
    await connection.close()


async def unacknowledged(address: str) -> int:
    """The messages that the service has not acknowledged."""
    connection = await nats.connect(address)
    info = await connection.jetstream().consumer_info("USERS", "billing")
    await connection.close()
    return info.num_pending + info.num_ack_pending


def test_process_takes_the_stream_keeps_letters_and_ends_on_sigterm(address: str, tmp_path: Path) -> None:
    asyncio.run(published(address, [BROKEN, REGISTERED, b"\xff"]))
    environment = os.environ | {"NATS": address, "DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    run = [sys.executable, "-m", "faststream", "run", "--factory", "billing.service:app"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(run, env=environment, cwd=Path(__file__).parents[1], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + SECONDS
        left = -1
        while left != 0:
            assert process.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()
            time.sleep(0.1)
            try:
                left = asyncio.run(unacknowledged(address))
            except nats.js.errors.NotFoundError:
                # The service has not subscribed yet.
                continue
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SECONDS) == 0, (tmp_path / "log").read_text()
    finally:
        process.kill()
        process.wait()
    letters = [json.loads(line) for line in (tmp_path / "letters.ndjson").read_bytes().splitlines()]
    assert [one["refusal"]["rule"] for one in letters] == ["null-emitted", "malformed-text"]
