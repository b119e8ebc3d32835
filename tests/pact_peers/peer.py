"""pact-python, as a consumer and as a provider of the events of the examples."""

import json
import sys
from pathlib import Path

from pact import Pact, Verifier, match

MESSAGES = {
    "user.registered": {"user_id": 7, "email": "ada@example.com", "locale": "de", "plan": "pro", "signed_up_at": 1},
    "user.email_changed": {"user_id": 7, "email": "ada@example.com", "previous_email": "a@example.com", "changed_at": 1},
    "user.deleted": {"user_id": 7, "reason": {"kind": "requested"}, "deleted_at": 1},
}


def answers(path, good):
    """What the provider sends for each description: the example of the pact itself, or what is broken by a type."""
    pact = json.loads(Path(path).read_text())
    sent = {}
    for interaction in pact.get("interactions") or pact["messages"]:
        contents = interaction["contents"]
        if "content" in contents:
            contents = contents["content"]
        contents = dict(contents)
        if not good:
            contents["user_id"] = "seven"
        sent[interaction["description"]] = {
            "contents": json.dumps(contents).encode(),
            "content_type": "application/json",
            "metadata": {"contentType": "application/json"},
        }
    return sent


def verify(path, kind):
    verifier = Verifier("user-service").message_handler(answers(path, kind == "good")).add_source(path)
    verifier.verify()


def write(folder, spec, kind):
    pact = Pact("py-consumer", "user-service").with_specification(spec.upper())
    email = match.str("ada@example.com") if kind == "good" else match.int(5)
    (
        pact.upon_receiving("a user.registered event", "Async")
        .with_body(
            {"user_id": match.int(7), "email": email, "plan": match.regex("pro", regex="free|pro|enterprise")},
            "application/json",
        )
    )
    pact.verify(lambda body, metadata: json.loads(body), "Async")
    Path(folder).mkdir(parents=True, exist_ok=True)
    pact.write_file(folder)


def ask(path, port):
    Verifier("user-service").add_transport(protocol="message", port=int(port), path="/").add_source(path).verify()


if __name__ == "__main__":
    {"verify": verify, "write": write, "ask": ask}[sys.argv[1]](*sys.argv[2:])
