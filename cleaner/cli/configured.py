"""Commands that take options from a file: each key and value checked, then given to click as defaults.

Keys are the options of the command line, without the dashes in front. The command line goes before the file, and a
command takes those options that it has. Relative paths are meant from the file's folder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from cleaner.alarm import LossLimits
from cleaner.cli.config import CONFIG_KEY, Config, find_config, logger, read_config
from cleaner.cli.say import log_to_stderr
from cleaner.columns import columns_asked
from cleaner.errors import OptionError
from cleaner.io.places import STDIO, is_url
from cleaner.options import Options

__all__ = ["take_common_options"]

ONE_CALL = frozenset(
    (
        *("output", "log", "rejects", "resume", "learn", "jsonl", "to", "diff", "line", "json", "struck", "id"),
        *("clean", "answers", "lines", "corpus", "most", "prose", "allow-regression"),
        *("pages", "serve", "open", "port"),
        *("config", "isolated", "verbose", "version", "help"),
    )
)
"""Options that say what one call reads, writes or shows: they stand on the command line alone."""

SUGGESTED = 3
"""Keys that a message about an unknown one suggests."""

CHOSEN, ISOLATED = "cleaner.config-file", "cleaner.isolated"
"""Where a click context keeps what was said of the file before the command's name."""


def take_common_options(group: click.Group) -> None:
    """Gives a group and its commands --config, --isolated and --verbose, which may stand before or behind the name of
    the command."""
    group.params += common_options()
    for command in leaves(group):
        if any(key not in ONE_CALL for key in option_keys(command)):
            command.params += common_options()


