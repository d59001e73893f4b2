"""The command line: one command for each public call."""

from cleaner.cli.main import main

__all__ = ["main"]
