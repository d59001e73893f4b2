"""Learning the templates of sites from their pages: `Learner`, and `learn` for pages at hand.

The way of a page: `sighting.py` reduces it to the patterns of its lines, `shelf.py` keeps that on disk by site,
`editions.py` finds near-duplicates, `site.py` counts and decides, `cleaner.templates` holds the result.
"""

from cleaner.learning.learner import Learner, learn

__all__ = ["Learner", "learn"]
