"""Passages: sentences and paragraphs that a dump parts over several lines, where others write one line a block.

Two kinds of dump do so: hard-wrapped ones (mail, `lynx -dump`), and those that give each text node of the page a line,
so that a link in a sentence has one of its own (`get_text("\\n")`).
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from cleaner.text.prose import is_prose, prose_weight, prose_weights
from cleaner.text.verbatim import is_code

__all__ = ["ends_among", "lines_inside", "on_one_line", "passages", "prose_weights_over", "unfinished", "wrap_of"]

MIN_WRAP, MAX_WRAP = 40, 132
"""Columns that texts are wrapped at: narrow mails and wide terminals."""

MIN_WRAPPED_LINES = 4
LONG_SHARE = 0.75
MIN_WRAPPED_SHARE = 0.7
"""Different full lines from which a dump is wrapped, and their share of the lines that are this long, in shares of the
wrap, or longer; code is not counted. Of headlines and of short paragraphs a few are full by chance. What follows a full
line goes on with the sentence half the time, in German as well; a list of headlines begins with capitals, a table with
figures."""

UNBROKEN = range(0x2E80, 0xAC00)
"""The letters of Chinese and Japanese, which are not broken at blanks; Korean, which is, comes behind them."""

BEYOND = 50
"""One in so many lines may be longer than the wrap: addresses and tables are not broken."""

MAX_WORD_CHARS = 30
"""Characters of a word for which there was no room on the line above. A longer one is an address, or Chinese."""

MIN_TELLING = 2
"""Passages with a comma or full stop behind a link that tell a dump of text nodes. In others a line in lower case goes
on with nothing: many readers write so."""

MIN_SENTENCE_WORDS = 4
"""Words of a line that goes on in the next: menus and user names in lower case have fewer."""

MAX_LINK_WORDS = 8
"""Words of a link in a sentence, on a line of its own."""

MAX_PASSAGE_LINES = 60
"""Lines of the longest passage: a sentence with many links has twenty."""

BEHIND_LINK = ",.;:)]!?”’"
REST_OF_SENTENCE = re.compile(r"[,.;:)\]!?”’]+(?:\s|$|s\b)")
"""How the rest of a sentence begins behind a link, besides a letter in lower case: ", and", "’s", "."; not "...and"."""

SENTENCE_END = re.compile(r"[^.][.;,]$")
"""How a line ends that no label ends like: with one full stop, or a comma."""

OPEN_END = ",(“„«—–”’»)\"'%"
"""How a line may end, besides a letter or digit, where its sentence goes on behind a link."""

LIST_ITEM = re.compile(r"(?:[-+*•▪◦·‣–—>#|]|\d{1,3}[.)]|\[\d+\])\s")
"""How an item of a list begins, a quoted line of mail or a heading: no line above goes on there."""


def passages(texts: Sequence[str], widths: Sequence[int], inside: Sequence[int]) -> list[range]:
    """The runs of two lines or more that are one paragraph, or one sentence that is prose; of the rest each line stands
    for itself.

    ``texts`` are the lines without white space at their ends, ``widths`` the columns to where each ends, its
    indentation included, ``inside`` their `lines_inside`. A blank line ends a passage.

    >>> passages(["Home", "The ferry calls at", "Gull Point", ", the last pier, too."], [4, 18, 10, 30], [3])
    [range(1, 4)]
    """
    wrapped = wrapped_lines(texts, widths)
    rests = rests_among(texts, inside)
    found = prose_of(texts, with_links(texts, rests))
    if len(inside) > len(rests) and len(found) >= MIN_TELLING:
        found = prose_of(texts, with_links(texts, inside))
    return runs(wrapped.union(*(lines[1:] for lines in found)))


def unfinished(texts: Sequence[str], inside: Sequence[int]) -> set[int]:
    """The lines that a comma or full stop at the start of the next one shows to be a link in a sentence, of texts and
    their `lines_inside`.

    >>> unfinished(["Read our", "Privacy Policy", ", if you like."], [2])
    {1}
    """
    return {line - 1 for line in rests_among(texts, inside)}


def lines_inside(texts: Sequence[str]) -> list[int]:
    """The lines that begin as a sentence does not, below one that may be its beginning.

    >>> lines_inside(["Read our", "Privacy Policy", ", if you like."])
    [2]
    """
    low = [line for line, text in enumerate(texts) if text and (text[0] in BEHIND_LINK or text[0].islower())]
    return [line for line in low if line and texts[line - 1] and is_open(texts[line - 1])]


def rests_among(texts: Sequence[str], inside: Iterable[int]) -> list[int]:
    """Those of the lines that begin with what stands behind a link."""
    return [line for line in inside if REST_OF_SENTENCE.match(texts[line])]


def ends_among(texts: Sequence[str], inside: Iterable[int]) -> list[int]:
    """Those of the lines that begin ``inside`` a sentence, below one with words, and end it.

    >>> ends_among(["The ferry leaves on the", "next page.", "Read more..."], [1, 2])
    [1]
    """
    return [line for line in inside if has_words(texts[line - 1]) and SENTENCE_END.search(texts[line])]


def with_links(texts: Sequence[str], inside: Iterable[int]) -> set[int]:
    """The lines of a dump of text nodes that go on with the sentence above: of those that begin ``inside`` one, and of
    the links before these.

    >>> sorted(with_links(["The ferry calls at", "Gull Point", ", then", "sails on", "."], [2, 4]))
    [1, 2, 4]
    """
    found: set[int] = set()
    for line in inside:
        above, first = texts[line - 1], texts[line - 2] if line > 1 else ""
        link = has_words(first) and is_open(first) and above.count(" ") < MAX_LINK_WORDS
        if texts[line][0] in BEHIND_LINK or has_words(above) or link:
            found.update((line - 1, line) if link else (line,))
    return found


def prose_of(texts: Sequence[str], on: Iterable[int]) -> list[range]:
    """The passages that the lines that go ``on`` make, of those that are prose."""
    return [lines for lines in runs(on) if is_prose(on_one_line(texts[lines.start : lines.stop]))]


def runs(on: Iterable[int]) -> list[range]:
    """The runs of lines of which all but the first go ``on`` with the one above, at most MAX_PASSAGE_LINES long.

    >>> runs([1, 2, 5])
    [range(0, 3), range(4, 6)]
    """
    found: list[range] = []
    for line in sorted(on):
        if not found or found[-1].stop != line:
            found.append(range(line - 1, line + 1))
        elif len(found[-1]) < MAX_PASSAGE_LINES:
            found[-1] = range(found[-1].start, line + 1)
        else:
            found.append(range(line, line + 1))
    return [lines for lines in found if len(lines) > 1]


def has_words(text: str) -> bool:
    """Whether a line has the words of a sentence."""
    return text.count(" ") >= MIN_SENTENCE_WORDS - 1


def is_open(text: str) -> bool:
    """Whether a line may end in the middle of a sentence, for all its last character says."""
    return text[-1].isalnum() or text[-1] in OPEN_END


def wrapped_lines(texts: Sequence[str], widths: Sequence[int]) -> set[int]:
    """The lines of a hard-wrapped dump that go on with the one above, as their first word had no room there."""
    wrap = wrap_of(texts, widths)
    if not wrap:
        return set()
    pairs = enumerate(zip(pairwise(texts), widths, strict=False), 1)
    return {
        line
        for line, ((above, text), width) in pairs
        if above and text and is_full(width, text, wrap) and not LIST_ITEM.match(text)
    }


def is_full(width: int, after: str, wrap: int) -> bool:
    """Whether the first word of the line below had no room on a line of that width."""
    size = first_word(after)
    return size <= MAX_WORD_CHARS and width + 1 + size > wrap


def first_word(text: str) -> int:
    """Characters of the first word of a line."""
    end = text.find(" ")
    return len(text) if end < 0 else end


def wrap_of(texts: Sequence[str], widths: Sequence[int]) -> int:
    """The column at which a dump is wrapped; 0 where it is not."""
    wide = [line for line, width in enumerate(widths) if width > MAX_WRAP]
    if sum(has_words(texts[line]) for line in wide) > len(texts) // BEYOND:
        return 0  # as most dumps: a paragraph is one line
    pairs = [(line, pair) for line, pair in enumerate(pairwise(texts)) if pair[1] and has_words(pair[0])]
    wordy = [line for line, (text, below) in pairs if not (LIST_ITEM.match(below) or is_code(text) or is_code(below))]
    wrap = fullest_column(texts, widths, wordy)
    long = [line for line in wordy if LONG_SHARE * wrap <= widths[line]]
    full = [line for line in long if widths[line] <= wrap and is_full(widths[line], texts[line + 1], wrap)]
    if len({texts[line] for line in full}) < MIN_WRAPPED_LINES or len(full) < MIN_WRAPPED_SHARE * len(long):
        return 0
    return wrap if 2 * sum(goes_on(texts[line + 1]) for line in full) >= len(full) else 0


def goes_on(text: str) -> bool:
    """Whether a line may go on with a sentence: it begins with a letter that is no capital, nor one of UNBROKEN."""
    return text[0].isalpha() and not text[0].isupper() and ord(text[0]) not in UNBROKEN


def fullest_column(texts: Sequence[str], widths: Sequence[int], lines: Iterable[int]) -> int:
    """The column, from MIN_WRAP to MAX_WRAP, at which most of the lines are long and full (`is_full`)."""
    steps = [0] * (MAX_WRAP + 2)
    for line in lines:
        size = first_word(texts[line + 1])
        first, last = max(widths[line], MIN_WRAP), min(widths[line] + size, int(widths[line] / LONG_SHARE), MAX_WRAP)
        if size <= MAX_WORD_CHARS and first <= last:
            steps[first] += 1
            steps[last + 1] -= 1
    counts = [*accumulate(steps)]
    return counts.index(max(counts))


def on_one_line(texts: Sequence[str]) -> str:
    """A passage on one line.

    >>> on_one_line(["The ferry calls at", "Gull Point", ", weather permitting."])
    'The ferry calls at Gull Point, weather permitting.'
    """
    return "".join([text if not at or text[0] in BEHIND_LINK else f" {text}" for at, text in enumerate(texts)])


def prose_weights_over(texts: Sequence[str], parted: Iterable[range]) -> list[float]:
    """`prose_weights`, where some passages are ``parted`` over several lines: each line of them has a share of what the
    passage weighs, by its length.

    >>> lines = ["Home", "The ferry left the harbour and", "nobody on the quay waved."]
    >>> weights = prose_weights_over(lines, [range(1, 3)])
    >>> [round(weight, 2) for weight in weights]
    [0.0, 1.02, 0.85]
    """
    weights = prose_weights(texts)
    for lines in parted:
        inside = [texts[line] for line in lines]
        whole = on_one_line(inside)
        if is_prose(whole):
            share = prose_weight(whole) / sum(map(len, inside))
            weights[lines.start : lines.stop] = [share * len(text) for text in inside]
    return weights
