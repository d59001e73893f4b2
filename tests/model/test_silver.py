"""Silver labels: what JSON-LD states, and which roles it gives to lines that neither gold nor class names decide."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from cleaner.markup.render import render
from cleaner.roles import ROLES

dataset = pytest.importorskip("training.dataset", exc_type=ImportError)
from training.json_ld import Stated, stated  # noqa: E402 - only where the training can be imported
from training.silver import UNKNOWN, Source, silver  # noqa: E402

REVIEW = "We made it twice last week and the children asked for more, so it stays on our list for the winter."
ABOUT = "Mira Holt has cooked on ferries for twenty years and writes about what people eat on the way to somewhere."
STEP = "Stir the barley into the hot stock and let it stand."


def script(value: object) -> str:
    """A block of JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_stated_in_a_graph_with_types_in_a_list() -> None:
    page = script(
        {"@graph": [
            {"@type": ["NewsArticle", "Thing"], "headline": "Pier &amp; tide", "author": [{"name": "Mira Holt"}]},
            {"@type": "Person", "name": "Mira Holt", "description": f"<p>{ABOUT}</p>"},
        ]}
    )  # fmt: skip
    assert stated(page) == Stated(titles=("Pier & tide",), authors=("Mira Holt",), bios=(ABOUT,))


def test_steps_of_a_recipe_in_sections() -> None:
    sections = [{"@type": "HowToSection", "itemListElement": [{"@type": "HowToStep", "text": STEP}]}]
    found = stated(script({"@type": "Recipe", "name": "Barley", "recipeInstructions": sections}))
    assert found.bodies == (STEP,)
    assert found.titles == ("Barley",)


@pytest.mark.parametrize("block", ["{", '{"@type": 3, "headline": {}}', "[[[]]]", "null", "[" * 100_000])
def test_what_is_no_json_or_says_nothing_states_nothing(block: str) -> None:
    assert stated(f"<script type='application/ld+json'>{block}</script>") == Stated()


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["@type", "author", "headline", "description", "step", "recipeInstructions", "text"]), inner)))  # fmt: skip
def test_any_json_can_be_asked(value: object) -> None:
    assert all(isinstance(text, str) for texts in stated(script(value)) for text in texts)


def test_lines_that_json_ld_knows_have_its_roles() -> None:
    value = {"@type": "Recipe", "recipeInstructions": [STEP], "review": {"@type": "Review", "reviewBody": REVIEW},
             "author": {"@type": "Person", "name": "Mira Holt", "description": ABOUT}}  # fmt: skip
    body = f"<h2>Barley</h2><div>400 g barley</div><div>{STEP}</div><div>{REVIEW}</div><div>{ABOUT}</div>"
    page = f"<html><head>{script(value)}</head><body>{body}</body></html>"
    text, markup = render(page, opinion=False)
    record = {"id": "a", "must": ["400 g barley"], "dumps": {"html": text}}
    sample = dataset.sample(record, "html", "recipes")
    found = silver(sample, Source(record, stated(page), lxml_html.document_fromstring(page)), markup, range(5))
    roles = dict(zip(found.lines, found.roles, strict=True))
    told = {line: ROLES[role] for line, role in roles.items() if role != UNKNOWN}
    assert told == {"400 g barley": "text", STEP: "text", REVIEW: "comment", ABOUT: "bio"}
