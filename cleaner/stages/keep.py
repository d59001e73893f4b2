"""Stage `keep`: lines that a rule protects, whatever else would take them."""

from collections.abc import Iterator

from cleaner.edit import Cause
from cleaner.page import Page
from cleaner.rules.ruleset import Ruleset
from cleaner.stage import Phase, Spare

__all__ = ["KeepStage"]


class KeepStage:
    """Spares the lines that a rule with ``keep`` matches, firmly: no later stage strikes or rewrites them."""

    name = "keep"
    phase = Phase.REPAIR  # before anything is struck, and after `unicode`, whose repairs the keys show

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.idle = not any(rule.keep for rule in ruleset.rules)

    def __call__(self, page: Page) -> Iterator[Spare]:
        """Yields a firm note for each line that goes with a rule's pattern and stands where the rule applies."""
        if self.idle:
            return
        body = page.body()
        for line, found in page.fact(self.ruleset.match_page).items():
            for rule in found:
                if rule.keep and rule.allows(body.zone(line)):
                    yield Spare(line, Cause(self.name, rule.id, rule.category, rule.reason), firm=True)
                    break
