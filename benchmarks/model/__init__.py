"""How the weights of `cleaner.model` are trained: `python -m benchmarks.model.train --help`."""
