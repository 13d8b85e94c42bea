import hashlib
import hmac
import json
import os
import re
import sqlite3
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = os.environ["LAYERS_WEBHOOK_SECRETS"].split()  # while a secret is rotated there are two
TOLERANCE_SECONDS = 300
MOST_BYTES = 1_000_000


def is_genuine(header: str, body: bytes, now: float) -> bool:
    """Whether Layers signed these very bytes with one of our secrets, within the last five minutes."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    macs = [value for name, _, value in parts if name == "v1"]
    if len(stamps) != 1 or not re.fullmatch("[0-9]{1,12}", stamps[0]) or abs(now - int(stamps[0])) > TOLERANCE_SECONDS:
        return False
    signed = stamps[0].encode() + b"." + body
    expected = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in SECRETS]
    return any(hmac.compare_digest(mac.encode(), one) for mac in macs for one in expected)


class Inbox:
    """Events that came, each once, kept whatever becomes of the work. Yours is a table of your database."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, body TEXT, state TEXT DEFAULT 'new')")
        self._is_news = threading.Condition()

    def keep(self, event_id: str, body: bytes) -> None:
        """Keep an event; one that came before is there already."""
        with self._is_news:
            self._database.execute("INSERT OR IGNORE INTO inbox (id, body) VALUES (?, ?)", (event_id, body.decode()))
            self._is_news.notify()

    def work(self) -> None:
        """Handle events in the order in which they came, for ever."""
        while True:
            with self._is_news:
                query = "SELECT id, body FROM inbox WHERE state = 'new' ORDER BY rowid LIMIT 1"
                while (row := self._database.execute(query).fetchone()) is None:
                    self._is_news.wait()
            try:
                handle(json.loads(row[1]))
                state = "done"
            except Exception:
                traceback.print_exc()
                state = "failed"
            with self._is_news:
                self._database.execute("UPDATE inbox SET state = ? WHERE id = ?", (state, row[0]))


def handle(event: dict) -> None:
    """What an event means to you."""
    print(event["type"], event["id"], flush=True)


class Handler(BaseHTTPRequestHandler):
    timeout = 30

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.answer(413)
            return
        body = self.rfile.read(int(length))  # the bytes as they came: nothing has parsed them yet
        if not is_genuine(self.headers.get("X-Layers-Signature", ""), body, time.time()):
            self.answer(400)
            return
        inbox.keep(json.loads(body)["id"], body)
        self.answer(204)  # at once; the work is done elsewhere

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    inbox = Inbox(os.environ.get("INBOX", "inbox.sqlite"))
    threading.Thread(target=inbox.work, daemon=True).start()
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Handler)
    print(f"http://localhost:{server.server_port}/", flush=True)
    server.serve_forever()
