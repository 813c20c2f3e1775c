"""A real HTTP server on this machine that plays WeCom, DingTalk and Feishu: it takes, refuses, stalls or sends away."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

OK = {"wecom": {"errcode": 0, "errmsg": "ok"}, "dingtalk": {"errcode": 0, "errmsg": "ok"}}
OK["feishu"] = {"code": 0, "msg": "success", "data": {}}


@dataclass(frozen=True)
class Call:
    """One request as it came in."""

    path: str
    query: dict[str, list[str]]
    body: dict
    raw: bytes
    content_type: str


@dataclass
class Provider:
    """`says`: what is answered next: a code of HTTP, an answer as JSON, raw bytes, "hang" or "drip"."""

    origin: str = ""
    says: object = None
    calls: list[Call] = field(default_factory=list)
    is_over: Event = field(default_factory=Event)

    def address(self, carrier: str) -> str:
        """Where a bot of this provider would be."""
        places = {
            "wecom": "/cgi-bin/webhook/send?key=wecom-key-0123456789-9a8b",
            "dingtalk": "/robot/send?access_token=dingtalk-token-0123456789-7c6d",
            "feishu": "/open-apis/bot/v2/hook/feishu-hook-0123456789-5e4f",
        }
        return f"{self.origin}{places.get(carrier, '/nowhere')}"

    def agrees(self, path: str) -> dict:
        """What the provider whose path this is says when all is well."""
        parts = {"webhook": "wecom", "robot": "dingtalk", "hook": "feishu"}
        return OK[next(carrier for part, carrier in parts.items() if part in path)]


@contextmanager
def provider() -> Iterator[Provider]:
    """Serves as long as the block lasts."""
    found = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            kind = self.headers.get("Content-Type", "")
            found.calls.append(Call(parts.path, query, json.loads(raw), raw, kind))
            says = found.agrees(parts.path) if found.says is None else found.says
            if says == "hang":
                found.is_over.wait(30)
                return
            if says == "drip":
                self._drip()
                return
            code = says if isinstance(says, int) else 200
            told = b"" if isinstance(says, int) else says
            told = json.dumps(told, ensure_ascii=False).encode() if isinstance(told, dict) else told
            self.send_response(code)
            self.send_header("Location", f"{found.origin}/elsewhere")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST

        def _drip(self):
            """A byte now and then: no single wait is long, the whole is."""
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            while not found.is_over.wait(0.05):
                try:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                except OSError:
                    return

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.origin = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        found.is_over.set()
        server.shutdown()
        server.server_close()
