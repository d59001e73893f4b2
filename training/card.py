"""The model card: data, scores and limits of the weights, from a report of `train`."""

from pathlib import Path
from typing import Any

NOTES = Path(__file__).parent / "card_notes.md"
"""The parts of the card that no run can compute: weaknesses and the log of what was tried."""
NOTES_HTML = Path(__file__).parent / "card_notes_html.md"
NOTES_PAGE = Path(__file__).parent / "card_notes_roles.md"


def _table(scores: dict[str, list[float]], title: str) -> list[str]:
    """One Markdown table of pages, F1, precision and recall."""
    rows = [f"| {name} | {pages:.0f} | {f1:.4f} | {p:.3f} | {r:.3f} |" for name, (pages, f1, p, r) in scores.items()]
    return [
        f"### {title}",
        "| pages of | count | F1 | precision | recall |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _data(report: dict[str, Any]) -> list[str]:
    """Provenance and licence of every source, and the digest of every file."""
    return [
        "## Data",
        *(f"- {name}: {terms}" for name, terms in report["sources"].items()),
        "",
        "| file | SHA-256 |",
        "|---|---|",
        *(f"| `{name}` | `{digest}` |" for name, digest in report["digest"].items()),
        "",
    ]


def _known(scores: dict[str, list[float]]) -> list[str]:
    """Table of the sets of which only some lines are known."""
    rows = [f"| {name} | {pages:.0f} | {kept:.3f} | {struck:.3f} |" for name, (pages, kept, struck) in scores.items()]
    head = ["### Sets of which only some lines are known", "| pages of | count | wanted kept | unwanted struck |"]
    return [*head, "|---|---|---|---|", *rows, ""]


def _made_by(report: dict[str, Any], module: str) -> str:
    options = report["options"]
    return (
        f"Written by `training/{module}.py` (seed {options['seed']}, {options['nets']} networks; for the scores out of"
        f" fold {options['fold_nets']} a fold)."
    )


def write_card(report: dict[str, Any], path: Path) -> None:
    """Write the card; ``report`` as `train.main` makes it."""
    lines = [
        "# Model card: content lines of a page",
        "",
        _made_by(report, "train"),
        "Scores are mean page F1 by bag of words, as the benchmark's `score.py` counts them, of the model alone,",
        "without rules and exceptions. Out of fold: the networks and their lexicon saw no page of the domain.",
        "daniel-dev was never trained on; a few of its 1,004 pages are of domains that the training set has too.",
        "",
        *_data(report),
        "## Scores",
        *_table(report["balanced"], "`balanced`, out of fold"),
        *_table(report["strict"], "`strict`, out of fold"),
        *_known(report["known"]),
        *_table(report["daniel"], "`balanced` on daniel-dev, the shipped weights"),
        *_table(report["daniel_folds"], "`balanced` on daniel-dev, mean of the five folds' networks"),
    ]
    path.write_text("\n".join(lines) + "\n" + NOTES.read_text("utf-8"), "utf-8")


def write_html_card(report: dict[str, Any], path: Path) -> None:
    """Write the card of the weights for HTML; ``report`` as `train_html.main` makes it."""
    lines = [
        "# Model card: content lines of a rendered HTML page",
        "",
        _made_by(report, "train_html"),
        "Features of the text model and its score, the DOM's columns, a lexicon of class names and paths, and in",
        "`full` trafilatura's verdict on each line: how much of it is text, and how much readers' comments. Scores are",
        "mean page F1 by bag of words, out of fold by domain: networks and lexicons saw no page of the domain.",
        "",
        *_data(report),
        "## Scores",
        *(line for kind in ("full", "fast") for aim in ("balanced", "strict")
          for line in _table(report[kind][aim], f"`{kind}`, `{aim}`")),
        *(line for kind in ("full", "fast") for line in _known(report[kind]["known"])),
        *(line for kind in ("full", "fast") for line in _table(report[kind]["made"], f"`{kind}`, made pages")),
    ]  # fmt: skip
    path.write_text("\n".join(lines) + NOTES_HTML.read_text("utf-8"), "utf-8")


def write_page_card(report: dict[str, Any], path: Path) -> None:
    """Write the card of roles, kinds and confidence; ``report`` as `training.confidence` makes it."""
    lines = ["# Model card: roles of lines, kind and confidence of a page", "", PAGE_INTRO, "", "## Confidence", ""]
    for name, found in report.items():
        lines += _confidence(name, found)
    for name, found in report.items():
        lines += [*_kinds(name, found["kinds"]), *_flags(name, found["flags"])] if "kinds" in found else []
    path.write_text("\n".join(lines) + NOTES_PAGE.read_text("utf-8"), "utf-8")


PAGE_INTRO = """Written by `training/heads.py` and `training/confidence.py`; the pages are those of the other two cards,
which name their sources and licences. Out of fold by domain: neither the networks that chose the lines nor those for
roles and kinds saw a page of the domain, and the calibration was fitted on the other folds."""


def _confidence(name: str, found: dict[str, Any]) -> list[str]:
    """The reliability table of one kind of weights."""
    return [
        f"### `{name}`",
        f"{found['pages']} pages of WCXB and the older and news sets, {found['poor']:.1%} of them with an F1 below 0.6."
        f" The lowest tenth by confidence holds {found['poor in the lowest tenth']:.0%} of these; of WCXB's alone"
        f" ({found['poor, WCXB']:.1%} poor) {found['poor in the lowest tenth, WCXB']:.0%}. Confidence and F1 are"
        f" {found['mean difference']:.3f} apart in the mean, their correlation is {found['correlation']:.2f}.",
        "",
        "| tenth of the pages | mean confidence | mean F1 | share below 0.6 |",
        "|---|---|---|---|",
        *(f"| {number} | {sure:.3f} | {f1:.3f} | {poor:.1%} |"
          for number, (sure, f1, poor, _) in enumerate(found["deciles"], 1)),
        "",
        *_other_sets(found.get("other sets", {})),
    ]  # fmt: skip


OTHER_SETS = """On sets that the calibration was not fitted on. How a page came out is, in segments, the share of its
segments that are treated rightly (badly: below 0.7), in recipes the share of its known lines that is kept (badly: below
0.9), in daniel its F1 (badly: below 0.6)."""


def _other_sets(found: dict[str, Any]) -> list[str]:
    """How confidence fares on the sets that it was not fitted on."""
    if not found:
        return []
    return [
        OTHER_SETS,
        "",
        "| set | pages | mean confidence | came out at | badly | of these in the lowest tenth | the lowest tenth came"
        " out at | correlation |",
        "|---|---|---|---|---|---|---|---|",
        *(f"| {name} | {row['pages']} | {_mean_confidence(row):.3f} | {row['mean']:.3f} | {row['poor']:.1%}"
          f" | {row['poor in the lowest tenth']:.0%} | {row['mean of the lowest tenth']:.3f}"
          f" | {row['correlation']:.2f} |"
          for name, row in found.items()),
        "",
    ]  # fmt: skip


def _mean_confidence(row: dict[str, Any]) -> float:
    """Mean confidence of the pages of a set, from its tenths."""
    total: float = sum(sure * count for sure, _, _, count in row["deciles"])
    return float(total / max(row["pages"], 1))


def _kinds(name: str, found: dict[str, Any]) -> list[str]:
    """How well kinds are told."""
    return [
        f"## Kinds, `{name}`",
        "| kind | pages of WCXB | precision | recall |",
        "|---|---|---|---|",
        *(f"| {kind} | {count} | {p:.2f} | {r:.2f} |" for kind, (p, r, count) in found["WCXB"].items()),
        "",
        f"Of the other sets' pages, nearly all articles, {found['articles of the other sets']:.1%} are told as such.",
        "",
    ]


def _flags(name: str, found: dict[str, Any]) -> list[str]:
    """How often a flag was raised on pages of the bench."""
    raised = [f"{flag} {count}" for flag, count in found.items() if flag != "pages"]
    return [
        f"## Flags, `{name}`",
        f"Raised on {found['pages']} pages of the bench, which are pages with a text: {', '.join(raised) or 'none'}.",
        "",
    ]
