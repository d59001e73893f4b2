"""What cleaning a document gives: the text, the edits that made it, and the notes on what nearly went."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaner.edit import BareEdit, Edit, Edits, Spared, apply, undo
from cleaner.errors import LogError
from cleaner.flags import Flag
from cleaner.judgement import DECIMALS, UNSAID, Judgement, PageKind
from cleaner.markup.columns import Markup
from cleaner.markup.stated import Stated
from cleaner.outline import roles_of_kept
from cleaner.page import Page
from cleaner.roles import ROLES, Role, role_of_category

__all__ = ["Result", "ResultLine"]


NO_SCORES: Mapping[Role, float] = {}


class ResultLine(NamedTuple):
    """A line of a cleaned document.

    ``text`` as it is in the clean text, or, of a struck line, in the source; ``span`` of code points in the source;
    ``score`` of a learned or statistical verdict, 0 to 1, or None; ``reason`` for which it went, or nearly went;
    ``element`` the XPath of the element that a line of HTML comes from, and ``html_span`` where that stands in the
    page, ``page[start:end]``, if the page proves it (`Markup.spans`); ``scores`` how likely
    each role is to the model, empty where it did not judge the line.
    """

    text: str
    span: tuple[int, int]
    role: Role
    score: float | None
    kept: bool
    reason: str
    element: str = ""
    html_span: tuple[int, int] | None = None
    scores: Mapping[Role, float] = NO_SCORES


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """A cleaned document: canonical ``text``, the ``edits`` that made it (source order), and notes on near misses.

    ``language`` is an ISO 639-1 code or None where the page gives no clear answer; ``encoding`` is None for a document
    that came as str. For an HTML page ``source`` is the rendered text, and ``markup`` holds the page's SHA-256, what it
    says of itself (``markup.metadata``: title, author, date, site name, language), what the DOM knows of each line, and
    why it could not be read whole, if so (``markup.partial``). ``adaptation`` is the digest of the file of
    `cleaner adapt` that corrected the model's scores of it, if one did.

    ``confidence`` is the F1, 0 to 1, that the text is expected to have against what a person would keep, and ``kind``
    what kind of page it is (article, forum, product, listing, documentation, service, other); both None in mode
    ``careful`` and where the stage ``content`` did not run. ``flags`` say what the page is instead of a text: a stub
    before a ``paywall``, a ``login-wall`` or ``cookie-wall``, a ``captcha``, a plea for ``javascript``, ``not-found``,
    ``empty``. ``judgement`` holds what the model made of each line.
    """

    source: str
    text: str
    edits: Sequence[Edit]
    spared: tuple[Spared, ...]
    language: str | None
    encoding: str | None
    ruleset: str
    mode: str
    markup: Markup | None = field(default=None)
    confidence: float | None = None
    kind: PageKind | None = None
    flags: tuple[Flag, ...] = ()
    judgement: Judgement = UNSAID
    adaptation: str = ""

    def __repr__(self) -> str:
        """One short line, whatever the document's size."""
        count = self.removal_counts.total()
        sizes = f"{len(self.source)} characters in, {len(self.text)} out, {count} removal{'s' * (count != 1)}"
        return f"<Result: {sizes}, language {self.language}, mode {self.mode}>"

    @property
    def metadata(self) -> dict[str, Stated]:
        """What an HTML page says of itself: title, author, date, sitename, url, language, description, image, license,
        tags, and items (products and recipes, JSON-LD as it stands in the page), each with where it says so. Empty
        for a text dump."""
        if self.markup is None:
            return {}
        sources = self.markup.sources
        return {name: Stated(value, sources.get(name, "")) for name, value in self.markup.metadata.items()}

    @property
    def removals(self) -> tuple[Edit, ...]:
        """The edits that took text away: struck lines, and cuts inside a line; repairs and white space are not."""
        return tuple(edit for edit in self.edits if edit.removes)

    @property
    def changes(self) -> Sequence[Edit] | Sequence[BareEdit]:
        """The edits, as far as they are made: where, what and by which rule, but for the reasons. For counting."""
        return self.edits.changes if isinstance(self.edits, Edits) else self.edits

    @property
    def removal_counts(self) -> Counter[tuple[str, str, str]]:
        """How many removals each stage, category and rule made."""
        return Counter([(change.stage, change.category, change.rule) for change in self.changes if change.removes])

    @property
    def lines(self) -> tuple["ResultLine", ...]:
        """Every line of the source that says anything, in order, with what became of it and why."""
        page = Page(self.source, self.markup)
        struck = {page.line_at(edit.start): edit for edit in self.edits if edit.action == "strike"}
        notes = {page.line_at(note.start): note for note in self.spared}
        changed = self.changed_texts(page, struck)
        kept = [line for line, text in enumerate(page.texts) if text and line not in struck and changed.get(line, text)]
        judged = page.judgement = self.judgement
        roles = roles_of_kept(page, kept)
        found = []
        for line in sorted({*kept, *(line for line in struck if page.texts[line])}):
            edit, note = struck.get(line), notes.get(line)
            role = role_of_category(edit.category) if edit else roles[line]
            why, score = (edit.reason, edit.score) if edit else (note.reason if note else "", None)
            text = page.texts[line] if edit else changed.get(line, page.texts[line])
            element = self.markup.elements[line] if self.markup and self.markup.elements else ""
            span = (page.core_starts[line], page.core_ends[line])
            at = judged.place(line)
            scores = NO_SCORES if at is None else judged.role_scores(at)
            if score is None and at is not None:
                score = round(judged.scores[at], DECIMALS)
            place = self.markup.spans[line] if self.markup and self.markup.spans else None
            found.append(ResultLine(text, span, role, score, edit is None, why, element, place, scores))
        return tuple(found)

    def changed_texts(self, page: Page, struck: Mapping[int, Edit]) -> dict[int, str]:
        """The texts of the lines that were repaired or rewritten, as they are in the clean text."""
        changes: dict[int, list[Edit]] = {}
        for edit in self.edits:
            line = page.line_at(edit.start)
            inside = line < len(page) and page.core_starts[line] <= edit.start and edit.end <= page.core_ends[line]
            if inside and line not in struck and edit.action != "strike":
                changes.setdefault(line, []).append(edit)
        starts, ends = page.core_starts, page.core_ends
        return {line: apply(self.source, edits, starts[line], ends[line]).strip() for line, edits in changes.items()}

    @property
    def parts(self) -> dict[Role, str]:
        """The text of each role that has any, one line a line: ``parts["comment"]`` holds readers' comments, whether
        they stayed or went."""
        found: dict[Role, list[str]] = {}
        for line in self.lines:
            found.setdefault(line.role, []).append(line.text)
        return {role: "\n".join(found[role]) for role in ROLES if role in found}

    def restore(self) -> str:
        """The source (of HTML, the rendered text), rebuilt from the clean text and the edits alone."""
        return undo(self.text, self.edits)

    def to_dict(self) -> dict[str, Any]:
        """The whole result as a JSON-ready mapping, which `from_dict` takes back."""
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return values | {
            "edits": [edit.to_record() for edit in self.edits],
            "spared": [note.to_record() for note in self.spared],
            "markup": self.markup.to_dict() if self.markup else None,
            "flags": list(self.flags),
            "judgement": self.judgement.to_dict() if self.judgement.lines else None,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Result":
        """The result that `to_dict` gave.

        Raises:
            LogError: a field is missing, unknown or malformed.
        """
        try:
            made = dict(values)
            made["edits"] = tuple(map(Edit.from_record, made["edits"]))
            made["spared"] = tuple(map(Spared.from_record, made["spared"]))
            made["markup"] = Markup.from_dict(made["markup"]) if made["markup"] else None
            made["flags"] = tuple(made["flags"])
            made["judgement"] = Judgement.from_dict(made["judgement"]) if made["judgement"] else UNSAID
            return cls(**made)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            raise LogError(f"not a result: {error}") from None
