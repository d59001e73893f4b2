"""One browser for all tests of the reports; skipped where there is none."""

from collections.abc import Iterator
from typing import Any

import pytest

from cleaner.report import html
from tests.report.browser import CHROMIUM, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    pytest.importorskip("playwright", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("there is no Chromium")
    with chromium() as opened:
        yield opened


@pytest.fixture
def unescaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports without Jinja2's escaping: what the tests of hostile text must notice."""
    careless = html.environment().overlay(autoescape=False)
    monkeypatch.setattr(html, "environment", lambda: careless)
