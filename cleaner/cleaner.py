"""The cleaner: options in, and for each document its text, the stages run over it, and the result."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Unpack, get_args, overload

from cleaner.appraisal import Appraisal, appraise
from cleaner.batch.one import Task, task_of
from cleaner.edit import apply
from cleaner.engine import Draft
from cleaner.errors import CleanerError, InputError, LowConfidenceError, TooLargeError
from cleaner.markup.columns import Markup
from cleaner.options import Options, OptionValues, check_choice, check_positive
from cleaner.page import Page
from cleaner.result import Result
from cleaner.roles import kept_roles
from cleaner.rules.hosts import host_of
from cleaner.rules.library import Library
from cleaner.rules.ruleset import Ruleset
from cleaner.stage import Stage
from cleaner.stages import STAGES, Settings, build_stages
from cleaner.stages.content import weights_kind
from cleaner.stages.language import main_language
from cleaner.templates import SiteTemplates, load_templates
from cleaner.text.decode import UNICODE, Decoded, decode
from cleaner.text.kind import is_html

if TYPE_CHECKING:
    from cleaner.model.correction import Adaptation

__all__ = ["Cleaner", "clean"]

OnError = Literal["raise", "skip", "keep"]
"""What `Cleaner.pipe` does at a document that cannot be cleaned."""

MAX_BUILT = 1000
"""Sites that a cleaner has stages ready for: few kilobytes each, and more than the sites a crawl visits in turn."""


class Readable(NamedTuple):
    """A document made text: ``encoding`` is None for one that came as str, ``markup`` for one that is no HTML."""

    text: str
    encoding: str | None
    markup: Markup | None = None


class Cleaner:
    """A configured cleaner: build once, use often. Picklable, and never changed by use.

    Takes `Options`, or their fields as keywords: ``Cleaner(mode="careful", lang="en")``; keywords change ``options``.

    Raises:
        OptionError: a value outside its choices.
        RulesError: a rule or template file that cannot be read or is wrong.
        AdaptError: a file of `cleaner adapt` that is damaged, or of another version.
    """

    def __init__(self, options: Options | None = None, /, **values: Unpack[OptionValues]) -> None:
        self.options = Options.of(values) if options is None else options.changed(**values)
        templates = self.options.templates
        self.library = Library(self.options.rules, self.options.select, self.options.ignore)
        self.templates = load_templates(templates) if isinstance(templates, str | Path) else templates
        self.adaptation = adaptation_of(self.options)
        self._common: Ruleset | None = None
        self._built: dict[tuple[tuple[str, ...], str], tuple[list[Stage], str]] = {}  # by sites with rules, and site

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_common": None, "_built": {}}

    def __repr__(self) -> str:
        return f"Cleaner({self.options.said()})"

    @property
    def digest(self) -> str:
        """16 hex digits that tell it from a cleaner with other options, rules, templates or another adaptation."""
        templates = self.templates.to_toml() if self.templates else ""
        said = f"{self.options.changed(rules=(), templates=None, adapt=None).said()} {self.library.digest} {templates}"
        said += f" {self.adaptation.digest}" if self.adaptation else ""
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def clean(self, source: str | bytes, *, url: str = "", site: str = "", encoding: str | None = None) -> Result:
        """Cleans one document.

        Args:
            source: a text dump or an HTML page; bytes are decoded (byte order mark, UTF-8, ``encoding``, what the page
                declares, then detection).
            url: where the page is from; picks the rules and the templates of its site.
            site: the name its templates were learned under, where that is not the URL's host.
            encoding: the charset that whoever served the bytes declared.

        Raises:
            InputError: the document is neither str nor bytes, what is said of it is no str, the bytes are no text, the
                text is too large, or the page is empty until its scripts run.
            LowConfidenceError: its confidence is below ``min_confidence``.
        """
        if not isinstance(source, str | bytes):
            raise InputError(f"a document is str or bytes, not {type(source).__name__}")
        check_said(url=url, site=site, encoding=encoding or "")
        text, codec, markup = self.read(source, url, encoding)
        stages, digest = self.stages_for(url, site)
        draft = Draft(Page(text, markup))
        draft.run(stages)
        edits = draft.edits()
        judging = any(stage.name == "content" for stage in stages)
        said = appraise(draft.page, judging=judging)
        self.check_confidence(said)
        return Result(
            source=text,
            text=apply(text, edits.changes),
            edits=edits,
            spared=draft.notes(),
            language=main_language(draft.page) if self.options.lang == "auto" else self.options.lang,
            encoding=codec,
            ruleset=digest,
            mode=self.options.mode,
            markup=markup,
            confidence=said.confidence,
            kind=said.kind,
            flags=said.flags,
            judgement=draft.page.judgement,
            adaptation=self.adaptation_for(draft.page),
        )

    def check_confidence(self, said: Appraisal) -> None:
        """Raises LowConfidenceError where a page came out less sure than `Options.min_confidence` asks."""
        least = self.options.min_confidence
        if said.confidence is not None and said.confidence < least:
            raise LowConfidenceError(f"for review: confidence {said.confidence} is below --min-confidence {least}")

    def read(self, source: str | bytes, url: str = "", encoding: str | None = None) -> Readable:
        """The document made text, HTML rendered. Raises as `clean`."""
        kind, budget = self.options.kind, self.options.budget
        if kind != "html" and (kind == "text" or not is_html(source)):
            if (size := size_in_bytes(source, budget.bytes)) > budget.bytes:
                raise TooLargeError(f"{size} bytes are more than --max-bytes {budget.bytes}")
            found = Decoded(source, UNICODE) if isinstance(source, str) else decode(source, encoding)
            return Readable(found.text, None if found.encoding == UNICODE else found.encoding)
        from cleaner.markup.render import render  # the parser of HTML, which text does without

        opinion = self.options.html == "full"
        text, markup = render(source, encoding, url, opinion=opinion, budget=budget, style=self.options.style)
        return Readable(text, markup.encoding, markup)

    @overload
    def pipe(
        self,
        documents: Iterable[str | bytes | Mapping[str, Any]],
        *,
        workers: int = 1,
        on_error: Literal["raise", "skip"] = "raise",
    ) -> Iterator[Result]: ...

    @overload
    def pipe(
        self, documents: Iterable[str | bytes | Mapping[str, Any]], *, workers: int = 1, on_error: Literal["keep"]
    ) -> Iterator[Result | CleanerError]: ...

    def pipe(
        self, documents: Iterable[str | bytes | Mapping[str, Any]], *, workers: int = 1, on_error: OnError = "raise"
    ) -> Iterator[Result | CleanerError]:
        """Cleans a stream: results in input order, the same for any number of workers.

        Documents are read as they are needed, so memory does not grow with the stream. Each worker process builds its
        cleaner once; a script that uses workers needs the guard ``if __name__ == "__main__":``.

        Args:
            documents: sources, or mappings with the arguments of `clean` where a document has more to say:
                ``{"source": text, "url": url}``.
            workers: processes; 1 cleans in this one. From two on a document that kills its worker, or takes more than
                twice ``max_seconds``, is an error of that document too.
            on_error: at a document that cannot be cleaned, ``raise`` raises its error, and the stream ends; ``skip``
                goes on without it; ``keep`` yields its error, a CleanerError, in its place, so that results stay beside
                their documents: ``zip(documents, cleaner.pipe(documents, on_error="keep"))``.

        Raises:
            OptionError: ``on_error`` or ``workers`` is none of these, or the cleaner cannot be sent to other processes.
            WorkerError: the worker processes cannot start.
            CleanerError: the error of a document, where it is to be raised.
        """
        from cleaner.batch.pool import GRACE, Work, clean_stream, clean_stream_here  # for many documents alone

        check_choice("on_error", on_error, get_args(OnError))
        check_positive("workers", workers, int)
        work = Work(cleaner=self, make=whole, workers=workers, max_seconds=GRACE * self.options.max_seconds)
        tasks = ((None, task_of(document)) for document in documents)
        for _, done in clean_stream_here(tasks, work) if workers == 1 else clean_stream(tasks, work):
            if done is None or (done.value is None and on_error == "skip"):
                continue
            if done.error and on_error == "raise":
                raise done.error
            yield done.value or done.error  # type: ignore[misc]  # one of them is there

    def adaptation_for(self, page: Page) -> str:
        """The digest of the adaptation that corrects the scores of such a page; empty where none does."""
        found = self.adaptation
        return found.digest if found and weights_kind(page) in found.corrections else ""

    def stages_for(self, url: str, site: str) -> tuple[list[Stage], str]:
        """The stages with a site's rules and templates, and the digest of both; built once for each set."""
        sites = self.library.sites_of(host_of(url))
        templates = self.templates.for_page(url, site) if self.templates else None
        key = sites, templates.site if templates else ""
        built = self._built.get(key)
        if built is None:
            ruleset = self._ruleset(sites)
            keep = kept_roles(self.options.keep)
            settings = Settings(ruleset, self.options.lang, self.options.mode, templates, keep, self.adaptation)
            names = STAGES if self.options.stages is None else self.options.stages
            built = build_stages(settings, names), digest_of(ruleset, templates)
            if len(self._built) >= MAX_BUILT:
                self._built.clear()
            self._built[key] = built
        return built

    def _ruleset(self, sites: tuple[str, ...]) -> Ruleset:
        """The rules for pages of ``sites``; those for every page are compiled once, at their first use."""
        if self._common is None:
            self._common = Ruleset(self.library.rules())
        return Ruleset(self.library.rules(sites), self._common) if sites else self._common


