"""The digests of the patterns of every rule that ships, word lists written out: ``python -m tests.rules.digests``.

It does not matter how a rule's alternatives are spread over its ``match``: ``["a|b"]`` and ``["a", "b"]`` are the same.
"""

import hashlib
import json
from pathlib import Path

from cleaner.rules.files import builtin_rules, builtin_site, builtin_sites

STORED = Path(__file__).with_suffix(".json")


def digests() -> dict[str, str]:
    """Rule id to 16 hex digits."""
    rules = [*builtin_rules(), *(rule for site in sorted(builtin_sites()) for rule in builtin_site(site).rules)]
    return {rule.id: hashlib.sha256("|".join(rule.match).encode()).hexdigest()[:16] for rule in rules}


if __name__ == "__main__":
    STORED.write_text(json.dumps(digests(), indent=1) + "\n", "utf-8")
