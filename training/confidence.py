"""How sure: fits the calibration of `cleaner.model.confidence` on pages cleaned by networks that saw no page like them.

    python -m training.confidence BENCH_FOLDER CACHE [--out cleaner/model/data] [--every 3] [--html-every 8]

CACHE is that of `training.train`, `training.train_html` and `training.heads`, with the heads of every fold. The whole
pipeline runs. Writes the weights, and a report for the card: how many of the pages that came out badly the lowest tenth
by confidence holds, how far confidence and outcome are apart, the same for sets that the calibration was not fitted on,
and how kinds and flags came out.
"""

import argparse
import json
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from cleaner.judgement import PAGE_KINDS
from cleaner.model import confidence
from training.card import write_page_card
from training.cases import F32, OTHERS, Case, gathered
from training.heads import OF_TYPE
from training.plan import cached

HIDDEN, RATE, DECAY, STEPS, BATCH, SEEDS = 16, 3e-3, 5.0, 200, 128, 6
"""Several networks of other seeds, whose log-odds are averaged. 1,059 pages of text dumps, share of those below POOR
that the lowest tenth holds, and mean distance from F1: as here 0.53 and 0.086; decay 1.0 and 360 steps 0.48 and 0.083;
two networks of 12 units 0.48 and 0.098; what the choice of lines expects of itself, alone, 0.48 and 0.131."""
POOR = 0.6
"""F1 below which a page came out badly."""
POOR_OF = {"segments": 0.7, "recipes": 0.9}
"""The same for segments (share treated rightly) and recipes (share of known lines kept)."""
BINS = 10
OPINION = [number for number, name in enumerate(confidence.PAGE_SIGNS) if name.startswith("opinion")]
REPORT = Path(__file__).with_name("report-confidence.json")


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
    wcxb = np.array([case.source == "wcxb" for case in found])
    own = reliability([case for case in found if case.source == "wcxb"], sure[wcxb])
    return reliability(found, sure) | {
        "poor in the lowest tenth, WCXB": own["poor in the lowest tenth"],
        "poor, WCXB": own["poor"],
    }


def reliability(found: list[Case], sure: F32) -> dict[str, Any]:
    """How far confidence tells how pages came out, by tenths of the pages."""
    f1 = np.array([case.f1 for case in found])
    poor = f1 < np.array([POOR_OF.get(case.source, POOR) for case in found])
    order = np.argsort(sure, kind="stable")
    tenth = order[: len(order) // BINS]
    rows = [
        [float(sure[part].mean()), float(f1[part].mean()), float(poor[part].mean()), len(part)]
        for part in np.array_split(order, BINS)
    ]
    return {
        "pages": len(found),
        "poor": float(poor.mean()),
        "poor in the lowest tenth": float(poor[tenth].sum() / max(poor.sum(), 1)),
        "mean of the lowest tenth": float(f1[tenth].mean()),
        "mean": float(f1.mean()),
        "mean difference": float(np.abs(sure - f1).mean()),
        "correlation": float(np.corrcoef(sure, f1)[0, 1]),
        "deciles": rows,
    }


def by_set(found: list[Case], arrays: dict[str, F32]) -> dict[str, Any]:
    """`reliability` of each set that the calibration was not fitted on."""
    own = confidence.Calibration(*(arrays[name] for name in confidence.Calibration.__dataclass_fields__))
    rows = {}
    for source in sorted({case.source for case in found}):
        judged = [case for case in found if case.source == source and case.signs is not None]
        sure = np.array([own.confidence(np.asarray(case.signs)) for case in judged], np.float32)
        rows[source] = reliability(judged, sure)
    return rows


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


def both(bench: Path, cache: Path, kind: str, every: int) -> tuple[list[Case], list[Case]]:
    """The cases that the calibration of a kind is fitted on, and those it is only measured on, twice as many of a
    set."""
    others = OTHERS if kind == "text" else OTHERS[:-1]  # the last has no HTML
    return (
        cached(cache, f"cases-{kind}-{every}", partial(gathered, bench, cache, kind, every)),
        cached(
            cache, f"cases-{kind}-{every}-others", partial(gathered, bench, cache, kind, max(every // 2, 1), others)
        ),
    )


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--out", type=Path, default=Path(confidence.__file__).parent / "data")
    parser.add_argument("--every", type=int, default=3)
    parser.add_argument("--html-every", type=int, default=8)
    options = parser.parse_args()
    torch.set_num_threads(1)
    arrays: dict[str, Any] = {"signs": np.array(confidence.PAGE_SIGNS)}
    report: dict[str, Any] = {}
    for kind, every in (("text", options.every), ("html-full", options.html_every)):
        found, others = both(options.bench, options.cache, kind, every)
        judged = [case for case in found if case.signs is not None]
        calibration: dict[str, F32] = {}
        for name in (kind, *(("html-fast",) if kind == "html-full" else ())):
            made, sure = calibrated(judged, opinion=name == "html-full")
            calibration = made if name == kind else calibration
            arrays |= {f"{name}.{part}": value.astype(np.float16) for part, value in made.items()}
            report[name] = report_of(judged, sure)
        rest = [case.f1 for case in found if case.signs is None]
        report[kind] |= {
            "kinds": kinds_of(judged),
            "flags": flags_of_cases(found),
            "unjudged": [len(rest), *rest],
            "F1": by_source(found),
            "other sets": by_set(others, calibration),
        }
        print(json.dumps(report[kind], indent=1), flush=True)
    np.savez_compressed(options.out / confidence.CONFIDENCE_FILE, allow_pickle=False, **arrays)
    REPORT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    write_page_card(report, options.out / "MODEL_CARD_PAGE.md")


if __name__ == "__main__":
    from training.confidence import main as run  # cached objects must know their classes by the module's name

    run()
