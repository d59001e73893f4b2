"""What the model makes of a page, as it is kept, given back and shown."""

import json
from array import array

from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.judgement import PAGE_KINDS, UNSAID, Judgement
from cleaner.roles import ROLES

SHARES = st.lists(st.integers(0, 255), min_size=len(ROLES), max_size=len(ROLES))


@given(st.lists(SHARES, max_size=5))
def test_a_judgement_survives_json(rows: list[list[int]]) -> None:
    size = len(rows)
    made = Judgement(
        array("q", range(size)), array("f", [0.5] * size), array("f", [3.0] * size),
        bytes(share for row in rows for share in row), (0.5, 0.25),
    )  # fmt: skip
    assert Judgement.from_dict(json.loads(json.dumps(made.to_dict()))) == made


def test_scores_of_a_line() -> None:
    steps = [0] * len(ROLES)
    steps[ROLES.index("comment")] = 255
    made = Judgement(
        array("q", [4]), array("f", [0.1]), array("f", [9.0]), bytes(steps), (0.1, 0.9, 0.0, 0.0, 0.0, 0.0)
    )
    assert made.place(4) == 0
    assert made.place(3) is made.place(5) is None
    assert made.role_scores(0)["comment"] == made.share(0, "comment", "bio") == 1.0
    assert made.kind_share("forum") == 0.9
    assert made.kind_share("other") == UNSAID.kind_share("forum") == 0.0


PAGE = "\n".join(
    ["Home", "News", "Sport", "Weather", "The ferry left the harbour at noon today"]
    + [
        f"The ferry left the harbour at noon, and nobody on quay {number} could say when it would be back that day."
        for number in range(9)
    ]
    + ["Leave a comment", "Share", "Tweet", "Privacy policy", "Terms of use"]
)


def test_lines_of_a_result_have_the_scores_of_all_roles() -> None:
    result = cleaner.clean(PAGE)
    assert {line.text for line in result.lines} == set(PAGE.split("\n"))
    for line in result.lines:
        assert abs(sum(line.scores.values()) - 1) < 0.05
        assert line.score is not None or not line.kept
    assert max(result.lines[8].scores, key=result.lines[8].scores.__getitem__) == "text"
    assert cleaner.Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_a_page_has_a_confidence_and_a_kind() -> None:
    result = cleaner.clean(PAGE)
    assert result.kind in PAGE_KINDS
    assert result.confidence is not None
    assert 0.5 < result.confidence <= 1
    record = next(cleaner.log_records(result))
    assert (record["confidence"], record["page_kind"]) == (result.confidence, result.kind)


def test_careful_says_neither() -> None:
    result = cleaner.clean(PAGE, mode="careful")
    assert result.confidence is None
    assert result.kind is None
    assert not result.judgement.lines
