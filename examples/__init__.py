"""Scripts to start from; each is run by tests/docs/test_examples.py."""
