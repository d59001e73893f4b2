"""Made-up documents cleaned, written as a log in JSON, and restored: how many did not come back, byte for byte.

    python -m benchmarks.restored [--count 1000000] [--seed 1]

A document is a shuffle of labels, sentences, damage and random characters with every kind of line break; one in four
comes as bytes, some of them no UTF-8, one in eight as HTML. Any that does not come back is printed, and the exit status
is 1.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator

from cleaner import Cleaner, CleanerError, log_records, restore, restore_bytes
from tests.strategies import BREAKS, DAMAGE, LABELS, PROSE

RANGES = (
    (0, 0x250),
    (0x300, 0x700),
    (0x900, 0x1000),
    (0x2000, 0x2100),
    (0x3000, 0x9FFF),
    (0xD800, 0xE000),
    (0, 0x110000),
)
"""Code points that random characters are drawn from, odd ones more often than texts have them."""


def line(chance: random.Random) -> str:
    """A line of any kind."""
    kind = chance.random()
    if kind < 0.9:
        return chance.choice(LABELS if kind < 0.45 else PROSE if kind < 0.75 else DAMAGE)
    low, high = chance.choice(RANGES)
    return "".join(chr(chance.randrange(low, high)) for _ in range(chance.randrange(30)))


def documents(seed: int) -> Iterator[str | bytes]:
    """Documents without end."""
    chance = random.Random(seed)
    while True:
        ends = [chance.choice(BREAKS)] * 6 + BREAKS
        text = "".join(line(chance) + chance.choice(ends) for _ in range(chance.randrange(14)))
        kind = chance.randrange(8)
        if kind == 0:
            yield f"<html><body><p>{text.replace(chr(10), '<p>')}</body></html>"
        elif kind < 3:
            data = bytearray(text.encode(chance.choice(["utf-8", "utf-16", "latin-1"]), "replace"))
            for _ in range(chance.randrange(3) if data else 0):
                data[chance.randrange(len(data))] = chance.randrange(256)
            yield bytes(data)
        else:
            yield text


def comes_back(cleaner: Cleaner, source: str | bytes) -> bool | None:
    """Whether a document is restored exactly; of HTML, the rendered text. None where it is refused."""
    try:
        result = cleaner.clean(source)
    except CleanerError:
        return None
    records = [json.loads(json.dumps(record)) for record in log_records(result)]
    if isinstance(source, bytes) and result.markup is None:
        return restore_bytes(result.text, records) == source
    return restore(result.text, records) == (source if result.markup is None else result.source)


def main() -> None:
    """Counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cleaners = (Cleaner(mode="careful", html="fast"), Cleaner(mode="balanced", html="fast"))
    began, refused, lost = time.monotonic(), 0, 0
    for number, source in zip(range(options.count), documents(options.seed), strict=False):
        came = comes_back(cleaners[number % 10 == 0], source)
        refused += came is None
        if came is False:
            lost += 1
            print(f"document {number} does not come back: {source!r}", file=sys.stderr)
        if number % 50_000 == 49_999:
            seconds = time.monotonic() - began
            print(f"{number + 1:,} documents, {refused:,} refused, {lost} not restored, {seconds:.0f} s", flush=True)
    sys.exit(lost > 0)


if __name__ == "__main__":
    main()
