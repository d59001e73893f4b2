"""The targets hold on what the fuzzer found once, and on their seeds, whole and cut. No fuzzer is needed."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

FINDINGS = sorted(Path(__file__).with_name("findings").iterdir())
NEEDED = {"zstd": "zstandard", "warc": "fastwarc", "parquet": "pyarrow"}


def target_named(name: str) -> None:
    if name in NEEDED:
        pytest.importorskip(NEEDED[name])


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_whole_and_cut(name: str) -> None:
    target_named(name)
    for seed in TARGETS[name].seeds():
        for part in (seed, seed[: len(seed) // 2], seed[: -len(seed) // 9], seed[:7], b""):
            TARGETS[name].run(part)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda path: path.name)
def test_findings(finding: Path) -> None:
    name = finding.name.partition("-")[0]
    target_named(name)
    TARGETS[name].run(finding.read_bytes())
