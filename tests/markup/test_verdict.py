"""How trafilatura's output is aligned with the lines of a page."""

from cleaner.markup.verdict import SHORT_REACH, shares

LONG = "The tide took the old pier in one night, and the town watched from the quay."


def kept(texts: list[str], output: str) -> list[float]:
    (found,) = shares(texts, output)
    return found


def test_a_short_line_far_ahead_is_another_that_reads_the_same() -> None:
    """Guard one: a label is looked for close by."""
    filler = "x" * (SHORT_REACH + 50)
    assert kept(["Mole", LONG], f"{LONG}\nMole") == [0.0, 1.0]
    assert kept(["Mole", filler], f"Mole\n{filler}")[0] == 1.0
    assert kept(["Mole"], f"{'y' * (SHORT_REACH + 50)}\nMole") == [0.0]


def test_a_short_line_is_not_found_inside_other_words() -> None:
    """Guard two: it begins where a line of the output begins, or where the line above it ended."""
    assert kept(["Mole", LONG], f"Guacamole sauce\n{LONG}") == [0.0, 1.0]
    assert kept(["Mole", LONG], f"Mole sauce\n{LONG}") == [1.0, 1.0]


def test_pieces_of_a_line_count_by_their_share() -> None:
    half = "Nobody had expected it though the harbour master had written"
    assert 0.3 < kept([f"{LONG} {half}"], LONG)[0] < 0.8
