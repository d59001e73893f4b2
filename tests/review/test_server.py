"""The server of a review: who may ask what of it, and that each answer is on disk at once."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.errors import OptionError
from cleaner.review.answers import read_answers
from cleaner.review.questions import Question
from cleaner.review.server import MAX_POST_BYTES, ReviewServer
from cleaner.review.session import Session
from tests.conftest import CHECKOUT
from tests.review.test_review import run as run  # noqa: PLC0414 - a fixture

JSON = {"Content-Type": "application/json"}


def asked(number: int) -> Question:
    return Question("page", 100 * number, 100 * number + 4, f"Li {number}", "struck", "menu", "a/b", "why", 0.2, [], [])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReviewServer]:
    made = ReviewServer(Session([asked(0), asked(1)], tmp_path / "answers.jsonl", {}), "log.jsonl")
    thread = threading.Thread(target=made.run)
    thread.start()
    yield made
    made.shutdown()
    thread.join()


def ask(
    server: ReviewServer, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Status and body of one request."""
    link = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    link.request(method, path.replace("TOKEN", server.token), body, headers or {})
    reply = link.getresponse()
    found = reply.status, reply.read()
    link.close()
    return found


def give(server: ReviewServer, said: object, **headers: str) -> int:
    """Status of an answer sent as the page sends it."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(server, "POST", "/TOKEN/answers", json.dumps(said).encode(), JSON | more)[0]


def test_the_page_is_there_for_who_has_the_token(server: ReviewServer) -> None:
    status, body = ask(server, "GET", "/TOKEN/")
    assert status == 200
    assert b"Li 1" in body
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/TOKEN"),
        ("GET", "/TOKENx/"),
        ("GET", "/TOKEN/../../etc/passwd"),
        ("GET", "/TOKEN/answers"),
        ("GET", "/TOKEN//etc/passwd"),
        ("GET", "/TOKEN/?x"),
        ("POST", "/answers"),
        ("POST", "/TOKEN/"),
        ("POST", "/TOKEN/../answers"),
    ],
)
def test_nothing_else_is(server: ReviewServer, method: str, path: str) -> None:
    body = json.dumps({"number": 0, "answer": "keep", "role": "menu"}).encode()
    status, said = ask(server, method, path, body if method == "POST" else None, JSON)
    assert (status, said) == (404, b"404 Not Found\n")
    assert not server.session.place.exists()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_name_for_this_machine_is_refused(server: ReviewServer, host: str) -> None:
    named = {"Host": host.replace("PORT", str(server.server_port))}
    assert ask(server, "GET", "/TOKEN/", headers=named)[0] == 404
    assert ask(server, "GET", "/TOKEN/", headers={"Host": f"localhost:{server.server_port}"})[0] == 200


def test_what_another_site_sends_is_refused(server: ReviewServer) -> None:
    said = {"number": 0, "answer": "keep", "role": "menu"}
    assert give(server, said, Origin="http://evil.example") == 403
    assert give(server, said, Content_Type="text/plain") == 403  # what a form can send without being asked about
    assert not server.session.place.exists()
    assert give(server, said, Origin=f"http://127.0.0.1:{server.server_port}") == 200


def test_answers_are_bounded(server: ReviewServer) -> None:
    full = b" " * MAX_POST_BYTES
    assert ask(server, "POST", "/TOKEN/answers", full, JSON)[0] == 400
    for size in (str(MAX_POST_BYTES + 1), "9" * 40, "-1", "1e3"):
        status = ask(server, "POST", "/TOKEN/answers", b"", {**JSON, "Content-Length": size})[0]
        assert status in (411, 413), size
    assert not server.session.place.exists()


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "keep",
        {"number": 2, "answer": "keep", "role": "menu"},
        {"number": -1, "answer": "keep", "role": "menu"},
        {"number": True, "answer": "keep", "role": "menu"},
        {"number": 0, "answer": "perhaps", "role": "menu"},
        {"number": 0, "answer": "keep", "role": "queen"},
        {"number": 0, "answer": [], "role": {}},
        {"number": 0},
    ],
)
def test_what_is_no_answer_changes_nothing(server: ReviewServer, said: object) -> None:
    assert give(server, said) == 400
    assert not server.session.place.exists()


def test_each_answer_is_on_disk_and_the_later_counts(server: ReviewServer) -> None:
    for answer, role in (("keep", "menu"), ("strike", "bio")):
        assert give(server, {"number": 1, "answer": answer, "role": role}) == 200
        (found,) = read_answers(server.session.place)
        assert (found.start, found.text, found.answer, found.role) == (100, "Li 1", answer, role)
    assert give(server, {"number": 0, "answer": "skip", "role": "menu"}) == 200
    assert server.session.answered == 2
    assert b'data-given="strike"' in ask(server, "GET", "/TOKEN/")[1]


def test_a_full_disk_is_said_and_the_answer_does_not_count(
    server: ReviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cleaner.review.session.write_all", full)
    body = json.dumps({"number": 0, "answer": "keep", "role": "menu"}).encode()
    status, said = ask(server, "POST", "/TOKEN/answers", body, JSON)
    assert status == 507
    assert b"No space left" in said
    assert server.session.answered == 0


def test_a_port_that_is_taken_is_named(server: ReviewServer) -> None:
    with pytest.raises(OptionError, match=f"--port {server.server_port}: "):
        ReviewServer(server.session, "x", server.server_port)


def test_the_command_serves_until_ctrl_c_and_goes_on_where_it_ended(run: Path) -> None:
    for count in (1, 2):
        command = [sys.executable, "-m", "cleaner", "review", "log.jsonl", "--clean", "out.jsonl", "-o", "a.jsonl"]
        started = subprocess.Popen(
            [*command, "--serve"],
            cwd=run,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        )
        assert started.stderr
        first = started.stderr.readline()
        where = re.search(r"http://127\.0\.0\.1:(\d+)(/\S+/)", first)
        assert where, first
        link = http.client.HTTPConnection("127.0.0.1", int(where[1]), timeout=10)
        said = json.dumps({"number": count, "answer": "keep", "role": "menu"})
        link.request("POST", where[2] + "answers", said, JSON)
        assert json.loads(link.getresponse().read()) == {"answered": count}
        link.close()
        started.send_signal(signal.SIGINT)
        _, rest = started.communicate(timeout=20)
        assert started.returncode == 0
        assert f"{count} of 4 lines answered: a.jsonl" in rest
    assert len(read_answers(run / "a.jsonl")) == 2


def test_a_file_that_holds_no_answers_is_not_overwritten(run: Path) -> None:
    (run / "mine.txt").write_text("my notes\n", "utf-8")
    command = [sys.executable, "-m", "cleaner", "review", "log.jsonl", "--clean", "out.jsonl", "-o", "mine.txt"]
    done = subprocess.run(
        [*command, "--serve"],
        cwd=run,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    assert done.returncode == 1
    assert "line 1 is no answer" in done.stderr
    assert (run / "mine.txt").read_text("utf-8") == "my notes\n"
