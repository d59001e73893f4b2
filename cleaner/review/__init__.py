"""Reviewing a run: the lines that a person should look at, and what becomes of the answers."""
