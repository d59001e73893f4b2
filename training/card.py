"""The model card: data, scores and limits of the weights, from a report of `train`."""

from pathlib import Path
from typing import Any

NOTES = Path(__file__).parent / "card_notes.md"
"""The parts of the card that no run can compute: weaknesses and the log of what was tried."""
NOTES_HTML = Path(__file__).parent / "card_notes_html.md"


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
    names = {
        "wcxb-dev.jsonl.zst": "trained on: WCXB (M. Foley 2026), development split, CC-BY-4.0",
        "daniel-dev.jsonl.zst": "scored only: DAnIEL v2.1 (Lejeune & Zhu 2018), one half of its sites, GPL-3",
    }
    return [
        "## Data",
        *(f"- `{name}`: {names[name]}; sha256 `{digest}`" for name, digest in report["digest"].items()),
        "",
    ]


def _left_out(report: dict[str, Any]) -> list[str]:
    rows = [
        f"| {dump} | {whole:.4f} | {part:.4f} | {part - whole:+.4f} |"
        for dump, (whole, part) in report["left_out"].items()
    ]
    head = [
        "### A renderer not trained on (fold 0, one network)",
        "| dump | trained on all | trained without it | change |",
    ]
    return [*head, "|---|---|---|---|", *rows, ""]


def write_card(report: dict[str, Any], path: Path) -> None:
    """Write the card; ``report`` as `train.main` makes it."""
    options = report["options"]
    lines = [
        "# Model card: content lines of a page",
        "",
        f"Written by `training/train.py` (seed {options['seed']}, {options['nets']} networks).",
        "Scores are mean page F1 by bag of words,",
        "as the benchmark's `score.py` counts them. Out of fold: the networks and their lexicon saw no page of the",
        "domain (folds are by domain). daniel-dev was never trained on; 4 of its 1,004 pages are of domains that the",
        "training set has too.",
        "",
        *_data(report),
        "## Scores",
        *_table(report["balanced"], "`balanced`, out of fold"),
        *_table(report["strict"], "`strict`, out of fold"),
        *_table(report["daniel"], "`balanced` on daniel-dev, the shipped weights"),
        *_table(report["daniel_folds"], "`balanced` on daniel-dev, mean of the five folds' networks"),
        *_left_out(report),
    ]
    path.write_text("\n".join(lines) + "\n" + NOTES.read_text("utf-8"), "utf-8")


def write_html_card(report: dict[str, Any], path: Path) -> None:
    """Write the card of the weights for HTML; ``report`` as `train_html.main` makes it."""
    options, (name, digest) = report["options"], next(iter(report["digest"].items()))
    lines = [
        "# Model card: content lines of a rendered HTML page",
        "",
        f"Written by `training/train_html.py` (seed {options['seed']}, {options['nets']} networks).",
        "Features of the text model and its score, the DOM's columns, a lexicon of class names and paths, and in",
        "`full` trafilatura's verdict on each line. Scores are mean page F1 by bag of words, out of fold by domain:",
        "networks and lexicons saw no page of the domain.",
        "",
        "## Data",
        f"- `{name}`: WCXB (M. Foley 2026), development split, CC-BY-4.0; sha256 `{digest}`",
        "",
        "## Scores",
        *(line for kind in ("full", "fast") for mode in ("balanced", "strict")
          for line in _table(report[kind][mode], f"`{kind}`, `{mode}`")),
        *(line for kind in ("full", "fast") for line in _table(report[kind]["made"], f"`{kind}`, made pages")),
        *_table(report["made_text"], "the text model on the same made pages"),
    ]  # fmt: skip
    path.write_text("\n".join(lines) + NOTES_HTML.read_text("utf-8"), "utf-8")
