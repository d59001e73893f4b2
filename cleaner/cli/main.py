"""The command line: one command for each public call, and this package's errors as one line on stderr."""

import atexit
import errno
import gc
import io
import os
import sys
from contextlib import suppress
from typing import Any

import click

from cleaner import __version__
from cleaner.cli.adapt import adapt_command
from cleaner.cli.clean import clean_command
from cleaner.cli.configured import take_common_options
from cleaner.cli.evaluate import eval_command
from cleaner.cli.explain import explain_command
from cleaner.cli.learn import learn_command
from cleaner.cli.report import report_command
from cleaner.cli.restore import restore_command
from cleaner.cli.review import review_command
from cleaner.cli.rules import rules_group
from cleaner.cli.say import say
from cleaner.errors import CleanerError, MissingExtraError, OptionError
from cleaner.io.files import io_fault

__all__ = ["main"]


REFUSED, USAGE, INTERRUPTED, CLOSED = 1, 2, 130, 141


class Commands(click.Group):
    """A group that turns this package's errors into one line on stderr, and ends quietly where its reader has gone."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command. Exit status 1 where a document or a file was refused, 2 for wrong usage; 130 and 141 are
        what a shell says of Ctrl-C and of a reader that has gone."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            give_up_stdout()
            raise click.exceptions.Exit(CLOSED) from None
        except KeyboardInterrupt:
            say("stopped")
            raise click.exceptions.Exit(INTERRUPTED) from None
        except CleanerError as error:
            say(f"Error: {error}")
            raise click.exceptions.Exit(status_of(error)) from error
        return result

    def main(self, *args: Any, **more: Any) -> Any:
        """Runs a command line. What the system refuses, such as a stdout on a full disk, is one line, too."""
        sys.stdout = sys.stdout or ClosedStdout()
        try:
            return super().main(*args, **more)
        except (OSError, MemoryError) as error:
            with suppress(OSError):
                say(f"Error: {io_fault(error)}")
            give_up_stdout()
            sys.exit(REFUSED)


class ClosedStdout(io.TextIOBase):
    """Refuses what a command prints where stdout is closed: Python has None there, and would lose it unsaid."""

    encoding, errors = "utf-8", "strict"

    @property
    def buffer(self) -> "ClosedStdout":
        """What takes bytes: the same."""
        return self

    def write(self, data: object) -> int:
        """Raises OSError, always."""
        raise OSError(errno.EBADF, "stdout is closed")


def give_up_stdout() -> None:
    """Sends what stdout still holds nowhere: Python flushes once more at exit."""
    with suppress(io.UnsupportedOperation):  # a closed one holds nothing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def status_of(error: CleanerError) -> int:
    """The exit status that an error means: what is not installed is no wrong usage."""
    return USAGE if isinstance(error, OptionError) and not isinstance(error, MissingExtraError) else REFUSED


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleaner")
def main() -> None:
    """Strip boilerplate from web text, and see why each line went.

    From the clean text and the removal log the source comes back, byte for byte.
    Exit status: 0 all well, 1 a document or file was refused, 2 wrong usage.
    """


for command in (
    clean_command,
    explain_command,
    report_command,
    review_command,
    restore_command,
    learn_command,
    eval_command,
    adapt_command,
    rules_group,
):
    main.add_command(command)


@main.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL; for bash: eval "$(cleaner completion bash)"."""
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if complete is None:
        raise OptionError(f"no completion for {shell}")
    click.echo(complete(main, {}, "cleaner", "_CLEANER_COMPLETE").source())


take_common_options(main)

atexit.register(gc.freeze)  # or the last collections look at all that goes with the process anyway: 30 to 110 ms
