"""A review in the browser whose answers are on disk at once: a small server for one person on this machine.

It listens on 127.0.0.1 alone and answers only who has the token that its address holds. Others on the machine, and
other sites open in the same browser, have none; a site that makes its own name lead here is known by the name it asks
for.
"""

import json
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cleaner.errors import OptionError, OutputError
from cleaner.review.page import review_html
from cleaner.review.session import Session

__all__ = ["MAX_POST_BYTES", "ReviewServer"]

HOST = "127.0.0.1"
TOKEN_BYTES = 18
MAX_POST_BYTES = 1024
"""Of one answer, which names its line by a number: some 60 bytes."""

PATIENCE = 10.0
"""Seconds that a connection may say nothing."""


class ReviewServer(ThreadingHTTPServer):
    """Serves one review on a ``port`` of 127.0.0.1, any free one if it is 0; one thread a request.

    Raises:
        OptionError: the port is taken, or not ours to take.
    """

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, session: Session, name: str, port: int = 0) -> None:
        self.session, self.name = session, name
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        try:
            super().__init__((HOST, port), Handler)
        except OSError as error:
            raise OptionError(f"--port {port}: {error.strerror}") from None
        self.names = (f"{HOST}:{self.server_port}", f"localhost:{self.server_port}")

    @property
    def url(self) -> str:
        """The address to open, token and all."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"

    def run(self) -> None:
        """Answers until an exception, such as Ctrl-C, ends it, or another thread calls ``shutdown``."""
        try:
            self.serve_forever(poll_interval=0.2)
        finally:
            self.server_close()

    def server_bind(self) -> None:
        """Binds without asking what the host is called: that may take seconds, and nobody wants to know."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing: answers are saved or refused in `Handler`, all else is a connection that broke."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: ReviewServer
    timeout = PATIENCE
    server_version, sys_version = "cleaner", ""
    error_content_type, error_message_format = "text/plain; charset=utf-8", "%(code)d %(message)s\n"

    def do_GET(self) -> None:
        """The page."""
        if self.allowed(""):
            page = review_html(self.server.session.questions, self.server.name, self.server.session.given())
            self.reply(HTTPStatus.OK, page, "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Takes one answer, as JSON: ``number`` of the question from 0, ``answer``, ``role``."""
        if not self.allowed("answers"):
            return
        size = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != "application/json" or self.foreign():
            self.refuse(HTTPStatus.FORBIDDEN)
        elif not size.isdecimal():
            self.refuse(HTTPStatus.LENGTH_REQUIRED)
        elif len(size) > len(str(MAX_POST_BYTES)) or int(size) > MAX_POST_BYTES:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self.take(self.rfile.read(int(size)))

    def take(self, body: bytes) -> None:
        """Saves an answer, and says how many there are; 400 for what is none, 507 where the disk refuses it."""
        try:
            self.server.session.save(json.loads(body))
        except (ValueError, RecursionError):
            self.refuse(HTTPStatus.BAD_REQUEST)
        except OutputError as error:
            self.reply(HTTPStatus.INSUFFICIENT_STORAGE, json.dumps({"error": str(error)}))
        else:
            self.reply(HTTPStatus.OK, json.dumps({"answered": self.server.session.answered}))

    def allowed(self, resource: str) -> bool:
        """Whether a request has the token, asks for this server by its number, and for what is there; if not, it is
        refused."""
        named = self.headers.get("Host", "") in self.server.names
        path = self.path.encode("utf-8", "surrogateescape")
        if named and secrets.compare_digest(path, f"/{self.server.token}/{resource}".encode()):
            return True
        self.refuse(HTTPStatus.NOT_FOUND)
        return False

    def foreign(self) -> bool:
        """Whether a page from elsewhere sent the request."""
        origin = self.headers.get("Origin")
        return origin is not None and origin != f"http://{self.headers['Host']}"

    def refuse(self, status: HTTPStatus) -> None:
        """An error without a word on what there is; the connection ends, so that no body is read as a request."""
        self.close_connection = True
        self.send_error(status)

    def reply(self, status: HTTPStatus, text: str, kind: str = "application/json") -> None:
        """An answer that no cache keeps, no frame shows and no link tells of."""
        data = text.encode("utf-8")
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Keeps quiet: the address, which the default would print, holds the token."""