def common_options() -> list[click.Parameter]:
    """The options, to be read before all others."""
    return [
        click.Option(
            ["--config"],
            type=click.Path(path_type=Path),
            is_eager=True,
            expose_value=False,
            callback=use_config,
            help="File with options; else cleaner.toml or pyproject.toml, looked for upwards.",
        ),
        click.Option(
            ["--isolated"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=use_none,
            help="Read no such file.",
        ),
        click.Option(
            ["-v", "--verbose"],
            count=True,
            is_eager=True,
            expose_value=False,
            callback=be_verbose,
            help="Say on stderr what goes on; -vv says more.",
        ),
    ]


def use_none(context: click.Context, option: click.Parameter, value: bool) -> None:
    """Remembers --isolated."""
    if value:
        context.meta[ISOLATED] = True
        check_choice_of_file(context)


def use_config(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    """Remembers --config; of a command, reads the file and gives its options to click.

    Raises:
        OptionError: the file cannot be read, or an option in it is unknown or wrong; the message names file and key.
    """
    if context.resilient_parsing:
        return
    if value:
        context.meta[CHOSEN] = value
        check_choice_of_file(context)
    if isinstance(context.command, click.Group) or context.meta.get(ISOLATED):
        return
    file = context.meta.get(CHOSEN)
    config = read_config(file) if file else find_config(Path.cwd())
    if config:
        root = context.find_root().command
        values = checked_values(config, root if isinstance(root, click.Group) else None)
        context.meta[CONFIG_KEY] = config
        context.default_map = dict(defaults_of(context.command, values))
        logger.info("options from %s", config)


def check_choice_of_file(context: click.Context) -> None:
    """Raises click.UsageError where a file is named, and none is to be read."""
    if CHOSEN in context.meta and ISOLATED in context.meta:
        raise click.UsageError("--config names a file, and --isolated reads none: give one of them")


def be_verbose(context: click.Context, option: click.Parameter, value: int) -> None:
    """Shows the package's log on stderr, until the command ends."""
    if value and not context.resilient_parsing:
        context.call_on_close(log_to_stderr(value))
        if config := context.meta.get(CONFIG_KEY):
            logger.info("options from %s", config)


def leaves(group: click.Group) -> Iterator[click.Command]:
    """The commands of a group, and of the groups in it."""
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from leaves(command)
        else:
            yield command


def option_keys(command: click.Command) -> dict[str, click.Option]:
    """The options of a command by their keys.

    >>> option_keys(click.Command("x", params=[click.Option(["-o", "--max-bytes", "size"])])).keys()
    dict_keys(['max-bytes'])
    """
    options = (option for option in command.params if isinstance(option, click.Option))
    return {next(name for name in option.opts if name.startswith("--"))[2:]: option for option in options}


def checked_values(config: Config, group: click.Group | None) -> dict[str, Any]:
    """The values of a file, paths whole. Raises OptionError where a key is no option of any command, or a value is of
    the wrong type or outside its choices."""
    known: dict[str, click.Option] = {}
    for command in leaves(group) if group else ():
        known = option_keys(command) | known  # of options with one name the first, which is that of `clean`
    values = {}
    for key, value in config.values.items():
        try:
            values[key] = checked_value(known_option(key, known), value, config.file.parent)
        except (click.BadParameter, OptionError) as error:
            said = error.format_message() if isinstance(error, click.BadParameter) else str(error)
            raise OptionError(f"{config.file}: {key}: {said.rstrip('.')}") from None
    return values


def known_option(key: str, known: Mapping[str, click.Option]) -> click.Option:
    """The option of a key; raises OptionError where there is none."""
    if key in ONE_CALL:
        raise OptionError("this option is about one call: give it on the command line")
    if key not in known:
        near = get_close_matches(key, [name for name in known if name not in ONE_CALL], SUGGESTED)
        raise OptionError(f"there is no such option{': perhaps ' + ' or '.join(near) if near else ''}")
    return known[key]


def checked_value(option: click.Option, value: Any, folder: Path) -> Any:
    """A value as click takes it. Raises click.BadParameter and OptionError where it is wrong."""
    if isinstance(value, dict):
        raise OptionError("it is a table, and options stand in none of their own")
    if option.multiple and not isinstance(value, list):
        raise OptionError(f"it takes a list, not {value!r}: write [{value!r}]")
    made = [typed(option, item, folder) for item in (value if option.multiple else [value])]
    option.type_cast_value(click.Context(click.Command("config")), made if option.multiple else made[0])
    found = made if option.multiple else made[0]
    check_meaning(str(option.name), found)
    return found


def typed(option: click.Option, value: Any, folder: Path) -> Any:
    """One value of the type that an option has; a relative path is taken from ``folder``."""
    wanted: tuple[type[Any], ...] = (str,)
    if option.is_flag:
        wanted = (bool,)
    elif isinstance(option.type, click.types.FloatParamType):
        wanted = (int, float)
    elif isinstance(option.type, click.types.IntParamType):
        wanted = (int,)
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        raise OptionError(f"it takes {SAID_TYPES[wanted[0]]}, not {value!r}")
    if isinstance(option.type, click.Path) and not is_url(value) and value != STDIO.name:
        return str(folder / value)
    return value


SAID_TYPES = {str: "a text", bool: "true or false", int: "a number"}


def check_meaning(name: str, value: Any) -> None:
    """Raises OptionError where a value is of the right type, and yet means nothing."""
    if name in ("rules", "templates", "adapt"):
        for path in value if isinstance(value, list) else [value]:
            if not Path(path).exists():
                raise OptionError(f"{path}: No such file or directory")
    elif name in {field.name for field in fields(Options)}:
        Options.of({name: value})
    elif name in {field.name for field in fields(LossLimits)}:
        LossLimits(**{name: tuple(value) if isinstance(value, list) else value})  # type: ignore[arg-type]  # it checks
    elif name == "columns":
        columns_asked(value)
    elif name == "encoding":
        from cleaner.markup.charset import codec_of  # lxml, and only this option needs it

        if not codec_of(value):
            raise OptionError(f"{value} is no charset")


def defaults_of(command: click.Command, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values for the options that a command has, by the names of its parameters."""
    for key, option in option_keys(command).items():
        if key in values and key != command.name:  # `cleaner adapt` makes what --adapt names
            value = values[key]
            yield str(option.name), [value] if option.multiple and not isinstance(value, list) else value
