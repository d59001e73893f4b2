"""`cleaner.integrations.spark`, at the address it had before 0.2."""

from cleaner.integrations.spark import clean, learn

__all__ = ["clean", "learn"]
