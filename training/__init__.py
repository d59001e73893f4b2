"""How the weights of `cleaner.model` are trained: `python -m training.train --help`."""
