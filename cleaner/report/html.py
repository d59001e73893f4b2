"""Reports as single files of HTML: no network, nothing of a page's own ever markup, script or style.

Three walls, each enough alone. Every value is escaped (Jinja2's autoescape); characters that a reader cannot see, such
as controls and those that turn the direction of writing, are written out as their code points; and the file's own
policy lets a browser run the one script and the one style that it knows by their hashes, and load nothing.
"""

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_html", "shown"]

UNPRINTABLE_ALLOWED = {"\t": " ", "\n": " ", "\r": " ", "\u200c": "\u200c", "\u200d": "\u200d"}
"""Characters that are not printable and are no danger: white space, and the joiners that Persian and emoji need."""


def render_html(template: str, *, connect: bool = False, **values: Any) -> str:
    """A template of ``assets/`` filled in; its style and script are inlined, and the policy names their hashes.

    ``connect`` lets the script speak to the server that the page is from; the template knows it as ``served``.
    """
    from markupsafe import Markup  # with Jinja2 20 ms, which only reports need

    style, script = asset("report.css"), asset(template.replace(".html", ".js"))
    policy = (
        f"default-src 'none'; style-src '{hash_of(style)}'; script-src '{hash_of(script)}'; "
        f"connect-src '{'self' if connect else 'none'}'; base-uri 'none'; form-action 'none'"
    )
    page = environment().get_template(template)
    ours = {"style": Markup(style), "script": Markup(script), "policy": policy}
    return page.render(**values, **ours, served=connect)


@cache
def asset(name: str) -> str:
    """A file of ``assets/``."""
    return (resources.files("cleaner.report") / "assets" / name).read_text("utf-8")


def hash_of(text: str) -> str:
    """A script's or style's hash, as a content security policy writes it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def environment() -> "Environment":
    """Jinja2, escaping everything, strict about names."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: shown(value) if type(value) is str else value,
    )
    made.filters["share"] = share
    return made


def share(value: float, digits: int = 0) -> str:
    """A share as per cent; what is there at all is never called 0.

    >>> share(0.256), share(0.001), share(0.0)
    ('26 %', 'under 1 %', '0 %')
    """
    if 0 < value < 0.5 / 10 ** (digits + 2):
        return "under 1 %"
    return f"{100 * value:.{digits}f} %"


def shown(text: str) -> str:
    """The text with what a reader cannot see written out, so that a page can neither hide nor reorder anything.

    >>> shown("a\\u202eb\\x1b[31m"), shown("a\\tb")
    ('a⟨U+202E⟩b⟨U+001B⟩[31m', 'a b')
    """
    return text if text.isprintable() else "".join(map(shown_character, text))


def shown_character(character: str) -> str:
    """One character as a report shows it."""
    if character.isprintable():
        return character
    if character in UNPRINTABLE_ALLOWED or character.isspace():
        return UNPRINTABLE_ALLOWED.get(character, " ")
    return f"⟨U+{ord(character):04X}⟩"
