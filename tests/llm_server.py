"""A language model's server on loopback, with no model: chat completions, streaming, json_schema,
and every way of going wrong.

The behaviour is named by the model asked for (`CPOM_LLM_MODEL=liar`), or on the command line:

    .venv/bin/python -m tests.llm_server honest --port 9009
    CPOM_LLM_URL=http://127.0.0.1:9009/v1 CPOM_LLM_MODEL=honest .venv/bin/cpom ask "Combien de temps
    dure un CPOM ?"
"""

import argparse
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.llm_behaviours import BEHAVIOURS, Call, Cut, Hang, Http, Raw


class _Handler(BaseHTTPRequestHandler):
    """One request: what the behaviour of its model says."""

    protocol_version = "HTTP/1.1"
    server: "LlmServer"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a prompt must not end up in a log."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        call = Call(body, self.server.calls_of(body))
        self.server.seen.append(call)
        behaviour = BEHAVIOURS[
            body["model"] if body["model"] in BEHAVIOURS else self.server.default
        ]
        try:
            self._send(behaviour(call), call)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had enough

    def do_GET(self) -> None:
        """Nobody is expected here: a redirection or a link was followed."""
        self.server.strayed.append(self.path)
        self._head(200, {"Content-Length": "0"})

    def _send(self, said: Any, call: Call) -> None:
        if isinstance(said, Http):
            self._head(
                said.status,
                {
                    "Content-Type": "text/html",
                    "Content-Length": str(len(said.body)),
                    **said.headers,
                },
            )
            self.wfile.write(said.body)
        elif isinstance(said, Hang):
            self.server.closing.wait(said.seconds)
            self.close_connection = True
        elif isinstance(said, Raw):
            self.wfile.write(said.data)
            self.close_connection = True
        else:
            self._stream(said, call)

    def _stream(self, pieces: Iterator[Any], call: Call) -> None:
        """Server-sent events in chunks; a behaviour may end the stream early or send bytes of its
        own.
        """
        self._head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})
        for piece in pieces:
            if isinstance(piece, Hang):
                self.server.closing.wait(piece.seconds)
            elif isinstance(piece, Cut):
                self.close_connection = True
                if piece.clean:
                    self.wfile.write(b"0\r\n\r\n")
                return
            else:
                self._chunk(
                    piece.data
                    if isinstance(piece, Raw)
                    else b"data: " + json.dumps(piece).encode() + b"\n\n"
                )
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


class LlmServer(ThreadingHTTPServer):
    """Listens on loopback; `seen` are the calls received, `strayed` the addresses that nobody
    should have asked for.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, default: str = "honest", port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.default = default
        self.seen: list[Call] = []
        self.strayed: list[str] = []
        self.closing = threading.Event()
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def calls_of(self, body: dict[str, Any]) -> int:
        """How many times the same messages were sent, this one included."""
        key = body["model"] + json.dumps(body["messages"])
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle is what the tests are about."""


@contextmanager
def serving(default: str = "honest") -> Iterator[LlmServer]:
    """A server that runs for the time of a `with`."""
    server = LlmServer(default)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()


def main() -> None:
    """Serve by hand until interrupted."""
    parser = argparse.ArgumentParser(
        description="Serveur de modèle de langue factice, sur cette machine seulement."
    )
    parser.add_argument("behaviour", nargs="?", default="honest", choices=sorted(BEHAVIOURS))
    parser.add_argument("--port", type=int, default=9009)
    asked = parser.parse_args()
    server = LlmServer(asked.behaviour, asked.port)
    print(f"{asked.behaviour} : {server.url}  (Ctrl+C pour arrêter)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
