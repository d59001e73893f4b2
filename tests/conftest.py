"""What several test modules share: the shared folder's pages, where it is present, and one cleaner."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from cleaner import Cleaner

CHECKOUT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CLEANER_SHARED", CHECKOUT.parent / "shared"))

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=2000)
settings.register_profile(
    "long", parent=settings.get_profile("thorough")
)  # of any run, see tests/batch/test_machine.py
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(pytest.mark.skip(reason="the shared folder is not beside this checkout"))


@pytest.fixture(scope="session")
def careful() -> Cleaner:
    return Cleaner(mode="careful", kind="text")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of reports; they are skipped where there is none."""
    from tests.report.browser import CHROMIUM, chromium

    pytest.importorskip("playwright", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("there is no Chromium")
    with chromium() as opened:
        yield opened


@pytest.fixture
def one_worker_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs with one worker clean in this process: starting another takes half a second, and is tested elsewhere."""
    from cleaner.batch import pool

    def stream(items: Iterable[Any], work: pool.Work[Any]) -> Iterator[Any]:
        return (pool.clean_stream if work.workers > 1 else pool.clean_stream_here)(items, work)

    monkeypatch.setattr("cleaner.batch.run.clean_stream", stream)
