"""Input nobody wants: nothing raises, hangs or is lost. Sizes are small here; benchmarks/growth.py has the large ones."""

import pytest

from cleaner import Cleaner

N = 200_000

HOSTILE = {
    "one line": "The ferry left at noon. " * (N // 24),
    "one word": "x" * N,
    "one line of accents": "Déjà vu à Paris — l’été. " * (N // 25),
    "no-break spaces": "a\u00a0" * (N // 2),
    "mojibake": "donâ€™t " * (N // 8),
    "entities": "&amp;" * (N // 5),
    "one-word lines": "".join(f"{number}\n" for number in range(N // 6)),
    "copies": "The same line again and again here\n" * (N // 35),
    "copies of a weak label": "Website\nx\n" * (N // 10),
    "copies of a form": "Name *\n" * (N // 7),
    "blank lines": "\n" * N,
    "mixed breaks": "a\r\n\rb\x85\u2028c\x0b\x0c\x1c" * (N // 12),
    "NULs": "\0" * N,
    "lone surrogates": "\ud800a\udc00" * (N // 3),
    "dotted I": "İ " * (N // 2),
    "right-to-left marks": "\u200f\u202eabc " * (N // 6),
    "joiners": "\u200d\u200c" * (N // 2),
    "combining marks": "e" + "\u0301" * N,
    "spaces": "a" + " " * N + "b",
    "terms": "egypttoday " * (N // 11),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_comes_back(name: str, careful: Cleaner) -> None:
    text = HOSTILE[name]
    result = careful.clean(text)
    assert result.restore() == text
    assert careful.clean(result.text).text == result.text
