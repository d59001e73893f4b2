"""The cleaner: runs the stages over a page, applies what they propose, and hands back text, edits and notes."""

import dataclasses
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.edit import Edit, Spared, apply, undo
from cleaner.errors import OptionError, TooLargeError
from cleaner.markup import Budget, Markup, render
from cleaner.page import Page
from cleaner.rules.ruleset import Rule, Ruleset, builtin_rules, host_of, load_rules, site_rules
from cleaner.stages import STAGES, Settings, Stage, build_stages
from cleaner.stages.language import main_language
from cleaner.templates import SiteTemplates, Templates, load_templates
from cleaner.text.decode import HTML_HEAD, UNICODE, Decoded, decode, looks_like_html
from cleaner.text.languages import known_languages

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Cleaner", "Result", "clean"]

MODES = ("careful", "balanced", "strict")
DEFAULT_MODE = "balanced"
KINDS = ("auto", "text", "html")
HTML = ("full", "fast")

MAX_ROUNDS = 8
"""Rounds of the striking stages. A removal can shift where the body begins and so prove another; two rounds settle
nearly every page, and one that still moves after eight is left as it is."""

ONCE = ("unicode", "content", "layout")
"""Stages that run once: the model has seen the whole page, and is not asked again about what it left."""


AHEAD = 8
"""Documents a worker process of `Cleaner.pipe` has waiting: enough that a slow one ahead does not idle it."""


@dataclass(frozen=True, slots=True)
class Result:
    """A cleaned document: canonical ``text``, the ``edits`` that made it (source order), and notes on near misses.

    ``language`` is an ISO 639-1 code or None where the page gives no clear answer; ``encoding`` is None for a document
    that came as str. For an HTML page ``source`` is the rendered text, and ``markup`` holds the page's SHA-256, what it
    says of itself (``markup.metadata``: title, author, date, site name, language), what the DOM knows of each line, and
    why it could not be read whole, if so (``markup.partial``).
    """

    source: str
    text: str
    edits: tuple[Edit, ...]
    spared: tuple[Spared, ...]
    language: str | None
    encoding: str | None
    ruleset: str
    mode: str = DEFAULT_MODE
    markup: Markup | None = field(default=None, repr=False)

    @property
    def removals(self) -> tuple[Edit, ...]:
        """The edits that took text away: struck lines, and cuts inside a line; repairs and white space are not."""
        return tuple(e for e in self.edits if not e.after and e.stage not in ("unicode", "layout"))

    def restore(self) -> str:
        """The source (of HTML, the rendered text), rebuilt from the clean text and the edits alone."""
        return undo(self.text, self.edits)


