"""Second languages at home on a page: bilingual ones, courses, glossaries; and quotations above a text."""

from collections.abc import Mapping

from cleaner.stages.tongues import contact, labelled, supports
from cleaner.stages.zone import Zone
from cleaner.text.languages import script_of

__all__ = ["trimmed"]

MIN_HOME_LINES = 3
MIN_HOME_SHARE = 0.6
"""A page is in two languages if the second has three sentences, and this much of the weight of the first in prose."""

MIN_INSIDE = 4
"""Lines of another language inside the body from which the page is about that language: a course, a glossary."""


def trimmed(zone: Zone, verdicts: Mapping[int, str], tongue: str | None) -> dict[int, str]:
    """The verdicts without the lines that are the page's own although they are foreign."""
    lines = list(verdicts)
    start = 0
    if at_home(zone, tongue) or epigraph(zone, verdicts):
        start = first_mark(zone, lines, tongue)
    return {line: verdicts[line] for line in lines[start:]}


def at_home(zone: Zone, tongue: str | None) -> bool:
    """Whether the page itself speaks the language of the block: in half its prose, or often inside its body."""
    if zone.strict:
        return False
    page, body = zone.page, zone.body
    near = [line for line in page.live() if line in zone.strange and (page.prose[line] or body.zone(line) == "body")]
    same = [line for line in near if akin(zone, line, tongue)]
    inside = sum(body.first < line < body.last for line in same)
    prose = [line for line in same if page.prose[line]]
    own = sum(page.prose[line] for line in page.live() if line not in zone.strange)
    weight = sum(page.prose[line] for line in prose)
    return inside >= MIN_INSIDE or (len(prose) >= MIN_HOME_LINES and weight >= MIN_HOME_SHARE * own)


def akin(zone: Zone, line: int, tongue: str | None) -> bool:
    """Whether a line is in the language of the block, or, where a script speaks, in a script of it."""
    if zone.strange[line] == "script":
        scripts = {script_of(zone.page.texts[at]) for at in zone.filled if zone.strange.get(at) == "script"}
        return script_of(zone.page.texts[line]) in scripts
    return tongue is not None and supports(zone.page.texts[line], zone.lang, tongue)


def epigraph(zone: Zone, verdicts: Mapping[int, str]) -> bool:
    """Whether foreign lines in the head stand between the page's own lines and its body."""
    if zone.strict or zone.body.first > zone.body.last or zone.lines.start > zone.body.last:
        return False
    said = [verdict for verdict in verdicts.values() if verdict != "neither"]
    return "own" in said and said[-1] == "foreign"


def first_mark(zone: Zone, lines: list[int], tongue: str | None) -> int:
    """Where in ``lines``, below their last prose, the first is that is surely of an imprint; their number if none."""
    texts = zone.page.texts
    start = max((at + 1 for at, line in enumerate(lines) if zone.page.prose[line]), default=0)
    for at in range(start, len(lines)):
        text = texts[lines[at]]
        if contact(text) or zone.page.struck[lines[at]] or (tongue and labelled(text, zone.lang, tongue)):
            return at
    return len(lines)
