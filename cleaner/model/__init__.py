"""The learned content model: which lines of a page are content, by a small network that numpy runs.

Only `cleaner.stages.content` uses it, and imports it when it first runs: this package alone needs numpy.
"""
