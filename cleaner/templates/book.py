"""The templates of many sites, and the TOML file they are written to and read from.

    ["example.org"]
    pages = 40

    [["example.org".line]]
    match  = "share this article:"
    where  = "edge"
    pages  = 37
    closes = 36
    why    = "on 37 of 40 pages; on 36 of them the text was over there"

``match`` is a pattern (`cleaner.templates.patterns`), compared for equality. ``where`` says where the line may go:
``head`` above the text, ``tail`` below it, ``edge`` both, and with all three inside it too, in a row of three or more
such lines; ``row`` in such a row alone; ``anywhere`` everywhere. ``prose = true`` lets a template take a long sentence,
``closes`` marks a line below which the text does not go on. ``why`` is for the reader and made from the numbers. You
may edit the file: lines deleted or added are as good as learned ones.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cleaner.errors import RulesError
from cleaner.rules.hosts import host_of
from cleaner.rules.tables import Shape, read_text, read_toml
from cleaner.text.words import words_of

__all__ = ["SiteTemplates", "Template", "Templates", "load_templates", "site_of"]

SLUG_WORDS = 5
"""Words of a pattern that make the name of its rule in the log: enough to know the line by."""

WHERE = ("head", "tail", "edge", "row", "anywhere")
SITE = Shape(required={"pages": int}, optional={"line": list})
LINE = Shape(
    required={"match": str, "where": str, "pages": int},
    optional={"prose": bool, "closes": int, "why": str},
    choices={"where": WHERE},
)
"""The tables of the file: one for a site, and one for each of its lines."""


@dataclass(frozen=True, slots=True)
class Template:
    """A line of a site's frame: its pattern, how far it may go, and on how many ``pages`` it was seen.

    ``closes`` counts the pages on which the text was over where the line stood; 0 where it does not close the text.
    """

    match: str
    where: str
    pages: int
    prose: bool = False
    closes: int = 0

    @property
    def slug(self) -> str:
        """The pattern's first words, for the name of its rule."""
        words = words_of(self.match.replace("{n}", "n").replace("{date}", "date"))
        return "-".join(words[:SLUG_WORDS]) or "sign"

    def why(self, of: int) -> str:
        """The evidence in words."""
        closing = f"; on {self.closes} of them the text was over there" if self.closes else ""
        return f"on {self.pages} of {of} pages{closing}"


@dataclass(frozen=True)
class SiteTemplates:
    """The templates of one site, learned from ``pages`` distinct pages; ``lines`` by pattern."""

    site: str
    pages: int
    lines: Mapping[str, Template] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """16 hex digits that tell one set of templates from another."""
        return hashlib.sha256(repr((self.site, self.pages, sorted(self.lines.items()))).encode()).hexdigest()[:16]

    def to_toml(self) -> str:
        """The site's part of a template file, the most frequent lines first."""
        rows = [f"[{quoted(self.site)}]\npages = {self.pages}\n"]
        for line in sorted(self.lines.values(), key=lambda line: (-line.pages, line.match)):
            values = {"match": quoted(line.match), "where": quoted(line.where), "pages": str(line.pages)}
            if line.prose:
                values["prose"] = "true"
            if line.closes:
                values["closes"] = str(line.closes)
            values["why"] = quoted(line.why(self.pages))
            body = "".join(f"{key} = {value}\n" for key, value in values.items())
            rows.append(f"[[{quoted(self.site)}.line]]\n{body}")
        return "\n".join(rows)


class Templates:
    """The templates of any number of sites. Picklable."""

    def __init__(self, sites: Iterable[SiteTemplates] = ()) -> None:
        self.sites = {site.site: site for site in sites}

    def __repr__(self) -> str:
        return f"<Templates of {len(self.sites)} sites>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Templates) and self.sites == other.sites

    __hash__ = None  # type: ignore[assignment]  # compared by content, and a mapping inside

    def for_page(self, url: str = "", site: str = "") -> SiteTemplates | None:
        """The templates for a page: of the ``site`` it is said to be from, else of its URL's host; None if unknown."""
        return self.sites.get(site or site_of(url))

    def to_toml(self) -> str:
        """The template file, sites by name. The same templates give the same text, whatever their order was."""
        head = "# Lines that recur over the pages of a site; `cleaner clean --templates` strikes them.\n"
        return "\n".join([head, *(self.sites[name].to_toml() for name in sorted(self.sites))])


def site_of(url: str) -> str:
    """The site a URL belongs to: its host in lower case, without a leading ``www.``; empty where there is none.

    >>> site_of("https://WWW.Example.org/a"), site_of("example.org"), site_of("")
    ('example.org', 'example.org', '')
    """
    return host_of(url).lower().removeprefix("www.")


def quoted(text: str) -> str:
    """A TOML basic string. JSON's escapes are TOML's too, but for DEL, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def load_templates(path: str | Path) -> Templates:
    """The templates of a file.

    Raises:
        RulesError: the file cannot be read or is wrong; the message names file, site, key and reason.
    """
    return parse_templates(read_text(Path(path)), str(path))


def parse_templates(text: str, file: str) -> Templates:
    """The templates of a TOML text; ``file`` stands in errors.

    >>> parse_templates('[a]\\npages = 5\\n[[a.line]]\\nmatch = "x"', "t.toml")
    Traceback (most recent call last):
        ...
    cleaner.errors.RulesError: t.toml: [a] line 1 lacks the key 'where'
    """
    tables = read_toml(text, file)
    return Templates(build_site(name, table, f"{file}: [{name}]") for name, table in tables.items())


def build_site(site: str, table: object, place: str) -> SiteTemplates:
    """One site's validated templates; ``place`` opens every error message."""
    if not isinstance(table, dict):
        raise RulesError(f"{place} is a value, not a table: put templates under [site]")
    SITE.check(table, place)
    rows = table.get("line", [])
    lines = [build_line(row, table["pages"], f"{place} line {at}") for at, row in enumerate(rows, 1)]
    return SiteTemplates(site, table["pages"], {line.match: line for line in lines})


def build_line(row: object, of: int, place: str) -> Template:
    """One validated template of a site with ``of`` pages."""
    if not isinstance(row, dict):
        raise RulesError(f"{place} is a value, not a table: write [[site.line]]")
    LINE.check(row, place)
    if not row["match"] or row["match"] != row["match"].casefold():
        raise RulesError(f"{place} match: {row['match']!r} can match no line: patterns are case-folded and not empty")
    for key in ("pages", "closes"):
        if not 0 <= row.get(key, 0) <= of:
            raise RulesError(f"{place} {key}: {row[key]} is not between 0 and the site's {of} pages")
    return Template(**{key: value for key, value in row.items() if key != "why"})
