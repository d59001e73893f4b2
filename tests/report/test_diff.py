"""A diff of source and clean text, as `patch` reads it."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Edit
from cleaner.edit import apply
from cleaner.report.diff import diff_lines
from cleaner.result import Result

HEAD = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def patched(source: str, diff: list[str]) -> str:
    """What `patch` makes of a source, every hunk held against it."""
    lines = [line + "\n" for line in source.split("\n")]
    lines[-1] = lines[-1][:-1]
    lines = [line for line in lines if line]
    out, at = list[str](), 0
    for number, line in enumerate(diff):
        end = "" if diff[number + 1 : number + 2] == ["\\ No newline at end of file"] else "\n"
        if found := HEAD.fullmatch(line):
            start = int(found[1]) - (found[2] != "0")
            out += lines[at:start]
            at = start
            assert int(found[3]) - (found[4] != "0") == len(out)
        elif number > 1 and line[0] in " -":
            assert lines[at] == line[1:] + end
            at += 1
            out += [line[1:] + end] if line[0] == " " else []
        elif number > 1 and line[0] == "+":
            out.append(line[1:] + end)
    return "".join([*out, *lines[at:]])


def made(source: str, edits: list[tuple[int, int, str]]) -> Result:
    found = tuple(Edit(start, end, source[start:end], after, "s", "r", "c", "w") for start, end, after in edits)
    return Result(source, apply(source, found), found, (), None, None, "", "careful")


@pytest.mark.parametrize("mode", ["careful", "balanced"])
def test_a_page(mode: Any) -> None:
    text = "Skip to content\nMenu\n" + "The ferry left at noon, and the town watched it go.\n\n" * 12 + "Leave a Reply"
    result = Cleaner(mode=mode, kind="text").clean(text)
    diff = list(diff_lines(result, "page.txt"))
    assert diff[:2] == ["--- page.txt", "+++ page.txt (clean)"]
    assert "-Skip to content" in diff
    assert diff[-2:] == ["-Leave a Reply", "\\ No newline at end of file"]
    assert patched(text, diff) == result.text


def test_nothing_changed_is_an_empty_diff() -> None:
    assert list(diff_lines(made("a\nb\n", []), "x")) == []
    assert list(diff_lines(made("", []), "x")) == []


@given(st.data())
def test_the_diff_makes_the_clean_text_of_the_source(data: st.DataObject) -> None:
    source = data.draw(st.text(st.sampled_from("ab\n\r"), max_size=60))
    places = sorted(data.draw(st.lists(st.integers(0, len(source)), max_size=8)))
    edits = [
        (start, end, data.draw(st.text(st.sampled_from("xy\n"), max_size=3)))
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]
    result = made(source, edits)
    diff = list(diff_lines(result, "x"))
    if not diff:
        assert result.text == source
        return
    assert patched(source, diff) == result.text
