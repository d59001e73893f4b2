"""What the tests of the reports share."""

import pytest

from cleaner.report import html


@pytest.fixture
def unescaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports without Jinja2's escaping: what the tests of hostile text must notice."""
    careless = html.environment().overlay(autoescape=False)
    monkeypatch.setattr(html, "environment", lambda: careless)
