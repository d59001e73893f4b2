"""Stage `unicode`: every line brought into its canonical form (`cleaner.text.repair`)."""

from collections.abc import Iterator

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
        # Plain ASCII is settled here: a call of is_clean for each line would double the time of this stage.
        cores = page.texts if page.markup is None else [page.core(line) for line in range(len(page))]
        doubtful = [
            line
            for line, text in enumerate(cores)
            if not (text.isascii() and text.isprintable() and "&" not in text and "  " not in text)
        ]
        for line in doubtful:
            text, start = cores[line], page.core_starts[line]
            if not is_clean(text):
                for piece in patches(text):
                    if not (is_run(text[piece.start : piece.end]) and page.in_code(line)):
                        yield Repair(start + piece.start, start + piece.end, piece.after, FAULTS[piece.fault])


def is_run(text: str) -> bool:
    """Whether a text is blanks and nothing else: in code they are meant."""
    return text.isspace() and not text.strip(" ")