class Cleaner:
    """A configured cleaner: build once, use often. Picklable, and never changed by use.

    Args:
        mode: ``careful`` strikes what a rule, a duplicate, a template or a language verdict proves; ``balanced``, the
            default, adds the learned model, for the best F1; ``strict`` lets that model prefer precision.
        lang: ``auto`` keeps each page's own main language; an ISO 639-1 code (``en``) keeps that one.
        kind: ``auto`` tells HTML from text by content; ``text`` and ``html`` take any document as that.
        html: ``full`` asks trafilatura for its verdict on each line and for metadata; ``fast`` does without.
        max_bytes: of one document; a larger text is refused, a larger HTML page is read that far, which the log says.
        max_seconds: for reading one HTML page, likewise.
        rules: rule files of the user's, or `Rule` objects, on top of those that ship.
        stages: names of the stages to run, in any order; None runs all.
        templates: lines that recur over a site's pages, as `cleaner learn` wrote them to a file, or as learned.

    Raises:
        OptionError: a value outside its choices.
        RulesError: a rule or template file that cannot be read or is wrong.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - one argument for each thing a user sets
        self,
        mode: str = DEFAULT_MODE,
        lang: str = "auto",
        kind: str = "auto",
        rules: Iterable[str | Path | Rule] = (),
        stages: Sequence[str] | None = None,
        templates: str | Path | Templates | None = None,
        html: str = "full",
        max_bytes: int = Budget().bytes,
        max_seconds: float = Budget().seconds,
    ) -> None:
        self.mode = choice("mode", mode, MODES)
        self.lang = choice("lang", lang, ("auto", *sorted(known_languages()))) if lang != "auto" else lang
        self.kind = choice("kind", kind, KINDS)
        self.html = choice("html", html, HTML)
        if max_bytes < 1 or max_seconds <= 0:
            raise OptionError("max_bytes and max_seconds must be above 0")
        self.budget = Budget(max_bytes, max_seconds)
        self.stages = tuple(choice("stage", name, STAGES) for name in (STAGES if stages is None else stages))
        self.rules = tuple(rule for item in rules for rule in as_rules(item))
        self.templates = load_templates(templates) if isinstance(templates, str | Path) else templates
        self._rulesets: dict[tuple[Rule, ...], Ruleset] = {}
        self._built: dict[tuple[Ruleset, str], tuple[list[Stage], str]] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_rulesets": {}, "_built": {}}

    def clean(self, source: str | bytes, *, url: str = "", site: str = "", encoding: str | None = None) -> Result:
        """Cleans one document.

        Args:
            source: a text dump or an HTML page; bytes are decoded (byte order mark, UTF-8, ``encoding``, what the page
                declares, then detection).
            url: where the page is from; picks the rules and the templates of its site.
            site: the name its templates were learned under, where that is not the URL's host.
            encoding: the charset that whoever served the bytes declared.

        Raises:
            InputError: the bytes are no text, the text is too large, or the page is empty until its scripts run.
        """
        text, codec, markup = self.read(source, url, encoding)
        stages, digest = self._stages(url, site)
        draft = Draft(Page(text, markup))
        draft.run(stages)
        edits = draft.edits()
        return Result(
            source=text,
            text=apply(text, edits),
            edits=tuple(edits),
            spared=draft.notes(),
            language=main_language(draft.page) if self.lang == "auto" else self.lang,
            encoding=None if codec == UNICODE else codec,
            ruleset=digest,
            mode=self.mode,
            markup=markup,
        )

    def read(self, source: str | bytes, url: str, encoding: str | None) -> tuple[str, str, Markup | None]:
        """The document's text, its charset, and its markup if it is HTML. Raises as `clean`."""
        if self.kind != "html" and (self.kind == "text" or not is_html(source)):
            if len(source) > self.budget.bytes:
                raise TooLargeError(f"{len(source)} bytes or characters are more than --max-bytes {self.budget.bytes}")
            return *(decode(source, encoding) if isinstance(source, bytes) else Decoded(source, UNICODE)), None
        text, markup = render(source, encoding, url, opinion=self.html == "full", budget=self.budget)
        return text, markup.encoding or UNICODE, markup

    def pipe(self, documents: Iterable[str | bytes | Mapping[str, Any]], *, workers: int = 1) -> Iterator[Result]:
        """Cleans a stream: results in input order, the same for any number of workers.

        Documents are read as they are needed, AHEAD for each worker, so memory does not grow with the stream. Each
        worker process builds its cleaner once.

        Args:
            documents: sources, or mappings with the arguments of `clean` where a document has more to say:
                ``{"source": text, "url": url}``.
            workers: processes; 1 cleans in this one.

        Raises:
            InputError: at the document that cannot be cleaned, and the stream ends; clean one by one to go on after it.
        """
        if workers <= 1:
            yield from (clean_one(self, document) for document in documents)
            return
        from concurrent.futures import ProcessPoolExecutor  # 13 ms, and --help does without

        pending: deque[Future[Result]] = deque()
        pool = ProcessPoolExecutor(workers, initializer=adopt, initargs=(self,))
        try:
            for document in documents:
                pending.append(pool.submit(clean_adopted, document))
                if len(pending) >= AHEAD * workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _stages(self, url: str, site: str) -> tuple[list[Stage], str]:
        """The stages with a site's rules and templates, and the digest of both; built once for each set."""
        own = site_rules(host_of(url))
        if own not in self._rulesets:  # compiling rules is dear, and most sites have none
            self._rulesets[own] = Ruleset((*builtin_rules(), *own, *self.rules))
        ruleset = self._rulesets[own]
        templates = self.templates.for_page(url, site) if self.templates else None
        key = ruleset, templates.site if templates else ""
        if key not in self._built:
            settings = Settings(ruleset, self.lang, self.mode, templates)
            self._built[key] = build_stages(settings, self.stages), digest_of(ruleset, templates)
        return self._built[key]


