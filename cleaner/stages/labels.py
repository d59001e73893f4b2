"""Rules applied to a page: labels struck where their rule allows, weak ones only in company."""

from collections.abc import Iterator, Sequence

from cleaner.edit import Edit, Spared
from cleaner.page import Cause, Page
from cleaner.ruleset import Rule, Ruleset

__all__ = ["LabelStage"]

MAX_GAP = 1
"""Unknown lines that may stand between two members of a cluster: a form's hint, a menu's one odd entry."""

MIN_WEAK = 3
"""As many weak labels in a row prove each other: three menu words under one another are a menu."""


class LabelStage:
    """Strikes the lines whose rule says so. The families of rules it is given make it `chrome` or `forms`."""

    def __init__(self, name: str, ruleset: Ruleset) -> None:
        self.name = name
        self.ruleset = ruleset

    def __call__(self, page: Page) -> Iterator[Edit | Spared]:
        """Yields a removal for each line that goes, and a note for each that a rule matched in vain."""
        live = page.live()
        matches = {line: found for line in live if (found := self.ruleset.match(page.key(line)))}
        if not matches:
            return
        notices = {line for line, found in matches.items() if any(rule.prose for rule in found)}
        body = page.body(live, ignore=notices)
        verdicts: dict[int, Rule] = {}
        for line, found in matches.items():
            rule, obstacle = judge(found, body.zone(line), page.prose(line))
            if obstacle:
                yield page.spare(line, self.cause(rule, obstacle))
            else:
                verdicts[line] = rule
        proven = in_company(page, verdicts)
        for line, rule in verdicts.items():
            if line in proven:
                yield page.strike(line, self.cause(rule))
            else:
                yield page.spare(line, self.cause(rule, "a weak label that stands alone"))

    def cause(self, rule: Rule, reason: str = "") -> Cause:
        """The cause of an edit or note by ``rule``."""
        return Cause(self.name, rule.id, rule.category, reason or rule.reason)


def judge(found: Sequence[Rule], zone: str, prose: bool) -> tuple[Rule, str]:
    """The first rule that applies to a line and an empty string, or the first that matched and what stands against it."""
    for rule in found:
        if rule.allows(zone) and (rule.prose or not prose):
            return rule, ""
    first = found[0]
    if prose and not first.prose:
        return first, "a long sentence is protected from this rule"
    return first, f"stands in the {zone}, and the rule asks for {first.where}"


def in_company(page: Page, verdicts: dict[int, Rule]) -> set[int]:
    """The lines of ``verdicts`` that go: strong ones, and weak ones in a cluster with a strong or struck line.

    Lines that an earlier stage struck are evidence too. A cluster is a chain of such lines with at most MAX_GAP
    other lines between two of them; three weak labels without a gap need no strong one.
    """
    proven: set[int] = set()
    weak: list[int] = []  # weak lines of the cluster so far
    row: list[int] = []  # ... of which without a gap
    evidence, gap = False, 0

    def close() -> None:
        if evidence:
            proven.update(weak)
        weak.clear()

    def close_row() -> None:
        if len(row) >= MIN_WEAK:
            proven.update(row)
        row.clear()

    for line, text in enumerate(page.texts):
        rule = verdicts.get(line)
        if rule is not None and rule.strength == "weak":
            weak.append(line)
            row.append(line)
            gap = 0
        elif rule is not None or page.struck[line]:
            if rule is not None:
                proven.add(line)
            evidence, gap = True, 0
        elif text:
            gap += 1
            close_row()
            if gap > MAX_GAP:
                close()
                evidence = False
    close()
    close_row()
    return proven
