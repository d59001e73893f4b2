"""Stage `template`: the line that closes a text, and the guards around it."""

import pytest

from cleaner import Cleaner
from cleaner.templates import SiteTemplates, Template, Templates

PROSE = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high."
CLOSING = ("Teilen", "Drucken")
LINES = {name.lower(): Template(name.lower(), "edge", 9, closes=9) for name in CLOSING}
BOOK = Templates([SiteTemplates("s", 10, LINES)])


def cleaned(*lines: str) -> list[str]:
    result = Cleaner(mode="careful", kind="text", templates=BOOK, stages=["template"]).clean("\n".join(lines), site="s")
    return result.text.splitlines()


def sentences(count: int, word: str) -> list[str]:
    return [PROSE.replace("pier", f"{word} {n}") for n in range(count)]


def test_short_lines_below_the_closing_row_go() -> None:
    text = sentences(4, "pier")
    assert cleaned(*text, *CLOSING, "Mole 7", "Boote") == text


@pytest.mark.parametrize(("after", "closed"), [(1, True), (2, False)])
def test_no_row_closes_a_text_that_goes_on_behind_it(after: int, closed: bool) -> None:
    """A quarter of the text may follow, no more."""
    labels = [f"Mole {n}" for n in range(20)]  # so that what follows is no part of the body
    found = cleaned(*sentences(5, "pier"), *CLOSING, *labels, *sentences(after, "teaser"))
    assert ("Mole 3" in found) is not closed


def test_one_closing_line_alone_closes_nothing() -> None:
    text = sentences(4, "pier")
    assert cleaned(*text, CLOSING[0], "Mole 7") == [*text, "Mole 7"]
