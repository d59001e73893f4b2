"""trafilatura as a guest: safe in threads, and quiet in the host application's log without touching its settings."""

import logging
import multiprocessing
import subprocess
import sys
import threading

import pytest

from cleaner.markup.guest import alone
from cleaner.markup.render import render
from tests.conftest import CHECKOUT

COLD = """
import sys, threading
from pathlib import Path
from cleaner import Cleaner

pages = [path.read_bytes() for path in sorted(Path("corpus").glob("*/page.*"))]
cleaner = Cleaner(mode=sys.argv[1])
start = threading.Barrier(8)
found = [None] * 8

def work(number):
    start.wait()
    turn = pages[number:] + pages[:number]
    done = [(result.text, result.edits, result.markup and result.markup.verdicts) for result in map(cleaner.clean, turn)]
    found[number] = done[len(pages) - number:] + done[:len(pages) - number]

threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
one = [(result.text, result.edits, result.markup and result.markup.verdicts) for result in map(Cleaner(mode=sys.argv[1]).clean, pages)]
sys.exit([number for number in range(8) if found[number] != one] != [])
"""
"""Eight threads that begin at once in a process that has imported and loaded nothing yet, each with another page."""


@pytest.mark.parametrize("mode", ["careful", "balanced"])
def test_eight_threads_find_what_one_finds(mode: str) -> None:
    done = subprocess.run([sys.executable, "-c", COLD, mode], check=False, cwd=CHECKOUT, timeout=300)
    assert done.returncode == 0


def test_one_thread_at_a_time_is_inside() -> None:
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with alone():
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_the_hosts_loggers_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    loggers = [logging.getLogger(name) for name in ("trafilatura", "trafilatura.core", "htmldate", "htmldate.core")]
    render("<p>The loggers are made when trafilatura is imported.</p>")
    before = [(logger.level, logger.disabled, logger.propagate, logger.handlers[:]) for logger in loggers]
    with caplog.at_level(logging.DEBUG):
        render("<html><body><nav><a href=/>Home</a></nav></body></html>")
        assert not [record for record in caplog.records if record.name.startswith(("trafilatura", "htmldate"))]
        logging.getLogger("trafilatura.core").error("of the host's own call")
        assert [record.getMessage() for record in caplog.records] == ["of the host's own call"]
    assert [(logger.level, logger.disabled, logger.propagate, logger.handlers[:]) for logger in loggers] == before


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_forked_while_another_thread_is_inside_does_not_wait_for_it() -> None:
    with alone():
        child = multiprocessing.get_context("fork").Process(target=go_in)
        child.start()
        child.join(60)
    assert child.exitcode == 0


def go_in() -> None:
    with alone():
        pass