class Draft:
    """A page while the stages work on it: their edits by line, and what the page looks like after them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strikes: dict[int, Edit] = {}
        self.repairs: dict[int, list[Edit]] = {}
        self.spaces: list[Edit] = []
        self.spared: dict[str, list[Spared]] = {}

    def run(self, stages: Sequence[Stage]) -> None:
        """Runs `unicode` once, the striking stages until they strike no more, then `content` and `layout` once."""
        middle = [stage for stage in stages if stage.name not in ONCE]
        for stage in stages:
            if stage.name == "unicode":
                self.take(stage)
        seen: dict[str, int] = {}  # strikes there were when a stage last looked
        for _ in range(MAX_ROUNDS):
            pending = [stage for stage in middle if seen.get(stage.name) != len(self.strikes)]
            if not pending:
                break
            for stage in middle:
                if seen.get(stage.name) != len(self.strikes):
                    seen[stage.name] = len(self.strikes)
                    self.take(stage)
        for stage in stages:
            if stage.name == "content":
                self.take(stage)
            elif stage.name == "layout":
                self.spaces = list(stage(self.page))  # type: ignore[arg-type]  # layout yields edits only

    def take(self, stage: Stage) -> None:
        """Applies what one stage proposes."""
        repaired: dict[int, list[Edit]] = {}
        self.spared[stage.name] = []
        for item in list(stage(self.page)):
            line = self.page.line_at(item.start)
            if isinstance(item, Spared):
                self.spared[stage.name].append(item)
            elif stage.name != "unicode" and item.end == self.page.starts[line + 1] and not item.after:
                self.strikes.setdefault(line, item)
                self.page.set_struck(line)
            else:
                repaired.setdefault(line, []).append(item)
        for line, edits in repaired.items():
            self.repairs[line] = edits
            first, end = self.page.core_starts[line], self.page.core_ends[line]
            moved = [shifted(edit, -first) for edit in edits]
            self.page.set_text(line, apply(self.page.source[first:end], moved))

    def edits(self) -> list[Edit]:
        """All edits in source order. A struck line swallows its repairs; so does one that repair left blank."""
        page = self.page
        edits = [*self.strikes.values(), *self.spaces]
        for line, repairs in self.repairs.items():
            if not page.struck[line] and (page.texts[line] or not self.spaces):
                edits += repairs
        return sorted(edits, key=lambda edit: (edit.start, edit.end))

    def notes(self) -> tuple[Spared, ...]:
        """The notes on lines that stayed, in source order, one a line: the first stage's."""
        notes: dict[int, Spared] = {}
        for spared in self.spared.values():
            for note in spared:
                notes.setdefault(note.start, note)
        gone = {edit.start for edit in self.strikes.values()}
        lines = ((note, self.page.starts[self.page.line_at(at)]) for at, note in sorted(notes.items()))
        return tuple(note for note, start in lines if start not in gone)


ADOPTED: list[Cleaner] = []
"""In a worker process of `Cleaner.pipe`: its cleaner, with the rules it has compiled so far."""


def adopt(cleaner: Cleaner) -> None:
    """Makes ``cleaner`` the one of this worker process: sent once, not with every document."""
    ADOPTED[:] = [cleaner]


def clean_adopted(document: str | bytes | Mapping[str, Any]) -> Result:
    """Cleans a document of `Cleaner.pipe` in a worker process."""
    return clean_one(ADOPTED[0], document)


def clean_one(cleaner: Cleaner, document: str | bytes | Mapping[str, Any]) -> Result:
    """Cleans a document of `Cleaner.pipe`."""
    return cleaner.clean(**document) if isinstance(document, Mapping) else cleaner.clean(document)


@cache
def default_cleaner() -> Cleaner:
    """The cleaner behind `clean`, built at first use."""
    return Cleaner()


def clean(source: str | bytes, *, url: str = "", encoding: str | None = None) -> Result:
    """Cleans one document with the default settings; see `Cleaner.clean`.

    >>> result = clean("Skip to content\\nThe ferry left at noon, and nobody could say when it would be back.\\n")
    >>> result.text
    'The ferry left at noon, and nobody could say when it would be back.\\n'
    >>> [edit.rule for edit in result.removals], result.language
    (['navigation/skip-link'], 'en')
    """
    return default_cleaner().clean(source, url=url, encoding=encoding)


def is_html(source: str | bytes) -> bool:
    """Whether a document is HTML, by its content."""
    head = source[: 4 * HTML_HEAD]  # bytes: a character takes four at most
    return looks_like_html(head if isinstance(head, str) else quick_text(head))


def quick_text(head: bytes) -> str:
    """The start of a document well enough decoded to see tags in it; UTF-16 has a NUL in every other byte."""
    return head.decode("latin-1").replace("\0", "").removeprefix("ÿþ").removeprefix("þÿ").removeprefix("ï»¿")


def digest_of(ruleset: Ruleset, templates: SiteTemplates | None) -> str:
    """16 hex digits that say which rules and templates a log was written with."""
    if templates is None:
        return ruleset.digest
    return hashlib.sha256(f"{ruleset.digest} {templates.digest}".encode()).hexdigest()[:16]


def choice(name: str, value: str, choices: Iterable[str]) -> str:
    """``value``, if it is among ``choices``; raises OptionError with the choices if not."""
    if value not in (known := tuple(choices)):
        raise OptionError(f"{name} {value!r} is none of {', '.join(known)}")
    return value


def as_rules(item: str | Path | Rule) -> tuple[Rule, ...]:
    """The rules of a file, or the rule itself."""
    return (item,) if isinstance(item, Rule) else load_rules(item)


def shifted(edit: Edit, by: int) -> Edit:
    """The edit with its span moved."""
    return dataclasses.replace(edit, start=edit.start + by, end=edit.end + by)
