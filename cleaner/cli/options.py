"""Click options made from `cleaner.options.Options`: an option added there is on the command line."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import click

from cleaner.alarm import LossLimits
from cleaner.cli.config import config_in_use
from cleaner.errors import OptionError, RulesError
from cleaner.options import Options

if TYPE_CHECKING:
    from cleaner.cleaner import Cleaner

__all__ = [
    "PATH_TYPE",
    "PLACE_TYPE",
    "cleaning_options",
    "columns_option",
    "decorated",
    "document_options",
    "field_options",
    "limits_of",
    "loss_options",
    "options_of",
    "record_options",
]

Command = TypeVar("Command", bound=Callable[..., Any])

PATH_TYPE = click.Path(path_type=Path)
PLACE_TYPE = click.Path()  # a path or a URL; `place_of` tells

RULE_KEYS = {"rules", "select", "ignore", "templates", "adapt"}
"""Options whose faults show only when a cleaner is built."""

ONE_OF_MANY = {"stages": "stage"}
"""Options that hold several values, and are called by one of them here: each use adds one."""


def decorated(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """A decorator that is several options; ``--help`` shows them in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def click_option(name: str, default: Any, help_text: str) -> Callable[[Command], Command]:
    """The click option of one field of `Options`."""
    hint = get_type_hints(Options)[name]
    flag = f"--{ONE_OF_MANY.get(name, name).replace('_', '-')}"
    kinds = get_args(hint)
    if get_origin(hint) is Literal:
        return click.option(flag, name, type=click.Choice(kinds), default=default, show_default=True, help=help_text)
    if isinstance(default, bool):
        both = f"{flag}/--no-{flag.removeprefix('--')}"
        return click.option(both, name, default=default, show_default=True, help=help_text)
    if isinstance(default, tuple) or name in ONE_OF_MANY:
        kind: Any = PATH_TYPE if name == "rules" else str
        return click.option(flag, name, type=kind, multiple=True, help=help_text)
    if Path in kinds:
        return click.option(flag, name, type=PATH_TYPE, help=help_text)
    return click.option(flag, name, type=type(default), default=default, show_default=True, help=help_text)


CLEANING = tuple(click_option(item.name, item.default, item.metadata["help"]) for item in dataclasses.fields(Options))


def cleaning_options(command: Command) -> Command:
    """The options of every command that builds a cleaner; `options_of` takes what they give."""
    return decorated(*CLEANING)(command)


def options_of(values: dict[str, Any]) -> Options:
    """The options that a command was given; raises OptionError where they are wrong."""
    names = [item.name for item in dataclasses.fields(Options)]
    chosen = {name: values[name] for name in names if name in values}
    return Options.of({**chosen, "stages": chosen["stages"] or None})


def built(values: dict[str, Any]) -> "Cleaner":
    """The cleaner of a command's options; imported here so that --help stays quick.

    Raises:
        OptionError, RulesError: as `Cleaner`; and where rules of the user's own fail their own examples.
    """
    from cleaner.cleaner import Cleaner
    from cleaner.rules.examples import check_examples

    try:
        cleaner = Cleaner(options_of(values))
    except (OptionError, RulesError) as error:
        if (config := config_in_use()) and (keys := RULE_KEYS & config.values.keys()):
            raise type(error)(f"{error} ({', '.join(sorted(keys))}: see {config.file})") from None
        raise
    own = (rule for file in (*cleaner.library.files, *cleaner.library.sites) for rule in file.rules)
    for fault in check_examples(own):
        raise RulesError(f"{fault} (`cleaner rules check` shows all)")
    return cleaner


document_options = decorated(
    click.option("--url", default="", help="Where the page is from; picks the rules of its site."),
    click.option("--site", default="", help="Name its templates were learned under, if not the URL's host."),
    click.option("--encoding", help="Charset of bytes that are not UTF-8; guessed if not given."),
)
"""What is known of a document beside its text."""

columns_option = click.option(
    "--columns",
    default="",
    help="Of records, columns to add, with commas between them: confidence, kind, flags, encoding, language, mode; "
    "each is called clean_confidence and so on, or as in kind=page_kind.",
)

loss_options = decorated(
    click.option("--max-removed", type=float, help="Flag a document that loses a greater share, such as 0.9."),
    click.option("--max-prose", type=int, help="Flag a document that loses more characters of prose."),
    click.option("--protect", multiple=True, help="Flag one that loses a line with this pattern (RE2); repeatable."),
)
"""What a document may lose; exit status 1 where one loses more."""


def limits_of(values: dict[str, Any]) -> LossLimits:
    """The limits that a command was given; raises OptionError where they are wrong."""
    return LossLimits(**{name: values[name] for name in ("max_removed", "max_prose", "protect")})


record_options = decorated(
    click.option("--text-field", default="text", show_default=True, help="Field that holds the text."),
    click.option("--id-field", default="id", show_default=True, help="Field that holds the id."),
)
"""Where a record holds its text and its id."""

field_options = decorated(
    record_options,
    click.option("--url-field", default="url", show_default=True, help="Field that holds the URL."),
    click.option("--group", default="", help="Field that names a record's site; the host of its URL if not given."),
)
"""Where a record holds what is asked of it."""
