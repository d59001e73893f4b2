"""The cleaner as a step of pipelines that are there already: one module for each, named after its package.

Hugging Face ``datasets``, ``datatrove``, ``scrapy``. In each a page that cannot be cleaned is counted and named, and
the others go on. Spark has `cleaner.integrations.spark`.
"""