def check_said(**values: object) -> None:
    """Raises InputError where something that is said of a document is no str."""
    for name, value in values.items():
        if not isinstance(value, str):
            raise InputError(f"{name} is a str, not {type(value).__name__}")


def size_in_bytes(source: str | bytes, most: int) -> int:
    """The bytes of a document, of a str as UTF-8; counted only where they may be more than ``most``.

    >>> size_in_bytes("für", 3), size_in_bytes("für", 1_000)
    (4, 3)
    """
    if isinstance(source, bytes) or len(source) * 4 <= most:
        return len(source)
    return len(source.encode("utf-8", "surrogatepass"))


def whole(task: Task, result: Result) -> Result:
    """What `Cleaner.pipe` makes of a result: itself."""
    return result


def clean(
    source: str | bytes,
    *,
    url: str = "",
    site: str = "",
    encoding: str | None = None,
    **values: Unpack[OptionValues],
) -> Result:
    """Cleans one document; takes what `Cleaner` and `Cleaner.clean` take, and raises what they raise.

    >>> result = clean("Skip to content\\nThe ferry left at noon, and nobody could say when it would be back.\\n")
    >>> result.text
    'The ferry left at noon, and nobody could say when it would be back.\\n'
    >>> [edit.rule for edit in result.removals], result.language
    (['navigation/skip-link'], 'en')
    """
    return cleaner_for(Options.of(values)).clean(source, url=url, site=site, encoding=encoding)


def cleaner_for(options: Options) -> Cleaner:
    """The cleaner for `clean`: kept for the next call, unless a file that it reads may have changed until then."""
    reads = options.rules or options.templates or options.adapt
    return Cleaner(options) if reads else kept_cleaner(options)


@lru_cache(maxsize=8)
def kept_cleaner(options: Options) -> Cleaner:
    """A cleaner that depends on nothing but its options."""
    return Cleaner(options)


def adaptation_of(options: Options) -> "Adaptation | None":
    """The corrections of the model's scores that the options name, if they do."""
    if options.adapt is None:
        return None
    from cleaner.model.correction import read_adaptation  # numpy, which `careful` does without

    return read_adaptation(options.adapt)


def digest_of(ruleset: Ruleset, templates: SiteTemplates | None) -> str:
    """16 hex digits that say which rules and templates a log was written with."""
    if templates is None:
        return ruleset.digest
    return hashlib.sha256(f"{ruleset.digest} {templates.digest}".encode()).hexdigest()[:16]
