"""A line's story for a terminal, and what the next stricter mode would take besides."""

from collections.abc import Iterator

from cleaner.batch.one import Task, text_of_task
from cleaner.cleaner import Cleaner
from cleaner.report.line import LineStory, StageVerdict
from cleaner.report.terminal import printable
from cleaner.result import Result

__all__ = ["more_in_next_mode", "story_lines"]

STRICTER = {"careful": "balanced", "balanced": "strict"}


def story_lines(story: LineStory) -> Iterator[str]:
    """The story, a fact a line; no character of the page can move the cursor."""
    yield f"line {story.number}: {story.fate}"
    yield f"  text      {printable(story.text)}"
    yield f"  place     {story.zone}, {'' if story.prose else 'no '}prose"
    if story.element:
        yield f"  element   {printable(story.element)}"
    if story.score is not None:
        yield f"  score     {story.score}; against it: {story.weighed}"
    if story.roles:
        yield f"  role      {', '.join(f'{role} {share:.2f}' for role, share in story.roles.items())}"
    if story.nearest:
        yield f"  nearest   {story.nearest.rule} ({story.nearest.reason}): {printable(story.nearest.lacks)}"
    elif story.fate == "kept":
        yield "  nearest   no rule comes near"
    yield "  stages"
    for verdict in story.verdicts:
        yield f"    {verdict.stage:10}{verdict_text(verdict)}"


def verdict_text(verdict: StageVerdict) -> str:
    """What a stage said, in words."""
    score = "" if verdict.score is None else f" (score {verdict.score})"
    if verdict.does == "nothing":
        return verdict.reason or "lets it be"
    return f"{verdict.does} it: {verdict.rule}{score}: {printable(verdict.reason)}"


def more_in_next_mode(cleaner: Cleaner, task: Task, result: Result) -> str:
    """What the next stricter mode would take besides, in one sentence; empty where there is none, or it takes no more.

    The document is cleaned once more for it.
    """
    mode = STRICTER.get(cleaner.options.mode)
    if mode is None:
        return ""
    stricter = Cleaner(cleaner.options.changed(mode=mode))  # type: ignore[arg-type]  # a mode, by the table
    other = stricter.clean(text_of_task(task), url=task.url, site=task.site, encoding=task.encoding)
    gone = {edit.start for edit in result.removals}
    more = sum(edit.start not in gone for edit in other.removals)
    return f"{more} more line{'s' if more != 1 else ''} would go in {mode}" if more else ""
