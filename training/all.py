"""Everything from one command: weights for text and HTML, heads, calibration, reports and model cards.

    python -m training.all BENCH_FOLDER --cache FOLDER [--out cleaner/model/data] [--without dragnet]

One thread, some three hours. What the cache holds of an earlier run of the same sources is not done again.
"""

import subprocess
import sys

from training.plan import options_of


def main() -> None:
    """Run the steps one after the other; the first that fails ends it."""
    options = options_of(__doc__ or "").parse_args()
    if options.cache is None:
        raise SystemExit("--cache is needed: the steps share what it holds")
    out = ["--out", str(options.out)]
    without = ["--without", *options.without] if options.without else []
    shared = [str(options.bench), "--cache", str(options.cache), *out, "--seed", str(options.seed), *without]
    for module, arguments in (
        ("train", shared),
        ("train_html", shared),
        ("heads", shared),
        ("confidence", [str(options.bench), str(options.cache), *out]),
    ):
        subprocess.run([sys.executable, "-m", f"training.{module}", *arguments], check=True)


if __name__ == "__main__":
    main()
