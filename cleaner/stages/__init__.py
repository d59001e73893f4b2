"""The stages, in the one order they run in. Adding a stage: its module, its row here, its test."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from cleaner.roles import DEFAULT_ROLES, Role
from cleaner.rules.ruleset import Ruleset
from cleaner.stage import Stage
from cleaner.stages.content import ContentStage
from cleaner.stages.headers import HeaderStage
from cleaner.stages.keep import KeepStage
from cleaner.stages.labels import LabelStage
from cleaner.stages.language import LanguageStage
from cleaner.stages.layout import LayoutStage
from cleaner.stages.markup import MarkupStage
from cleaner.stages.roles import RoleStage
from cleaner.stages.template import TemplateStage
from cleaner.stages.unicode import UnicodeStage
from cleaner.templates import SiteTemplates

if TYPE_CHECKING:
    from cleaner.model.correction import Adaptation

__all__ = ["STAGES", "Settings", "build_stages"]


class Settings(NamedTuple):
    """What the stages are built from; ``names`` are those of all that run."""

    ruleset: Ruleset
    lang: str
    mode: str
    templates: SiteTemplates | None = None
    keep: frozenset[Role] = DEFAULT_ROLES
    adaptation: "Adaptation | None" = None
    names: frozenset[str] = frozenset()


STAGES: dict[str, Callable[[Settings], Stage]] = {
    "unicode": lambda settings: UnicodeStage(),
    "keep": lambda settings: KeepStage(settings.ruleset),
    "markup": lambda settings: MarkupStage(),
    "chrome": lambda settings: LabelStage("chrome", settings.ruleset),
    "forms": lambda settings: LabelStage("forms", settings.ruleset),
    "headers": lambda settings: HeaderStage(framed="chrome" in settings.names),
    "language": lambda settings: LanguageStage(settings.lang),
    "template": lambda settings: TemplateStage(settings.templates),
    "content": lambda settings: ContentStage(
        "strict" if settings.mode == "strict" else "balanced", settings.keep, settings.adaptation
    ),
    "roles": lambda settings: RoleStage(settings.keep, guess=settings.mode != "careful"),
    "layout": lambda settings: LayoutStage(),
}
"""Name to constructor, in the order they run in. Each stage names its phase (`cleaner.stage.Phase`), and the phases
follow each other down the table."""

LEARNED = ("content",)
"""Stages that guess from examples rather than prove: `careful` does without them."""


def build_stages(settings: Settings, names: Iterable[str]) -> list[Stage]:
    """The stages called ``names``, in table order; in mode ``careful`` without the learned ones."""
    wanted = set(names) - (set(LEARNED) if settings.mode == "careful" else set())
    settings = settings._replace(names=frozenset(wanted))
    return [build(settings) for name, build in STAGES.items() if name in wanted]
