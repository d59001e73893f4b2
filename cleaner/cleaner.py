"""The cleaner: options in, and for each document its text, the stages run over it, and the result."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from cleaner.edit import apply
from cleaner.engine import Draft
from cleaner.errors import TooLargeError
from cleaner.markup import Markup, render
from cleaner.options import Options, OptionValues, RuleSource
from cleaner.page import Page
from cleaner.result import Result
from cleaner.rules.ruleset import Rule, Ruleset, builtin_rules, host_of, load_rules, site_rules
from cleaner.stage import Stage
from cleaner.stages import STAGES, Settings, build_stages
from cleaner.stages.language import main_language
from cleaner.templates import SiteTemplates, load_templates
from cleaner.text.decode import UNICODE, Decoded, decode
from cleaner.text.kind import is_html

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Cleaner", "clean"]

AHEAD = 8
"""Documents a worker process of `Cleaner.pipe` has waiting: enough that a slow one ahead does not idle it."""


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
    """

    def __init__(self, options: Options | None = None, /, **values: Unpack[OptionValues]) -> None:
        self.options = Options.of(values) if options is None else options.changed(**values)
        templates = self.options.templates
        self.rules = tuple(rule for item in self.options.rules for rule in as_rules(item))
        self.templates = load_templates(templates) if isinstance(templates, str | Path) else templates
        self._rulesets: dict[tuple[Rule, ...], Ruleset] = {}
        self._built: dict[tuple[Ruleset, str], tuple[list[Stage], str]] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_rulesets": {}, "_built": {}}

    def __repr__(self) -> str:
        return f"Cleaner({self.options.said()})"

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
            language=main_language(draft.page) if self.options.lang == "auto" else self.options.lang,
            encoding=codec,
            ruleset=digest,
            mode=self.options.mode,
            markup=markup,
        )

    def read(self, source: str | bytes, url: str = "", encoding: str | None = None) -> Readable:
        """The document made text, HTML rendered. Raises as `clean`."""
        kind, budget = self.options.kind, self.options.budget
        if kind != "html" and (kind == "text" or not is_html(source)):
            if len(source) > budget.bytes:
                raise TooLargeError(f"{len(source)} bytes or characters are more than --max-bytes {budget.bytes}")
            found = Decoded(source, UNICODE) if isinstance(source, str) else decode(source, encoding)
            return Readable(found.text, None if found.encoding == UNICODE else found.encoding)
        opinion = self.options.html == "full"
        text, markup = render(source, encoding, url, opinion=opinion, budget=budget, style=self.options.style)
        return Readable(text, markup.encoding, markup)

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
        if own not in self._rulesets:  # compiling rules is slow, and most sites have none of their own
            self._rulesets[own] = Ruleset((*builtin_rules(), *own, *self.rules))
        ruleset = self._rulesets[own]
        templates = self.templates.for_page(url, site) if self.templates else None
        key = ruleset, templates.site if templates else ""
        if key not in self._built:
            settings = Settings(ruleset, self.options.lang, self.options.mode, templates)
            names = STAGES if self.options.stages is None else self.options.stages
            self._built[key] = build_stages(settings, names), digest_of(ruleset, templates)
        return self._built[key]


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
    """The cleaner for `clean`: kept for the next call, unless rules or templates may have changed until then."""
    return Cleaner(options) if options.rules or options.templates else kept_cleaner(options)


@lru_cache(maxsize=8)
def kept_cleaner(options: Options) -> Cleaner:
    """A cleaner that depends on nothing but its options."""
    return Cleaner(options)


def digest_of(ruleset: Ruleset, templates: SiteTemplates | None) -> str:
    """16 hex digits that say which rules and templates a log was written with."""
    if templates is None:
        return ruleset.digest
    return hashlib.sha256(f"{ruleset.digest} {templates.digest}".encode()).hexdigest()[:16]


def as_rules(item: RuleSource) -> tuple[Rule, ...]:
    """The rules of a file, or the rule itself."""
    return (item,) if isinstance(item, Rule) else load_rules(item)
