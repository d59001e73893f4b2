"""Many documents: the worker processes, the row that never raises, and the run from source to outputs."""
