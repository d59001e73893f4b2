"""What a page says of itself, and where."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import log_records
from cleaner.markup.stated import Stated, stated_facts

RECIPE = {
    "@type": ["Recipe"],
    "name": "Rye crackers",
    "recipeIngredient": ["200 g rye flour"],
    "keywords": "rye, bread",
    "author": {"@type": "Person", "name": "Tove Berg"},
    "image": ["/a.jpg", "/b.jpg"],
}
HEAD = f"""<html lang="nb-NO"><head><title>Kjeks - Larder</title><link rel="canonical" href="/kjeks">
<meta property="og:title" content="Kjeks"><meta name="description" content=" Of  rye. "><meta name="keywords" content="rug, kjeks ,rug">
<meta property="og:site_name" content="Larder"><meta property="article:published_time" content="2024-03-02">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"><meta property="og:image" content="/k.jpg">
<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "Organization", "url": "/o"}, RECIPE]})}</script></head>
<body><p>Bake them at 200 degrees for 12 minutes, until the edges are brown, and let them cool on a rack for an hour.</p>"""


def test_fields_and_where_they_are_stated() -> None:
    result = cleaner.clean(HEAD, url="https://larder.example/old", html="fast", mode="careful")
    assert result.metadata == {
        "title": Stated("Kjeks", "meta og:title"),
        "author": Stated("Tove Berg", "json-ld"),
        "date": Stated("2024-03-02", "meta article:published_time"),
        "sitename": Stated("Larder", "meta og:site_name"),
        "url": Stated("https://larder.example/kjeks", "link canonical"),
        "language": Stated("nb-NO", "html lang"),
        "description": Stated("Of rye.", "meta description"),
        "image": Stated("https://larder.example/k.jpg", "meta og:image"),
        "license": Stated("https://creativecommons.org/licenses/by/4.0/", "link license"),
        "tags": Stated(["rug", "kjeks"], "meta keywords"),
        "items": Stated([RECIPE], "json-ld"),
    }
    assert next(iter(log_records(result)))["metadata"]["items"] == [RECIPE]
    assert cleaner.Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_a_text_dump_says_nothing_of_itself() -> None:
    assert cleaner.clean("The tide took the old pier.").metadata == {}


@pytest.mark.parametrize(
    "block", ["{", "[" * 100_000, '{"@type": "Recipe", "a": "' + "x" * 200_000 + '"}', "3", '[[{"@type": 1}]]']
)
def test_broken_or_huge_blocks_state_nothing(block: str) -> None:
    assert stated_facts([], [block]) == {}


ANY = st.recursive(st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["@type", "name", "author", "keywords", "image", "url"]), inner | st.just("Recipe")), max_leaves=20)  # fmt: skip


@given(ANY, st.text(max_size=10))
def test_any_json_is_read(data: object, base: str) -> None:
    for fact in stated_facts([], [json.dumps(data)], base).values():
        json.dumps(fact.value)
