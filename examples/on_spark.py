"""A Parquet table of pages on Spark, on this machine or any other. Needs the extra `spark`, and Java.

python examples/on_spark.py pages.parquet clean [MASTER] [TEXT_COLUMN]
"""

import sys

from pyspark.sql import SparkSession

import cleaner.integrations.spark
from cleaner import Cleaner


def main(source: str, output: str, master: str = "local[2]", text: str = "text") -> None:
    """Cleans the table, writes the rows that could be cleaned, and prints the causes of the others."""
    spark = SparkSession.builder.master(master).appName("cleaner").getOrCreate()
    pages = spark.read.parquet(source)
    done = cleaner.integrations.spark.clean(pages, text=text, cleaner=Cleaner(mode="careful")).cache()
    done.where("clean_error is null").write.mode("overwrite").parquet(output)
    done.where("clean_error is not null").groupBy("clean_error").count().show(truncate=False)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
