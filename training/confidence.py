"""How sure: fits the calibration of `cleaner.model.confidence` on pages cleaned by networks that saw no page like them.

    python -m training.confidence BENCH_FOLDER CACHE [--out cleaner/model/data] [--every 2] [--html-every 4]

CACHE is that of `training.train`, `training.train_html` and `training.heads`, with the heads of every fold. The whole
pipeline runs. Writes the weights, and a report for the card: how many pages below 0.6 the lowest tenth by confidence
holds, how far confidence and F1 are apart, and how kinds and flags came out.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from cleaner import Cleaner
from cleaner.appraisal import LIKELY, appraise
from cleaner.edit import apply
from cleaner.engine import Draft
from cleaner.errors import CleanerError
from cleaner.judgement import PAGE_KINDS
from cleaner.model import confidence, judge
from cleaner.page import Page
from training import dataset
from training.card import write_page_card
from training.heads import OF_TYPE
from training.plan import FOLDS, cached
from training.whole import comments_gone, models, use_heads, words_score

SETS = ("wcxb-dev", "more-dev")
HIDDEN, RATE, DECAY, STEPS, BATCH, SEEDS = 16, 3e-3, 5.0, 200, 128, 6
"""Several networks of other seeds, whose log-odds are averaged. 1,059 pages of text dumps, share of those below POOR
that the lowest tenth holds, and mean distance from F1: as here 0.53 and 0.086; decay 1.0 and 360 steps 0.48 and 0.083;
two networks of 12 units 0.48 and 0.098; what the choice of lines expects of itself, alone, 0.48 and 0.131."""
POOR = 0.6
"""F1 below which a page came out badly."""
BINS = 10
OPINION = [number for number, name in enumerate(confidence.PAGE_SIGNS) if name.startswith("opinion")]
REPORT = Path(__file__).with_name("report-confidence.json")

F32 = npt.NDArray[np.float32]


class Case(NamedTuple):
    """A cleaned page: its signs (None where the model did not judge it), F1, fold, source, type, kind, flags; and the
    share of the words of readers' comments that are gone, where it has any."""

    signs: F32 | None
    f1: float
    fold: int
    source: str
    type: str
    kind: str
    flags: tuple[str, ...]
    gone: float | None


def cases(bench: Path, cache: Path, kind: str, every: int) -> Iterator[Case]:
    """Every so manieth page of the sets, by the networks and heads that did not see its fold."""
    rendered = kind != "text"
    cleaner = Cleaner(kind="html" if rendered else "text")
    for fold in FOLDS:
        judge.load = models(cache, fold).__getitem__  # type: ignore[assignment]  # the stage asks for weights by name
        use_heads(cache, fold, kind)
        for name in SETS:
            yield from of_set(cleaner, bench / name, fold, every, rendered=rendered)


def gathered(bench: Path, cache: Path, kind: str, every: int) -> list[Case]:
    """As `cases`, all of them."""
    return [*cases(bench, cache, kind, every)]


def of_set(cleaner: Cleaner, path: Path, fold: int, every: int, *, rendered: bool) -> Iterator[Case]:
    """The cases of one set and fold."""
    html: dict[str, str] = {}
    if rendered:
        html = {record["id"]: record["html"] for record in dataset.records(Path(f"{path}-html.jsonl.zst"))}
    for number, record in enumerate(dataset.records(Path(f"{path}.jsonl.zst"))):
        if number % every or record["fold"] % len(FOLDS) != fold:
            continue
        try:
            yield one(cleaner, html[record["id"]] if rendered else record["dumps"]["blocks"], record, path.name)
        except CleanerError:
            continue


def one(cleaner: Cleaner, source: str, record: dict[str, Any], name: str) -> Case:
    """One page cleaned."""
    text, _, markup = cleaner.read(source)
    draft = Draft(Page(text, markup))
    draft.run(cleaner.stages_for("", "")[0])
    page, judged = draft.page, draft.page.judgement
    pattern = dataset.WORD if name.startswith("wcxb") else dataset.WORD_OR_IDEOGRAPH
    out = apply(text, draft.edits().changes)
    f1 = words_score(out, record["gold"], pattern)[0]
    gone = comments_gone(out, record["gold"], record["comments"]) if record.get("comments") else None
    signs = confidence.page_signs(page) if judged.kinds else None
    best = int(np.argmax(judged.kinds)) if judged.kinds else -1
    kind = PAGE_KINDS[best] if best >= 0 and judged.kinds[best] >= LIKELY else "other"
    flags = appraise(page, judging=False).flags
    fold, source = record["fold"] % len(FOLDS), record.get("source", "wcxb")
    return Case(signs, f1, fold, source, record.get("type", ""), kind, flags, gone)


