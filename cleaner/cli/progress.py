"""A run over many documents on the command line: progress, rejects as they come, and the summary."""

import sys
import time
from typing import Any

import click

from cleaner.batch.filtering import filter_source
from cleaner.batch.one import CleansOne
from cleaner.batch.run import Progress, Run, RunStopped, clean_source
from cleaner.batch.summary import Item, Summary
from cleaner.cli.config import config_in_use
from cleaner.cli.say import one_line, say
from cleaner.io.documents import Reject
from cleaner.io.formats import FOLDER, format_of
from cleaner.io.places import STDIO

__all__ = ["clean_and_show"]

EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""

TOP = 10
"""Rules shown in the summary."""


def clean_and_show(run: Run, cleaner: CleansOne, *, quiet: bool) -> None:
    """Cleans all documents of a run, and says on stderr how it goes. Exit status 1 where some were rejected or lost too
    much."""
    screen = Screen(run, quiet=quiet)
    carry_out = filter_source if run.source.place == STDIO and run.outputs.clean == STDIO else clean_source
    try:
        summary = carry_out(run, cleaner, screen)
    except RunStopped as stop:
        more = "; the same command with --resume goes on there" if stop.documents else ""
        say(f"stopped after {stop.documents} documents{more}")
        raise click.exceptions.Exit(130) from None
    finally:
        screen.close()
    if not quiet:
        click.echo(summary_table(summary), err=True)
        if config := config_in_use():
            say(f"options from {config}")
    if summary.flagged:
        say(f"{summary.flagged} of {summary.documents} documents lost more than they may: the log flags them")
    if summary.rejects or summary.flagged:
        raise click.exceptions.Exit(1)


class Screen:
    """Shows a run on stderr: a bar on a terminal, else a line now and then; every reject, and nothing else if quiet."""

    def __init__(self, run: Run, *, quiet: bool) -> None:
        self.quiet = quiet
        self.places_named = format_of(str(run.source)) is FOLDER
        self.bar: Any = None
        self.began = self.said = time.monotonic()
        self.first: int | None = None

    def __call__(self, item: Item, progress: Progress) -> None:
        """Shows what a document does to the run; a reject is named even if all else is quiet."""
        if isinstance(item, Reject):
            self.reject(item)
        if self.quiet:
            return
        self.first = progress.documents - 1 if self.first is None else self.first
        if sys.stderr.isatty():
            self.draw(progress)
        elif time.monotonic() - self.said >= EVERY:
            self.say(progress)

    def reject(self, item: Reject) -> None:
        """Names a reject."""
        place = item.where if self.places_named else ": ".join(filter(None, (item.where, item.id)))
        say(f"rejected: {item.cause if place in item.cause else f'{place}: {item.cause}'}")

    def say(self, progress: Progress) -> None:
        """A line of progress."""
        self.said = time.monotonic()
        rate = (progress.documents - (self.first or 0)) / (self.said - self.began)
        share = f", {progress.at / progress.total:.0%} read" if progress.total else ""
        click.echo(f"{progress.documents:,} documents, {rate:,.0f} a second{share}", err=True)

    def draw(self, progress: Progress) -> None:
        """The bar, with rate and time left."""
        from tqdm import tqdm

        if self.bar is None:
            self.bar = tqdm(unit=" documents", initial=self.first, unit_scale=True, file=sys.stderr, leave=False)
        if progress.total and progress.at:
            self.bar.total = max(progress.documents, round(progress.documents * progress.total / progress.at))
        self.bar.update()

    def close(self) -> None:
        """Takes the bar away."""
        if self.bar is not None:
            self.bar.close()


def summary_table(summary: Summary) -> str:
    """The counts of a run, to read."""
    lines = [
        f"{summary.documents} documents cleaned, {sum(summary.rejects.values())} rejected",
        f"{summary.chars_in:,} characters in, {summary.chars_out:,} out",
    ]
    if summary.judged:
        lines.append(f"mean confidence {summary.confidence / summary.judged:.3f}")
    for title, counts in (
        ("removals by stage", summary.stages),
        ("removals by category", summary.categories),
        ("top rules", summary.rules),
        ("kinds of pages", summary.kinds),
        ("flags", summary.page_flags),
        ("rejects", summary.rejects),
        ("skipped, as no pages", summary.skipped),
    ):
        if counts:
            rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
            lines += [f"{title}:", *(f"  {count:>9,}  {one_line(name)}" for name, count in rows)]
    return "\n".join(lines)
