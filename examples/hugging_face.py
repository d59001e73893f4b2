"""A Hugging Face dataset, here from JSON Lines, with the clean text beside the text. Needs the extra `datasets`.

python examples/hugging_face.py crawl.jsonl.gz clean.jsonl [PROCESSES]
"""

import sys

from datasets import load_dataset

from cleaner import Cleaner
from cleaner.integrations.datasets import CleanBatch


def main(source: str, output: str, processes: str = "1") -> None:
    """Maps the dataset, leaves out what could not be cleaned, and writes the rest."""
    pages = load_dataset("json", data_files=source, split="train")
    count = int(processes)
    done = pages.map(CleanBatch(Cleaner(mode="careful")), batched=True, num_proc=count if count > 1 else None)
    good = done.filter(lambda error: not error, input_columns="clean_error")
    good.to_json(output)
    print(f"{len(good)} of {len(pages)} pages")


if __name__ == "__main__":
    main(*sys.argv[1:])
