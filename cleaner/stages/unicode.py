"""Stage `unicode`: every line brought into its canonical form (`cleaner.text.repair`)."""

from collections.abc import Iterator, Sequence

from cleaner.edit import Cause
from cleaner.page import Page
from cleaner.stage import Phase, Repair
from cleaner.text.repair import is_clean, patches

__all__ = ["UnicodeStage"]

FAULTS = {
    "encoding": Cause("unicode", "unicode/encoding", "encoding", "decoded wrongly before it came here"),
    "entity": Cause("unicode", "unicode/entity", "encoding", "HTML entity left in the text"),
    "control": Cause("unicode", "unicode/control", "control", "control character without meaning in text"),
    "undecodable": Cause("unicode", "unicode/undecodable", "encoding", "not decodable, shown as U+FFFD"),
    "form": Cause("unicode", "unicode/normal-form", "normal-form", "brought to Unicode normal form C"),
    "space": Cause("unicode", "unicode/space", "space", "one plain blank for an odd or repeated one"),
    "invisible": Cause("unicode", "unicode/invisible", "invisible", "invisible character without effect here"),
}


class UnicodeStage:
    """Repairs the text of every line; strikes none."""

    name = "unicode"
    phase = Phase.REPAIR

    def __call__(self, page: Page) -> Iterator[Repair]:
        """Yields the repairs, each as narrow as its cause allows."""
        cores = page.texts if page.markup is None else [page.core(line) for line in range(len(page))]
        for line in doubtful(cores):
            text, start = cores[line], page.core_starts[line]
            if not is_clean(text):
                for piece in patches(text):
                    if not (is_run(text[piece.start : piece.end]) and page.in_code(line)):
                        yield Repair(start + piece.start, start + piece.end, piece.after, FAULTS[piece.fault])


def doubtful(texts: Sequence[str]) -> list[int]:
    """Which texts are not plainly in order: a call of `is_clean` for each would double the time of this stage.

    >>> doubtful(["Tides", "a  b", "caf\u00e9", "you & me"])
    [1, 2, 3]
    """
    whole = "|".join(texts)
    odd, spread, marked = not whole.isprintable(), "  " in whole, "&" in whole
    return [
        line
        for line, text in enumerate(texts)
        if not text.isascii()
        or (odd and not text.isprintable())
        or (marked and "&" in text)
        or (spread and "  " in text)
    ]


def is_run(text: str) -> bool:
    """Whether a text is blanks and nothing else: in code they are meant."""
    return text.isspace() and not text.strip(" ")
