"""An editor, as far as a server of the language server protocol needs one: opens two files, waits for a finding, takes the
quick fix that is offered at it, saves, and waits until the finding is gone. Called by `run`."""

import json
import pathlib
import queue
import subprocess
import sys
import threading
import time

SETTINGS = {
    "check": {"overrideCommand": ["cargo", "counterpart", "verify", "--format", "rustc"]},
    # What takes time and is not looked at here.
    "cachePriming": {"enable": False},
    "cargo": {"buildScripts": {"enable": False}},
    "procMacro": {"enable": False},
}
CAPABILITIES = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    },
    "window": {"workDoneProgress": True},
}
RULE = "property-missing"
PATIENCE = 900


class Server:
    """The server, and what was said to it and by it."""

    def __init__(self, program, root):
        self.root, self.said, self.asked = root, [], 0
        self.process = subprocess.Popen(
            [program], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.inbox = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        out = self.process.stdout
        while True:
            length = None
            while (header := out.readline()) not in (b"\r\n", b""):
                name, value = header.split(b":", 1)
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                self.inbox.put(None)
                return
            self.inbox.put(json.loads(out.read(length)))

    def write(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def note(self, arrow, method, content):
        self.said.append((arrow, method, content))

    def tell(self, method, params, shown=None):
        self.note("->", method, shown if shown is not None else params)
        self.write({"method": method, "params": params})

    def ask(self, method, params, shown=None):
        self.asked += 1
        mine = self.asked
        self.note("->", method, shown if shown is not None else params)
        self.write({"id": mine, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == mine and "method" not in message)

    def wait(self, is_it, patience=PATIENCE):
        """The first message that is meant. What the server asks on the way is answered with nothing."""
        end = time.monotonic() + patience
        while True:
            message = self.inbox.get(timeout=max(0.1, end - time.monotonic()))
            if message is None:
                sys.exit("the server ended")
            if "id" in message and "method" in message:
                self.write({"id": message["id"], "result": None})
            if is_it(message):
                return message


def main(program, root, transcript):
    root = pathlib.Path(root).resolve()
    server = Server(program, root)
    files = {name: root / name / "src/lib.rs" for name in ("user-service", "auth-service")}
    texts = {path.as_uri(): path.read_text() for path in files.values()}
    shown = {}

    def diagnostics(message):
        """Keeps what is shown of each file, and answers whether that is the answer of a whole check."""
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            ours = [one for one in params["diagnostics"] if one.get("source") == "counterpart"]
            before = shown.get(params["uri"], [])
            shown[params["uri"]] = ours
            if params["uri"] in texts and ours != before:
                server.note("<-", message["method"], {"uri": params["uri"], "diagnostics": ours})
        params = message.get("params") or {}
        value = params.get("value") or {}
        return "flycheck" in str(params.get("token")) and value.get("kind") == "end"

    def settled():
        """What is shown once a check has ended and the server has nothing more to say of it."""
        server.wait(diagnostics)
        end = time.monotonic() + 3
        while time.monotonic() < end:
            try:
                server.wait(lambda message: diagnostics(message), patience=1)
            except queue.Empty:
                pass
        return {uri: list(all) for uri, all in shown.items() if all}

    answer = server.ask(
        "initialize",
        {
            "processId": None,
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": "shop"}],
            "capabilities": CAPABILITIES,
            "initializationOptions": SETTINGS,
        },
        {"rootUri": root.as_uri(), "initializationOptions": SETTINGS},
    )
    server.note("<-", "initialize", {"serverInfo": answer["result"]["serverInfo"]})
    server.tell("initialized", {})
    for uri, text in texts.items():
        document = {"uri": uri, "languageId": "rust", "version": 1, "text": text}
        server.tell("textDocument/didOpen", {"textDocument": document}, {"textDocument": {"uri": uri, "version": 1}})

    found = settled()
    for uri in found:
        for one in found[uri]:
            print(uri.rsplit("/", 3)[1], one["range"]["start"], one["severity"], one["code"], one["message"].splitlines()[0])
    producer = files["user-service"].as_uri()
    finding = next(one for one in found[producer] if one["code"] == RULE and one["severity"] == 1)

    actions = server.ask(
        "textDocument/codeAction",
        {
            "textDocument": {"uri": producer},
            "range": finding["range"],
            "context": {"diagnostics": [finding], "only": ["quickfix"]},
        },
        {"textDocument": {"uri": producer}, "range": finding["range"], "context": {"only": ["quickfix"]}},
    )["result"]
    server.note("<-", "textDocument/codeAction", actions)
    fix = next(one for one in actions if "alias" in one["title"])

    for uri, edits in fix["edit"]["changes"].items():
        text = texts[uri]
        for edit in sorted(edits, key=lambda one: place(one["range"]["start"]), reverse=True):
            start, end = offset(text, edit["range"]["start"]), offset(text, edit["range"]["end"])
            text = text[:start] + edit["newText"] + text[end:]
        texts[uri] = text
        document = {"uri": uri, "version": 2}
        server.tell(
            "textDocument/didChange",
            {"textDocument": document, "contentChanges": [{"text": text}]},
        )
        pathlib.Path(uri.removeprefix("file://")).write_text(text)
        server.tell("textDocument/didSave", {"textDocument": {"uri": uri}})

    left = [one for all in settled().values() for one in all if one["code"] == RULE]
    server.note("--", "left of the finding", left)
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    write(transcript, server, version)
    server.process.kill()
    if left:
        sys.exit(f"the finding is still there: {left}")
    print("the finding is gone")


def place(position):
    return position["line"], position["character"]


def offset(text, position):
    """Of a text in which each character is one unit of UTF-16."""
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: position["line"]])) + position["character"]


def shortened(content):
    """Ranges as `line:character-line:character`, from 0 as the protocol counts; without what the server only hands back."""
    if isinstance(content, list):
        return [shortened(one) for one in content]
    if not isinstance(content, dict):
        return content
    if content.keys() == {"start", "end"}:
        return "-".join("%d:%d" % place(content[end]) for end in ("start", "end"))
    return {key: shortened(value) for key, value in content.items() if key != "data"}


def write(transcript, server, version):
    cargo = subprocess.run(["cargo", "--version"], capture_output=True, text=True).stdout.split(" (")[0].strip()
    crate = pathlib.Path(__file__).with_name("run").read_text().split("\nversion=")[1].split()[0]
    lines = [f"# Made by tests/editor/run: ra_ap_rust-analyzer {crate} ({version}), {cargo}. Shortened.", ""]
    for arrow, method, content in server.said:
        body = json.dumps(shortened(content), indent=1, ensure_ascii=False, sort_keys=True)
        lines.append(f"{arrow} {method}")
        lines.extend([body.replace(str(server.root), "/shop"), ""])
    pathlib.Path(transcript).write_text("\n".join(lines))


main(*sys.argv[1:])
