"""The command `cleaner eval`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import PATH_TYPE
from cleaner.cli.say import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.evaluation.score import Score

__all__ = ["eval_command"]


@click.command("eval")
@click.argument("gold", type=PATH_TYPE)
@click.option("--mode", "modes", multiple=True, help="A mode to score; may be repeated.")
@click.option("--adapt", type=PATH_TYPE, help="A correction of the model's scores, by `cleaner adapt`.")
@click.option("--worst", "count", default=5, show_default=True, help="How many of the worst pages to name.")
@click.option("--min-f1", type=float, default=0.0, help="Fail if the mean F1 of a mode is below this.")
@click.option("--floors", type=PATH_TYPE, help="Fail below the F1 pinned in this file, and pin what is higher.")
@click.option("--allow-regression", is_flag=True, help="Lower pinned floors to the scores found.")
def eval_command(gold: Path, modes: tuple[str, ...], adapt: Path | None, count: int, **values: Any) -> None:
    """Score modes on GOLD, your own labelled pages.

    GOLD is JSON Lines with the fields text, or html, and gold and, if you like, id and type. The score of a page is the
    F1 of its bag of words against the gold's. Where GOLD has parts (texts by role) or comments, roles are scored too,
    and confidence wherever the mode has one. Exit status 1 where a gate is not met.
    """
    from cleaner.cleaner import Cleaner
    from cleaner.evaluation.gate import Gate, check_gate
    from cleaner.evaluation.score import by_type, evaluate, read_gold, worst
    from cleaner.options import Options

    pages, found = list(read_gold(gold)), {}
    for mode in modes or (Options().mode,):
        options = Options.of({"mode": mode, "adapt": adapt})
        scores = list(evaluate(Cleaner(options.changed(kind="text")), (page for page in pages if not page.html)))
        scores += evaluate(Cleaner(options.changed(kind="html")), (page for page in pages if page.html))
        table = by_type(scores)
        click.echo(f"{mode:20} pages     F1      P      R")
        for kind, (size, *means) in table.items():
            click.echo(f"{one_line(kind):20} {size:5}  " + "  ".join(f"{value:.4f}" for value in means))
        show_told(scores)
        for score in worst(scores, count):
            click.echo(one_line(f"  worst  {score.f1:.4f}  {score.id}"))
        found[mode] = table["all"][1] if scores else 0.0
    missed = check_gate(found, Gate(**{name: values[name] for name in ("min_f1", "floors", "allow_regression")}))
    for mode, floor in missed.items():
        click.echo(f"{mode}: F1 {found[mode]:.4f} is below {floor:.4f}", err=True)
    if missed:
        raise click.exceptions.Exit(1)


def show_told(scores: "Sequence[Score]") -> None:
    """Prints how well roles were told, and how far confidence can be trusted."""
    from cleaner.evaluation.told import POOR, mean_roles, reliability

    for role, (size, mean) in mean_roles([score.roles for score in scores]).items():
        click.echo(f"{f'  role {role}':20} {size:5}  {mean:.4f}")
    if told := reliability([(score.confidence, score.f1) for score in scores if score.confidence is not None]):
        size, apart, poor, held = told
        text = f"{apart:.3f} from F1 in the mean; {poor:.1%} below {POOR}, {held:.0%} of them in the lowest tenth"
        click.echo(f"{'  confidence':20} {size:5}  {text}")
