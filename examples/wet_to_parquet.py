"""A WET file of Common Crawl to a Parquet table: URL, clean text, log. Needs the extras `warc` and `parquet`.

python examples/wet_to_parquet.py CC-MAIN.warc.wet.gz clean.parquet [WORKERS]
"""

import subprocess
import sys


def main(source: str, output: str, workers: str = "1") -> None:
    """Runs the command, which reads and writes in bounded memory, goes on after a bad record, and can resume."""
    command = ["cleaner", "clean", source, "-o", output, "--log", f"{output}.log.parquet", "--mode", "careful"]
    subprocess.run([*command, "--workers", workers], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
