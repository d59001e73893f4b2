"""The options of cleaning, each in one place: its name, type, default, help and check.

`Cleaner`, `cleaner.clean`, the command line and the integrations are made from `Options`: an option added here is there
in all of them.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, get_args

from cleaner.budget import Budget
from cleaner.errors import OptionError
from cleaner.roles import kept_roles
from cleaner.rules.rule import Rule
from cleaner.templates import Templates

if TYPE_CHECKING:
    from cleaner.markup.written import Style

__all__ = ["Html", "Kind", "Mode", "OptionValues", "Options", "OutputFormat", "RuleSource"]

Mode = Literal["careful", "balanced", "strict"]
Kind = Literal["auto", "text", "html"]
Html = Literal["full", "fast"]
OutputFormat = Literal["text", "markdown"]
RuleSource = str | Path | Rule
"""A rule file of the user's, or a rule."""

LITERALS: dict[str, tuple[str, ...]] = {
    "mode": get_args(Mode),
    "kind": get_args(Kind),
    "html": get_args(Html),
    "format": get_args(OutputFormat),
}
MANY = ("rules", "ignore", "select", "stages")
"""Options that hold several values; a single str there is a mistake, which would be taken apart into letters."""


class OptionValues(TypedDict, total=False):
    """The keywords that `Options` takes, for signatures: ``**values: Unpack[OptionValues]``."""

    mode: Mode
    lang: str
    kind: Kind
    html: Html
    format: OutputFormat
    links: bool
    images: bool
    rules: Iterable[RuleSource]
    select: Iterable[str]
    ignore: Iterable[str]
    stages: Iterable[str] | None
    templates: str | Path | Templates | None
    keep: str | Iterable[str]
    min_confidence: float
    adapt: str | Path | None
    max_bytes: int
    max_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to clean; the ``help`` of each field's metadata says what it does.

    Raises:
        OptionError: a value outside its choices, or of the wrong type.
    """

    mode: Mode = field(
        default="balanced",
        metadata={"help": "careful: only what is proved; balanced: what the model finds too; strict: precision first."},
    )
    lang: str = field(
        default="auto",
        metadata={"help": "Language to keep: auto for each page's own main language, or a code such as 'en'."},
    )
    kind: Kind = field(
        default="auto",
        metadata={"help": "HTML is told from text by content; 'text' and 'html' take any document as that."},
    )
    html: Html = field(
        default="full",
        metadata={"help": "HTML pages: with trafilatura's verdict and metadata, or in half the time without."},
    )
    format: OutputFormat = field(
        default="text", metadata={"help": "How HTML pages are written; a text dump that is Markdown stays it."}
    )
    links: bool = field(default=True, metadata={"help": "Of HTML pages as Markdown: write links with their targets."})
    images: bool = field(default=False, metadata={"help": "Of HTML pages as Markdown: write images, with sources."})
    rules: tuple[RuleSource, ...] = field(default=(), metadata={"help": "A rule file of your own; may be repeated."})
    select: tuple[str, ...] = field(
        default=(), metadata={"help": "Use only this rule or family, such as 'legal'; may be repeated."}
    )
    ignore: tuple[str, ...] = field(
        default=(), metadata={"help": "Switch off this rule or family, such as 'legal/policy-link'; may be repeated."}
    )
    stages: tuple[str, ...] | None = field(
        default=None, metadata={"help": "Run only this stage; may be repeated. All run if not given."}
    )
    templates: str | Path | Templates | None = field(
        default=None, metadata={"help": "Lines that recur on a site, as written by `cleaner learn`."}
    )
    keep: str | tuple[str, ...] = field(
        default="default",
        metadata={
            "help": "Roles that stay: default (title, deck, byline, text, caption), body (text alone), all (bio and "
            "comment too), or roles with commas between them."
        },
    )
    min_confidence: float = field(
        default=0.0,
        metadata={
            "help": "Sets a document aside for review, as a reject, where the model expects its clean text to have an "
            "F1 below this, 0 to 1."
        },
    )
    adapt: str | Path | None = field(
        default=None, metadata={"help": "A correction of the model's scores for your pages, by `cleaner adapt`."}
    )
    max_bytes: int = field(
        default=Budget().bytes,
        metadata={"help": "Of one document: a larger text is refused, a larger HTML page is read that far."},
    )
    max_seconds: float = field(
        default=Budget().seconds, metadata={"help": "For one document; an HTML page is read that long."}
    )

    def __post_init__(self) -> None:
        for name in MANY:
            object.__setattr__(self, name, as_tuple(name, getattr(self, name)))
        for name, choices in LITERALS.items():
            check_choice(name, getattr(self, name), choices)
        if self.lang != "auto" or self.stages:
            self.check_names()
        check_type("rules", self.rules, (str, Path, Rule))
        check_type("templates", (self.templates,), (str, Path, Templates, type(None)))
        check_type("adapt", (self.adapt,), (str, Path, type(None)))
        if self.adapt and self.mode == "careful":
            raise OptionError("adapt corrects the model's scores, and careful does without the model")
        check_type("links and images", (self.links, self.images), (bool,))
        if not isinstance(self.keep, str):
            object.__setattr__(self, "keep", as_tuple("keep", self.keep))
        kept_roles(self.keep)
        check_confidence(self.min_confidence, self.mode)
        check_positive("max_bytes", self.max_bytes, int)
        check_positive("max_seconds", self.max_seconds, (int, float))

    def check_names(self) -> None:
        """Raises OptionError for an unknown language or stage; what knows them all is imported here, since
        ``cleaner --help`` does not need it."""
        from cleaner.stages import STAGES
        from cleaner.text.languages import known_languages

        check_choice("lang", self.lang, ("auto", *sorted(known_languages())))
        for name in self.stages or ():
            check_choice("stage", name, STAGES)

    @classmethod
    def of(cls, values: "OptionValues | dict[str, Any]") -> "Options":
        """The options with these values; raises OptionError where one has an unknown name."""
        known = [option.name for option in dataclasses.fields(cls)]
        for name in values:
            check_choice("the option", name, known)
        return cls(**dict(values))  # iterables become tuples above

    def changed(self, **values: Unpack[OptionValues]) -> "Options":
        """These options with some other values."""
        return dataclasses.replace(self, **values)  # type: ignore[arg-type]  # likewise

    def said(self) -> str:
        """The options that differ from their defaults, as they would be written."""
        usual = Options()
        names = [option.name for option in dataclasses.fields(self)]
        return ", ".join(
            f"{name}={getattr(self, name)!r}" for name in names if getattr(self, name) != getattr(usual, name)
        )

    @property
    def style(self) -> "Style | None":
        """How HTML pages are written as Markdown; None for plain text."""
        from cleaner.markup.written import Style

        return Style(self.links, self.images) if self.format == "markdown" else None

    @property
    def budget(self) -> Budget:
        """What one document may cost."""
        return Budget(self.max_bytes, self.max_seconds)


def as_tuple(name: str, value: object) -> tuple[Any, ...] | None:
    """Several values as a tuple; raises OptionError for a single one."""
    if value is None and name == "stages":
        return None
    if isinstance(value, str | bytes | Path | Rule) or not isinstance(value, Iterable):
        raise OptionError(f"{name} takes a list, not {value!r}: write [{value!r}]")
    return tuple(value)


def check_choice(name: str, value: object, choices: Iterable[str]) -> None:
    """Raises OptionError, with the choices, where ``value`` is none of them."""
    if value not in (known := tuple(choices)):
        raise OptionError(f"{name} {value!r} is none of {', '.join(known)}")


def check_type(name: str, values: Iterable[object], kinds: tuple[type, ...]) -> None:
    """Raises OptionError where a value is of none of these types."""
    for value in values:
        if not isinstance(value, kinds):
            wanted = ", ".join(kind.__name__ for kind in kinds if kind is not type(None))
            raise OptionError(f"{name}: {value!r} is none of {wanted}")


def check_confidence(least: object, mode: Mode) -> None:
    """Raises OptionError where the least confidence is no share, or the mode has no model that could tell it."""
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
        raise OptionError(f"min_confidence is a share from 0 to 1, not {least!r}")
    if least and mode == "careful":
        raise OptionError("min_confidence needs the learned model, which mode 'careful' does without")


def check_positive(name: str, value: object, kind: type | tuple[type, ...]) -> None:
    """Raises OptionError where a value is no number above 0."""
    if isinstance(value, bool) or not isinstance(value, kind) or not value > 0:  # type: ignore[operator]
        raise OptionError(f"{name} must be a number above 0, not {value!r}")
