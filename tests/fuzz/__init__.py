"""Fuzzing of whatever reads what others wrote. Any input gives a result that restores exactly, or a CleanerError: never
another exception, a hang, or memory without bound.

    python -m tests.fuzz                    # an hour, all targets in turn; needs `pip install -e '.[fuzz]'`
    python -m tests.fuzz --minutes 5 rules  # one target

A finding is written to ``findings/TARGET-...``; `test_fuzz.py` holds all of them, and needs no fuzzer.
"""
