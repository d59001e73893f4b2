"""Rules applied to a page: labels struck where their rule allows, weak ones only in company."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from cleaner.edit import Cause
from cleaner.page import Body, Page, link_lines, sentence_ends
from cleaner.rules.rule import Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.stage import Phase, Spare, Strike
from cleaner.stages.code import stands_in_code

__all__ = ["LabelStage", "chains"]

MAX_UNKNOWN = 1
"""Unknown lines that may stand between two members of a cluster: a form's hint, a menu's one odd entry."""

MIN_WEAK = 3
"""As many weak labels in a row prove each other: three menu words under one another are a menu."""

IS_TITLE = "the only first heading of the page: its title"
GOES_ON = "a link in a sentence that goes on in the next line, or what stands behind it"
ENDS_SENTENCE = "the end of a sentence that begins in the line above"


class LabelStage:
    """Strikes the lines whose rule says so: the stages `chrome` and `forms`, by the rules whose stage they are."""

    phase = Phase.STRIKE

    def __init__(self, name: str, ruleset: Ruleset) -> None:
        self.name = name
        self.ruleset = ruleset

    def __call__(self, page: Page) -> Iterator[Strike | Spare]:
        """Yields a removal for each line that goes, and a note for each that a rule matched and that stays."""
        matches = page.fact(self.own_matches)
        if not matches:
            return
        body = page.body(ignore=page.fact(self.notices))
        all_labels, obstructed = page.fact(self.sorted_out, body)
        yield from (note for line, note in obstructed.items() if not page.struck[line])
        labels = {line: rule for line, rule in all_labels.items() if not page.struck[line]}
        proven = in_company(page, labels)
        for line, rule in labels.items():
            if line in proven:
                yield Strike(line, self.cause(rule))
            else:
                yield Spare(line, self.cause(rule, "a weak label that stands alone"))

    def own_matches(self, page: Page) -> dict[int, list[Rule]]:
        """The lines of a page that rules of this stage match, with those rules."""
        return {
            line: own
            for line, found in page.fact(self.ruleset.match_page).items()
            if (own := [rule for rule in found if rule.stage == self.name]) and not is_sign_in_code(page, line)
        }

    def notices(self, page: Page) -> frozenset[int]:
        """The lines matched by rules that may take prose."""
        return frozenset(
            line for line, found in page.fact(self.own_matches).items() if any(rule.prose for rule in found)
        )

    def sorted_out(self, page: Page, body: Body) -> tuple[dict[int, Rule], dict[int, Spare]]:
        """The matched lines whose rule applies, given the body, and notes on those where something forbids it."""
        labels: dict[int, Rule] = {}
        obstructed: dict[int, Spare] = {}
        title, links, prose = page.fact(only_heading), page.fact(link_lines), page.prose
        ends = page.fact(sentence_ends)
        for line, found in page.fact(self.own_matches).items():
            rule, obstacle = applying(found, body.zone(line), prose[line] > 0.0)
            if not obstacle:
                part = line in links or line - 1 in links
                end = line in ends and not rule.prose
                obstacle = IS_TITLE if line == title else GOES_ON if part else ENDS_SENTENCE if end else ""
            if obstacle:
                obstructed[line] = Spare(line, self.cause(rule, obstacle))
            else:
                labels[line] = rule
        return labels, obstructed

    def cause(self, rule: Rule, reason: str = "") -> Cause:
        """The cause of an edit or note by ``rule``."""
        return Cause(self.name, rule.id, rule.category, reason or rule.reason)


def is_sign_in_code(page: Page, line: int) -> bool:
    """Whether a line is a brace or the like inside code, which elsewhere would be an icon."""
    return not any(map(str.isalnum, page.texts[line])) and stands_in_code(page, line)


def only_heading(page: Page) -> int | None:
    """The line of a rendered page's only heading of the first level; None where it has none, or several."""
    levels = page.markup.headings if page.markup else ()
    found = [line for line, level in enumerate(levels) if level == 1 and page.keys[line]]
    return found[0] if len(found) == 1 else None


def applying(found: Sequence[Rule], zone: str, prose: bool) -> tuple[Rule, str]:
    """The first rule that applies to a line and an empty string, or the first that matched and what is against it."""
    for rule in found:
        if rule.allows(zone) and (not prose or (rule.prose and zone != "body")):
            return rule, ""
    first = found[0]
    if prose and zone == "body":
        return first, "a long sentence inside the text is protected from every rule"
    if prose and not first.prose:
        return first, "a long sentence is protected from this rule"
    return first, f"stands in the {zone}, and the rule asks for {first.where}"


def in_company(page: Page, labels: Mapping[int, Rule]) -> set[int]:
    """The lines of ``labels`` that go: strong ones, weak ones chained to a strong or struck line, and rows of weak.

    Lines that an earlier stage struck are evidence too.
    """
    proven = {line for line, rule in labels.items() if rule.strength == "strong"}
    if len(proven) == len(labels):
        return proven
    live, found = page.live(), set(proven)
    for cluster in chains([bisect_left(live, line) for line in sorted(labels)], MAX_UNKNOWN):
        lines = [live[rank] for rank in cluster]
        if not proven.isdisjoint(lines) or beside_struck(page, cluster[0], cluster[-1]):
            found.update(lines)
        else:
            rows = [row for row in chains(cluster, 0) if len(row) >= MIN_WEAK]
            found.update([live[rank] for row in rows for rank in row])
    return found


def chains(ranks: Sequence[int], between: int) -> list[list[int]]:
    """Numbers in order, parted where more than ``between`` others would stand between two.

    >>> chains([1, 2, 4, 7], 1)
    [[1, 2, 4], [7]]
    """
    found: list[list[int]] = []
    for rank in ranks:
        if found and rank - found[-1][-1] - 1 <= between:
            found[-1].append(rank)
        else:
            found.append([rank])
    return found


def beside_struck(page: Page, first: int, last: int) -> bool:
    """Whether a struck line stands beside one of a cluster of live ones, given by the ranks of its ends, with at most
    MAX_UNKNOWN live ones between."""
    live = page.live()
    above, below = first - 1 - MAX_UNKNOWN, last + 1 + MAX_UNKNOWN
    first, end = live[above] if above >= 0 else 0, live[below] if below < len(live) else len(page)
    return page.struck.find(1, first, end) >= 0
