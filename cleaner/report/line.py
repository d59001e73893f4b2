"""One line's story: what every stage said of it, the nearest rule, the model's score; for kept lines as for struck."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from cleaner.batch.one import Task, text_of_task
from cleaner.cleaner import Cleaner
from cleaner.engine import Draft
from cleaner.errors import OptionError
from cleaner.judgement import Judgement
from cleaner.page import Page
from cleaner.report.nearest import NearRule, nearest_rule
from cleaner.report.view import element_of
from cleaner.roles import Role
from cleaner.rules.ruleset import Ruleset
from cleaner.stage import Phase, Proposal, Remark, Repair, Rewrite, Spare, Stage, Strike
from cleaner.stages import STAGES
from cleaner.stages.content import ContentStage
from cleaner.stages.labels import LabelStage

__all__ = ["LineStory", "StageVerdict", "line_story"]


LineProposal = Strike | Spare | Rewrite | Repair

UNLIKELY = 0.01
"""The probability of a role that is not worth saying."""

WHOLE = "the page as a whole stays: it reads as clean, or the model keeps all of it"


class StageVerdict(NamedTuple):
    """What a stage said of the line: ``does`` is ``strikes``, ``spares``, ``rewrites``, ``repairs`` or ``nothing``."""

    stage: str
    does: str
    rule: str = ""
    reason: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class LineStory:
    """Why a line went or stayed.

    ``zone`` is where it stands relative to the text; ``score`` the model's estimate of how much of it is content, 0 to
    1, and ``weighed`` what spoke most against it; ``roles`` the probabilities of the roles that are likely at all, the
    likeliest first. They are empty where the model did not judge.
    """

    number: int
    text: str
    fate: str
    zone: str
    prose: bool
    element: str
    verdicts: Sequence[StageVerdict]
    nearest: NearRule | None
    score: float | None
    weighed: str
    roles: Mapping[Role, float]

    def to_dict(self) -> dict[str, Any]:
        """The story as a JSON-ready mapping."""
        return asdict(self) | {
            "verdicts": [verdict._asdict() for verdict in self.verdicts],
            "nearest": self.nearest._asdict() if self.nearest else None,
        }


class Watched:
    """A stage that does what another does, and remembers what it proposes for one line."""

    def __init__(self, stage: Stage, line: int) -> None:
        self.stage, self.line = stage, line
        self.name: str = stage.name
        self.phase: Phase = stage.phase
        self.said: list[LineProposal] = []
        self.came_late = False
        self.judged: tuple[float, str] | None = None
        self.restraint = ""

    def __call__(self, page: Page) -> Iterable[Proposal]:
        """What the stage proposes."""
        struck = bool(page.struck[self.line])
        found = list(self.stage(page))
        about_lines = [item for item in found if not isinstance(item, Remark)]
        own = [item for item in about_lines if line_of(page, item) == self.line]
        self.came_late = struck and not self.said
        if own:
            self.said = own
        if isinstance(self.stage, ContentStage) and not struck:
            self.judged = judgement(self.stage, page, self.line)
            self.restraint = "" if about_lines or not self.judged else WHOLE
        return found

    def verdict(self) -> StageVerdict:
        """What the stage said of the line, in the end."""
        if not self.said:
            reason = "the line was gone already" if self.came_late else self.restraint
            return StageVerdict(self.name, "nothing", reason=reason)
        item = self.said[0]
        does = {Strike: "strikes", Spare: "spares", Rewrite: "rewrites", Repair: "repairs"}[type(item)]
        score = item.score if isinstance(item, Strike) else None
        return StageVerdict(self.name, does, item.cause.rule, item.cause.why, score)


def line_story(cleaner: Cleaner, task: Task, number: int) -> LineStory:
    """The story of line ``number``, from 1, of a document. The document is cleaned as `Cleaner.clean` does it.

    Raises:
        OptionError: the document has no such line, or nothing is on it.
        InputError: as `Cleaner.clean`.
    """
    text, _, markup = cleaner.read(text_of_task(task), task.url, task.encoding)
    page, line = Page(text, markup), number - 1
    if not 0 <= line < len(page) or not page.texts[line]:
        raise OptionError(f"line {number}: {'nothing is on it' if 0 <= line < len(page) else whole_of(page)}")
    stages, _ = cleaner.stages_for(task.url, task.site)
    watched = [Watched(stage, line) for stage in stages]
    told = page.source[page.core_starts[line] : page.core_ends[line]]
    Draft(page).run(watched)
    judged = next((stage.judged for stage in watched if stage.judged), None)
    fate = "struck" if page.struck[line] else "kept"
    near = None if page.struck[line] else nearest_rule(ruleset_of(stages), page, line)
    zone, prose = page.body().zone(line), bool(page.prose[line])
    verdicts = [stage.verdict() for stage in watched] + [absent(name) for name in missing(cleaner, stages)]
    score, weighed = judged or (None, "")
    roles = likely_roles(page.judgement, line)
    return LineStory(number, told, fate, zone, prose, element_of(page, line), verdicts, near, score, weighed, roles)


def likely_roles(judged: Judgement, line: int) -> dict[Role, float]:
    """The probabilities of a line's roles, of those above UNLIKELY, the likeliest first."""
    at = judged.place(line)
    shares = judged.role_scores(at) if at is not None else {}
    likely = sorted(((share, role) for role, share in shares.items() if share > UNLIKELY), reverse=True)
    return {role: share for share, role in likely}


def whole_of(page: Page) -> str:
    """How many lines a page has, in words."""
    return f"the document has {len(page)} line{'s' if len(page) != 1 else ''}"


def line_of(page: Page, item: LineProposal) -> int:
    """The line that a proposal is about; -1 for white space between lines."""
    if not isinstance(item, Repair):
        return item.line
    line = page.line_at(item.start)
    inside = line < len(page) and page.core_starts[line] <= item.start < page.core_ends[line]
    return line if inside else -1


def judgement(stage: ContentStage, page: Page, line: int) -> tuple[float, str] | None:
    """The model's score of a line, and what spoke most against it; None where the model abstained."""
    from cleaner.model.judge import load  # numpy, which only this needs
    from cleaner.stages.content import weights_kind

    if not any(item.line == line for item in stage.judge(page)):
        return None
    lines = [number for number, text in enumerate(page.texts) if text]
    verdict, _ = stage.verdict(page, lines)
    row = lines.index(line)
    return round(float(verdict.score[row]), 3), "; ".join(load(weights_kind(page)).reasons(verdict, [row])[0])


def ruleset_of(stages: Iterable[Stage]) -> Ruleset:
    """The rules that the stages apply; none where no stage applies any."""
    return next((stage.ruleset for stage in stages if isinstance(stage, LabelStage)), Ruleset(()))


def missing(cleaner: Cleaner, stages: Iterable[Stage]) -> list[str]:
    """The stages that the mode leaves out, of those asked for."""
    there = {stage.name for stage in stages}
    return [name for name in cleaner.options.stages or STAGES if name not in there]


def absent(name: str) -> StageVerdict:
    """What is said of a stage that does not run."""
    return StageVerdict(name, "nothing", reason="does not run in this mode")
