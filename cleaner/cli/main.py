"""The command line: one command for each public call, and this package's errors as one line on stderr."""

import os
import sys
from typing import Any

import click

from cleaner import __version__
from cleaner.cli.clean import clean_command
from cleaner.cli.evaluate import eval_command
from cleaner.cli.explain import explain_command
from cleaner.cli.learn import learn_command
from cleaner.cli.report import report_command
from cleaner.cli.restore import restore_command
from cleaner.cli.rules import rules_group
from cleaner.errors import CleanerError, OptionError

__all__ = ["main"]


class Commands(click.Group):
    """A group that turns this package's errors, and a closed pipe, into one line on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; exit status 1 where a document or a file was refused."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at exit
            raise click.ClickException("the output was closed before all of it was written") from None
        except CleanerError as error:
            raise click.ClickException(str(error)) from error
        return result


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
    restore_command,
    learn_command,
    eval_command,
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
