"""Options that were given and would be ignored are wrong usage."""

from collections.abc import Iterable

import click
from click.core import ParameterSource

from cleaner.errors import OptionError

__all__ = ["refuse_ignored"]


def refuse_ignored(names: Iterable[str], why: str) -> None:
    """Raises OptionError if one of these options, ``names`` of the command's parameters, was given."""
    context = click.get_current_context()
    given = [name for name in names if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given:
        flags = {option.name: option.opts[-1] for option in context.command.params}
        raise OptionError(f"{', '.join(flags[name] for name in given)}: {why}")
