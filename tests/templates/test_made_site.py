"""Templates on a site made to mislead: its frame goes, not one line of its articles does."""

from collections import Counter

import pytest

from cleaner import Cleaner
from cleaner.learning import learn
from cleaner.page import Page
from cleaner.templates import Templates
from tests.made_site import LETTERS, Line, make_site, text_of

SEEDS = (1, 2, 3)


def struck(templates: Templates, pages: list[list[Line]]) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many lines of each label there are, how many went, and which of the articles' lines did."""
    cleaner = Cleaner(mode="careful", kind="text", templates=templates)
    lines: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    lost: list[str] = []
    for page in pages:
        result = cleaner.clean(text_of(page), site="made")
        starts = {edit.start for edit in result.removals}
        for (text, label), start in zip(page, Page(result.source).starts, strict=False):
            lines[label] += 1
            gone[label] += start in starts
            if start in starts and label == "body":
                lost.append(text)
    return lines, gone, lost


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("script", LETTERS)
def test_the_frame_goes_and_the_articles_stay(script: str, seed: int) -> None:
    pages = make_site(script, 40, seed)
    lines, gone, lost = struck(learn(("made", text_of(page)) for page in pages), pages)
    assert lost == []
    assert gone["chrome"] >= 0.95 * lines["chrome"]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("script", LETTERS)
def test_five_pages_are_enough_for_most_of_the_frame(script: str, seed: int) -> None:
    pages = make_site(script, 40, seed)
    lines, gone, lost = struck(learn(("made", text_of(page)) for page in pages[:5]), pages)
    assert lost == []
    assert gone["chrome"] >= 0.80 * lines["chrome"]


def test_the_frame_is_one_that_no_rule_knows() -> None:
    pages = make_site("latin", 40, 1)
    lines, gone, _ = struck(Templates(), pages)
    assert gone["chrome"] < 0.10 * lines["chrome"]