def fitted(signs: F32, f1: F32, seed: int) -> nn.Sequential:
    """A network from scaled signs to the log-odds of F1."""
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(signs.shape[1], HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1))
    ways = [
        {"params": [part.weight for part in (net[0], net[2])], "weight_decay": DECAY},
        {"params": [net[0].bias, net[2].bias], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(ways, RATE)
    x, y = torch.from_numpy(signs), torch.from_numpy(f1)
    with torch.no_grad():
        net[2].bias.fill_(float(np.log(f1.mean() / (1 - f1.mean()))))
    for _ in range(STEPS * BATCH // len(x) + 1):
        for some in torch.randperm(len(x)).split(BATCH):
            loss = nn.functional.binary_cross_entropy_with_logits(net(x[some])[:, 0], y[some])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return net


def calibrated(found: list[Case], *, opinion: bool) -> tuple[dict[str, F32], F32]:
    """The arrays of the calibration, and the confidence of each judged case out of fold; where ``opinion`` is False as
    if trafilatura had not been asked."""
    signs = np.array([case.signs for case in found], np.float32)
    if not opinion:
        signs[:, OPINION] = 0
    f1, fold = np.array([case.f1 for case in found], np.float32), np.array([case.fold for case in found])
    mean, deviation = signs.mean(0), signs.std(0) + np.float32(0.02)
    scaled = np.clip((signs - mean) / deviation, -4, 4).astype(np.float32)
    out = np.zeros(len(f1), np.float32)
    for held in sorted(set(fold.tolist())):
        layers = mean_of([fitted(scaled[fold != held], f1[fold != held], seed) for seed in range(SEEDS)])
        odds = np.tanh(scaled[fold == held] @ layers["first"] + layers["first_bias"]) @ layers["last"]
        out[fold == held] = 1 / (1 + np.exp(-odds[:, 0] - layers["last_bias"]))
    layers = mean_of([fitted(scaled, f1, seed) for seed in range(SEEDS)])
    return {"mean": mean, "deviation": deviation, **layers}, out


def mean_of(nets: list[nn.Sequential]) -> dict[str, F32]:
    """One network that gives the mean log-odds of several: their hidden layers side by side."""
    layers = [{name: value.detach().numpy() for name, value in net.named_parameters()} for net in nets]
    return {
        "first": np.concatenate([layer["0.weight"].T for layer in layers], axis=1),
        "first_bias": np.concatenate([layer["0.bias"] for layer in layers]),
        "last": np.concatenate([layer["2.weight"].T for layer in layers]) / np.float32(len(nets)),
        "last_bias": np.mean([layer["2.bias"] for layer in layers], axis=0),
    }


def report_of(found: list[Case], sure: F32) -> dict[str, Any]:
    """What the card says of confidence: the reliability table and how the lowest tenth fares."""
    f1 = np.array([case.f1 for case in found])
    poor, order = f1 < POOR, np.argsort(sure, kind="stable")
    tenth = order[: len(order) // BINS]
    rows = [
        [float(sure[part].mean()), float(f1[part].mean()), float(poor[part].mean()), len(part)]
        for part in np.array_split(order, BINS)
    ]
    wcxb = np.array([case.source == "wcxb" for case in found])
    own = order[wcxb[order]]
    return {
        "pages": len(found),
        "poor": float(poor.mean()),
        "poor in the lowest tenth": float(poor[tenth].sum() / max(poor.sum(), 1)),
        "poor in the lowest tenth, WCXB": float(poor[own[: len(own) // BINS]].sum() / max(poor[own].sum(), 1)),
        "poor, WCXB": float(poor[wcxb].mean()),
        "mean difference": float(np.abs(sure - f1).mean()),
        "correlation": float(np.corrcoef(sure, f1)[0, 1]),
        "deciles": rows,
    }


def kinds_of(found: list[Case]) -> dict[str, Any]:
    """Precision, recall and count of each kind on WCXB, and the share of articles among the other sets' pages."""
    pairs = [(OF_TYPE.get(case.type, case.type), case.kind) for case in found if case.source == "wcxb"]
    rows = {}
    for kind in PAGE_KINDS[:-1]:
        right = sum(pair == (kind, kind) for pair in pairs)
        said, there = sum(told == kind for _, told in pairs), sum(true == kind for true, _ in pairs)
        rows[kind] = [right / max(said, 1), right / max(there, 1), there]
    others = [case.kind == "article" for case in found if case.source != "wcxb"]
    return {"WCXB": rows, "articles of the other sets": float(np.mean(others)) if others else 0.0}


def by_source(found: list[Case]) -> dict[str, float]:
    """Mean F1 of the pages of each source, and the mean share of comments that are gone."""
    groups: dict[str, list[float]] = defaultdict(list)
    for case in found:
        groups[case.source].append(case.f1)
    means = {name: float(np.mean(values)) for name, values in sorted(groups.items())}
    return means | {"comments gone": float(np.mean([case.gone for case in found if case.gone is not None]))}


def flags_of_cases(found: list[Case]) -> dict[str, Any]:
    """How many pages each flag was raised on, and of how many."""
    return {"pages": len(found), **Counter(flag for case in found for flag in case.flags)}


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--out", type=Path, default=Path(confidence.__file__).parent / "data")
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--html-every", type=int, default=4)
    options = parser.parse_args()
    torch.set_num_threads(1)
    arrays: dict[str, Any] = {"signs": np.array(confidence.PAGE_SIGNS)}
    report: dict[str, Any] = {}
    for kind, every in (("text", options.every), ("html-full", options.html_every)):
        found = cached(
            options.cache, f"cases-{kind}-{every}", partial(gathered, options.bench, options.cache, kind, every)
        )
        judged = [case for case in found if case.signs is not None]
        for name in (kind, *(("html-fast",) if kind == "html-full" else ())):
            made, sure = calibrated(judged, opinion=name == "html-full")
            arrays |= {f"{name}.{part}": value.astype(np.float16) for part, value in made.items()}
            report[name] = report_of(judged, sure)
        rest = [case.f1 for case in found if case.signs is None]
        report[kind] |= {
            "kinds": kinds_of(judged),
            "flags": flags_of_cases(found),
            "unjudged": [len(rest), *rest],
            "F1": by_source(found),
        }
        print(json.dumps(report[kind], indent=1), flush=True)
    np.savez_compressed(options.out / confidence.CONFIDENCE_FILE, allow_pickle=False, **arrays)
    REPORT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    write_page_card(report, options.out / "MODEL_CARD_PAGE.md")


if __name__ == "__main__":
    from training.confidence import main as run  # cached objects must know their classes by the module's name

    run()
