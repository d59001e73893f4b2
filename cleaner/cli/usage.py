"""Options that were given and would be ignored are wrong usage."""

from collections.abc import Iterable

import click
from click.core import ParameterSource

from cleaner.errors import OptionError

__all__ = ["refuse_ignored"]


def refuse_ignored(names: Iterable[str], why: str, *, of_file: bool = False) -> None:
    """Raises OptionError if one of these options, ``names`` of the command's parameters, was given; of those in a file
    of options, which are for more than one command, only where ``of_file`` says so."""
    context = click.get_current_context()
    said = [ParameterSource.COMMANDLINE, *([ParameterSource.DEFAULT_MAP] if of_file else [])]
    given = [name for name in names if context.get_parameter_source(name) in said]
    if given:
        flags = {option.name: option.opts[-1] for option in context.command.params}
        raise OptionError(f"{', '.join(flags[name] for name in given)}: {why}")
