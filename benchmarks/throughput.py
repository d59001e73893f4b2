"""Many documents through `cleaner clean`: one worker beside two in the same run, and memory as the input grows.

    python -m benchmarks.throughput [--documents 200000] [--mode careful]

Documents are the benchmark's text pages over and over, each time with other numbers in them. Memory is the sum over the
processes of a run of what each holds alone (the proportional set size of Linux), sampled twice a second.
"""

import argparse
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import read

DIGIT = re.compile(r"\d")


def documents(count: int) -> Iterator[bytes]:
    """JSON lines of changed pages."""
    pages = [(page["url"], page["dumps"]["blocks"]) for page in read("wcxb-dev", 1)]
    for number, (url, text) in enumerate(itertools.islice(itertools.cycle(pages), count)):
        turn = number // len(pages)
        changed = DIGIT.sub(lambda digit, turn=turn: str((int(digit[0]) + turn) % 10), text)  # type: ignore[misc]
        yield json.dumps({"id": str(number), "url": url, "text": changed}).encode() + b"\n"


def memory(process: subprocess.Popen[bytes]) -> int:
    """Bytes held by a process and those it started."""
    total, waiting = 0, [process.pid]
    while waiting:
        pid = waiting.pop()
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(re.search(r"Pss:\s+(\d+)", rollup)[1]) * 1024  # type: ignore[index]
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, TypeError):
            continue
    return total


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """Processor time of the process that reads and writes, its workers apart, so far; 0 once it has ended."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(source: Path, mode: str, workers: int) -> tuple[float, int, float]:
    """Wall-clock seconds of a run, its peak memory in bytes, and the processor time of its first process."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        command = [sys.executable, "-m", "cleaner", "clean", str(source), "-o", f"{folder}/out.jsonl", "--mode", mode]
        command += ["--log", f"{folder}/log.jsonl", "--workers", str(workers), "-q"]
        start, peak, own = time.perf_counter(), 0, 0.0
        with subprocess.Popen(command) as process:
            while process.poll() is None:
                peak, own = max(peak, memory(process)), max(own, processor_seconds(process))
                time.sleep(0.5)
        if process.returncode:
            raise SystemExit(f"the run ended with status {process.returncode}")
        return time.perf_counter() - start, peak, own


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--mode", default="careful")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        for count, workers in ((options.documents // 10, 2), (options.documents, 2), (options.documents, 1)):
            source = Path(folder, f"{count}.jsonl")
            if not source.exists():
                with source.open("wb") as stream:
                    stream.writelines(documents(count))
            seconds[count, workers], peak, own = run(source, options.mode, workers)
            rate = count / seconds[count, workers]
            print(f"{count:,} documents, {workers} workers: {rate:.0f} a second, peak {peak / 1e6:.0f} MB,", end=" ")
            print(f"{1000 * own / count:.2f} ms a document in the first process", flush=True)
        two, one = (seconds[options.documents, workers] for workers in (2, 1))
        print(f"two workers are {one / two:.2f} times as fast as one")


if __name__ == "__main__":
    main()
