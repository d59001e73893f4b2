"""Many documents: one of them cleaned without raising, the worker processes, and the run from source to outputs."""
