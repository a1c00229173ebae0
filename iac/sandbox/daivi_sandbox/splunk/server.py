"""Splunk's REST search API on the loopback address, over TLS, for one instance."""

import base64
import hashlib
import json
import ssl
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from .searches import Searches


def digest(user: str, password: str) -> str:
    """What is kept of the credentials that Splunk was started with."""
    return hashlib.sha256(f"{user}:{password}".encode()).hexdigest()


class Server(ThreadingHTTPServer):
    """Answers while `runs()` says that the instance does; else it drops the connection, as a host that is down."""

    daemon_threads = True

    def __init__(self, record: dict, runs):
        super().__init__(("127.0.0.1", 0), Handler)
        self.record, self.runs = record, runs
        self.searches = Searches()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as chain:
            chain.write(record["certificate"] + record["key"])
            chain.flush()
            self.context.load_cert_chain(chain.name)
        threading.Thread(target=self.serve_forever, daemon=True, name="splunk").start()

    def finish_request(self, request, client_address):
        """On the request's own thread: a client that does not speak TLS holds up nobody."""
        if not self.runs():
            return
        request.settimeout(30)
        try:
            with self.context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except (ssl.SSLError, OSError):
            return

    @property
    def port(self) -> int:
        return self.server_address[1]

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):  # noqa: N802
        split = urlsplit(self.path)
        self._serve("GET", split.path, split.query)

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self._serve("POST", urlsplit(self.path).path, body)

    def _serve(self, method: str, path: str, given: str) -> None:
        parameters = {name: values[-1] for name, values in parse_qs(given).items()}
        if not self._knows_the_password():
            return self._answer(401, {"messages": [{"type": "WARN", "text": "call not properly authenticated"}]})
        try:
            self._answer(*self._found(method, [unquote(part) for part in path.strip("/").split("/")], parameters))
        except KeyError:
            self._answer(404, {"messages": [{"type": "FATAL", "text": "Unknown sid."}]})

    def _found(self, method: str, parts: list, given: dict) -> tuple:
        searches = self.server.searches
        if method == "GET" and parts == ["services", "server", "info"]:
            return 200, {"entry": [{"name": "server-info", "content": {"serverName": "the sandbox's stand-in"}}]}
        if parts[:4] != ["services", "search", "v2", "jobs"]:
            return 404, {"messages": [{"type": "ERROR", "text": "Not Found"}]}
        rest = parts[4:]
        if method == "POST" and not rest:
            return 201, {
                "sid": searches.start(given["search"], float(given["earliest_time"]), float(given["latest_time"]))
            }
        if method == "GET" and len(rest) == 1:
            return 200, {"entry": [{"name": rest[0], "content": searches.described(rest[0])}]}
        if method == "GET" and rest[1:] == ["results"]:
            rows = searches.page(rest[0], int(given.get("count", 100)), int(given.get("offset", 0)))
            return 200, {"preview": False, "init_offset": int(given.get("offset", 0)), "results": rows}
        if method == "POST" and rest[1:] == ["control"] and given.get("action") == "cancel":
            del searches.jobs[rest[0]]
            return 200, {"messages": [{"type": "INFO", "text": "Search job cancelled."}]}
        return 404, {"messages": [{"type": "ERROR", "text": "Not Found"}]}

    def _knows_the_password(self) -> bool:
        kind, _, encoded = (self.headers.get("Authorization") or "").partition(" ")
        if kind != "Basic":
            return False
        user, _, password = base64.b64decode(encoded).decode().partition(":")
        return digest(user, password) == self.server.record["digest"]

    def _answer(self, status: int, document: dict) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
