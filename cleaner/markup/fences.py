"""Blocks of code: the language a page names for one, and what a highlighter puts around the code itself."""

import re
from collections.abc import Mapping

__all__ = ["begins_code_line", "code_language", "fence_for", "holds_code", "is_code_box", "is_furniture"]

NAMED = re.compile(
    r"(?:^|\s)(?:(?:language|lang|highlight-source|highlight-text|highlight|src)-|brush: ?)([A-Za-z][\w+#.-]*)"
)
BARE = re.compile(
    r"(?:^|\s)(?:hljs|sourceCode|prettyprint|codehilite|CodeMirror|syntaxhighlighter)\s+([a-z][\w+#-]*)(?:\s|$)"
)
TWO_CLASSES = re.compile(r"highlight ([a-z][\w+#]*)")
"""The classes of a block of code that Hexo makes."""

CONTAINERS = frozenset(("highlight", "highlighttable", "codehilite", "code-block", "codeblock", "hljs", "prism-code"))
NO_LANGUAGE = frozenset(
    ("plain", "plaintext", "text", "txt", "none", "default", "nohighlight", "notranslate", "highlight", "wrapper")
)
LANGUAGE_ATTRIBUTES = ("data-language", "data-lang", "data-code-language", "data-enlighter-language")

FURNITURE_CLASSES = """linenos linenodiv lineno linenumber line-number line-numbers line-numbers-rows gutter
    rouge-gutter code-gutter hljs-ln-numbers hljs-ln-line-number blob-num ln-num lnt
    react-syntax-highlighter-line-number copy copy-btn copy-button copybtn clipboard-copy
    btn-clipboard toolbar code-toolbar-item zeroclipboard-container hljs-copy-button
    token-line-number copy-code-button
    copy-to-clipboard-button lang crayon-nums crayon-toolbar crayon-plain-wrap crayon-num enlighter-toolbar
    wp-block-code__lang code-block-header"""
FURNITURE = frozenset(FURNITURE_CLASSES.split())
"""Classes of line numbers, copy buttons and the label that names the language."""

ELSEWHERE = frozenset(("copy", "gutter", "lang", "line-number", "toolbar"))
"""Those of them that mean other things as well, away from code."""

LINE_CLASSES = frozenset(("line", "highlight-line", "token-line", "code-line", "cl", "view-line"))
"""Classes of the tags that some highlighters put around each line."""

FENCE_TICKS = re.compile(r"^\s*(`{3,})", re.MULTILINE)


def code_language(attributes: Mapping[str, str]) -> str:
    """The language that a tag's attributes name; empty where they name none.

    >>> [code_language({"class": name}) for name in ("hljs language-rust", "hljs python", "highlight")]
    ['rust', 'python', '']
    """
    classes = attributes.get("class", "")[:400]
    found = next((value for name in LANGUAGE_ATTRIBUTES if (value := attributes.get(name))), "")
    if (
        not found
        and classes
        and (match := NAMED.search(classes) or BARE.search(classes) or TWO_CLASSES.fullmatch(classes))
    ):
        found = match[1]
    found = found.strip().split()[0].lower() if found.strip() else ""
    return "" if found in NO_LANGUAGE or len(found) > 30 else found.removeprefix("language-")


def holds_code(attributes: Mapping[str, str]) -> bool:
    """Whether a tag is what a highlighter puts around code, whatever its language."""
    return not CONTAINERS.isdisjoint(attributes.get("class", "")[:400].split())


def is_furniture(tag: str, attributes: Mapping[str, str], *, in_code: bool = True) -> bool:
    """Whether a tag in code (or near it, or anywhere: not ``in_code``) holds line numbers or a button, and none of the
    code.

    >>> is_furniture("button", {}), is_furniture("button", {}, in_code=False), is_furniture("td", {"class": "linenos"})
    (True, False, True)
    """
    if tag in ("pre", "code"):
        return False
    classes = set(attributes.get("class", "")[:400].split())
    if not in_code:
        classes -= ELSEWHERE
    return (in_code and tag in ("button", "clipboard-copy")) or not FURNITURE.isdisjoint(classes)


def is_code_box(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether a block is code without being ``pre``: a table with a row for each line, as GitHub writes files, or what
    the highlighters of WordPress make."""
    classes = attributes.get("class", "").split()
    if tag == "table":
        return "js-file-line-container" in classes or ("highlight" in classes and "tab-size" in classes)
    return tag == "div" and ("syntaxhighlighter" in classes or "crayon-syntax" in classes)


def begins_code_line(attributes: Mapping[str, str]) -> bool:
    """Whether a tag inside code holds one of its lines.

    >>> begins_code_line({"class": "line"}), begins_code_line({"class": "token keyword"})
    (True, False)
    """
    return "data-line" in attributes or not LINE_CLASSES.isdisjoint(attributes.get("class", "").split())


def fence_for(code: str) -> str:
    """The fence of a block: more backticks than any line of it begins with."""
    return "`" * max(3, *(len(run) + 1 for run in FENCE_TICKS.findall(code)), 3)
