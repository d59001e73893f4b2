"""Runs the targets with Atheris, one after the other: see the package."""

import argparse
import importlib
import os
import pkgutil
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

FINDINGS = Path(__file__).with_name("findings")
BEFORE = frozenset(FINDINGS.iterdir())
SECONDS, MEGABYTES, MAX_LENGTH = 60, 3000, 20_000
"""What one input may take, and be long: cleaning with instrumented code takes ten times as long."""
START = 8
"""Seconds that a fuzzer takes to start: for less it is not worth another."""


def main() -> None:
    """Runs each target for its share of the time; exit status 1 where one of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="which to run; all if none is named")
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="processor time of all targets together; 60 if not given"
    )
    parser.add_argument("--corpus", type=Path, help="folder for inputs that got far, to go on from another time")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options, more = parser.parse_known_args()
    if options.child:
        run_here(options.targets[0], more)
    with tempfile.TemporaryDirectory(prefix="cleaner-fuzz.") as folder:
        sys.exit(run_all(options, Path(options.corpus or folder)))


def run_all(options: argparse.Namespace, corpus: Path) -> int:
    """Runs the targets in processes of their own: a finding ends its process, and the next goes on."""
    from tests.fuzz.targets import TARGETS

    names = options.targets or [*TARGETS]
    for name in names:
        if name not in TARGETS:
            sys.exit(f"no target is called {name}: there are {', '.join(TARGETS)}")
    for name in names:
        fuzz(name, corpus, 60 * options.minutes / len(names))
    found = sorted(path.name for path in FINDINGS.iterdir() if path not in BEFORE)
    print(f"{len(found)} findings in {FINDINGS}: {', '.join(found)}" if found else "no findings")
    return int(bool(found))


def fuzz(name: str, corpus: Path, seconds: float) -> None:
    """Runs a target for so much processor time, again after each finding.

    The fuzzer's own clock is the wall's: where others want the processor too, it is run again for what is left.
    """
    from tests.fuzz.targets import TARGETS

    begun, words = processor_seconds(), corpus / f"{name}.dict"
    (corpus / name).mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (corpus / name / f"seed{number}").write_bytes(seed)
    words.write_text("".join(f'"{escaped(word)}"\n' for word in TARGETS[name].words))
    while (left := seconds - (processor_seconds() - begun)) > START:
        flags = [f"-max_total_time={left:.0f}", str(corpus / name)]
        if TARGETS[name].words:  # libFuzzer takes no empty dictionary
            flags.append(f"-dict={words}")
        there = len([*FINDINGS.iterdir()])
        command = [sys.executable, "-m", "tests.fuzz", "--child", name, *flags]
        if subprocess.run(command, check=False).returncode and len([*FINDINGS.iterdir()]) == there:
            sys.exit(f"{name}: the fuzzer ended without a finding")
    print(f"{name}: {(processor_seconds() - begun) / 60:.1f} minutes of processor time", flush=True)


def processor_seconds() -> float:
    """Processor time of the fuzzers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def escaped(word: str) -> str:
    """A word as libFuzzer's dictionaries have it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def run_here(name: str, flags: list[str]) -> None:
    """Fuzzes one target in this process."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: pip install -e '.[fuzz]' (Linux and macOS)")
    with atheris.instrument_imports(include=["cleaner"]):
        import cleaner

        for module in pkgutil.walk_packages(cleaner.__path__, "cleaner."):
            if not module.name.startswith(("cleaner.integrations", "cleaner.spark", "cleaner.__main__", "cleaner.cli")):
                importlib.import_module(module.name)
    from tests.fuzz.targets import TARGETS

    limits = [
        f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={MAX_LENGTH}",
        "-print_final_stats=1",
        f"-report_slow_units={SECONDS}",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={FINDINGS}{os.sep}{name}-", *flags], TARGETS[name].run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
