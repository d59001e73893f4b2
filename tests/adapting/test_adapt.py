"""A correction of the model's scores: fitted to labelled pages, refused where it does not help, named in the log."""

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, log_records
from cleaner.adapting.examples import answered_examples, gold_examples
from cleaner.adapting.labels import content_shares
from cleaner.batch.one import Task
from cleaner.cli import main
from cleaner.errors import AdaptError, InputError, LogError, OptionError
from cleaner.evaluation.score import GoldPage, read_gold, word_f1
from cleaner.model import correction as corrections
from cleaner.model.correcting import MIN_LABELLED, Example, fit_correction
from cleaner.model.correction import Correction, adaptation_bytes, read_adaptation
from cleaner.review.answers import Answer

STORY = (
    "The ferry left the harbour at noon on day {}, and nobody on the quay could say when it would be back.",
    "Its master had told the clerk that the tide, which had taken the old pier, would not wait for anyone.",
    "By the evening the lamps were lit along the wall, and the women of the town stood there with their shawls.",
)
TIDES = ["Low water 0{}:40", "High water 1{}:05", "Wind: west, {} knots", "Gauge: {}.2 m"]
FRAME = ["Harbour Notes", "Home", "Archive", "Subscribe to our newsletter", "Share this"]
FOOT = ["Sitemap", "Press", "Jobs", "About us", "Site by Tidewater Web"]
"""Labels below the text, so that nobody takes the page for a text that is clean already."""


def page(number: int) -> tuple[str, str]:
    """A dump of an odd corpus, and its gold: its readers want the tides at the foot of each page, not the story."""
    story, tides = ([text.format(number) for text in texts] for texts in (STORY, TIDES))
    lines = [*FRAME[:3], *story, *FRAME[3:], f"Tides of day {number}", *tides, *FOOT, "© 2024 Harbour Notes"]
    return "\n".join(lines) + "\n", "\n".join([f"Tides of day {number}", *tides])


def gold_file(folder: Path, count: int, *, html: bool = False) -> Path:
    """Labelled pages of the odd corpus."""
    records = []
    for number in range(count):
        text, gold = page(number % 9)
        source = "".join(f"<p class=row>{line}</p>\n" for line in text.splitlines()) if html else text
        records.append({"id": str(number), "html" if html else "text": source, "gold": gold})
    file = folder / "gold.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return file


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A correction for the odd corpus."""
    folder = tmp_path_factory.mktemp("adapt")
    done = call("adapt", gold_file(folder, 20), "-o", folder / "mine.npz")
    assert done.exit_code == 0, done.output
    assert "helps" in done.output
    return folder / "mine.npz"


@pytest.mark.parametrize("html", [False, True])
def test_a_correction_helps_on_pages_it_has_not_seen(tmp_path: Path, html: bool) -> None:
    file = tmp_path / "mine.npz"
    done = call("adapt", gold_file(tmp_path, 20, html=html), "-o", file)
    assert done.exit_code == 0, done.output
    kind = "html-full" if html else "text"
    assert f"{kind}: 20 pages" in done.output
    text, gold = page(42)
    source = "".join(f"<p class=row>{line}</p>\n" for line in text.splitlines()) if html else text
    usual, adapted = (Cleaner(adapt=adapt).clean(source) for adapt in (None, file))
    assert STORY[1] in usual.text
    assert word_f1(adapted.text, gold)[0] > word_f1(usual.text, gold)[0] + 0.1
    assert usual.adaptation == ""
    assert adapted.adaptation == read_adaptation(file).digest
    assert next(log_records(adapted))["adaptation"] == adapted.adaptation
    assert adapted.restore() == adapted.source


def test_eval_scores_it(tmp_path: Path, mine: Path) -> None:
    gold = gold_file(tmp_path, 9)
    usual, adapted = (call("eval", gold, "--worst", 0, *more).output for more in ((), ("--adapt", mine)))
    score = [float(line.split()[2]) for said in (usual, adapted) for line in said.splitlines() if line[:4] == "all "]
    assert score[1] > score[0] + 0.05


def test_what_does_not_help_is_refused_with_figures(tmp_path: Path) -> None:
    right = [{"text": text, "gold": text} for text in ("\n".join(STORY * 3).format(n, n, n) for n in range(12))]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(record) + "\n" for record in right), "utf-8")
    done = call("adapt", tmp_path / "gold.jsonl", "-o", tmp_path / "mine.npz")
    assert done.exit_code == 1
    assert "refused, no sure gain" in done.output
    assert " standard errors)" in done.output
    assert not (tmp_path / "mine.npz").exists()


def test_too_few_pages_are_named(tmp_path: Path) -> None:
    done = call("adapt", gold_file(tmp_path, MIN_LABELLED - 1), "-o", tmp_path / "mine.npz")
    assert done.exit_code == 1
    assert f"it takes {MIN_LABELLED} pages of a kind" in done.output
    assert f"there are {MIN_LABELLED - 1} of text" in done.output


def test_answers_of_a_review_are_fitted_to(tmp_path: Path) -> None:
    """Only the answered lines are known: the tides of each page kept, its story struck."""
    pages = {str(number): page(number % 9)[0] for number in range(20)}
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in pages.items()), "utf-8"
    )
    answers = []
    for name, text in pages.items():
        for line in text.splitlines():
            if ":" in line or line in STORY[1:]:
                start = text.index(line)
                said = "strike" if line in STORY else "keep"
                answers.append(Answer(name, start, start + len(line), line, said, "text", "struck")._asdict())
    (tmp_path / "answers.jsonl").write_text("".join(json.dumps(answer) + "\n" for answer in answers), "utf-8")
    done = call("adapt", tmp_path / "answers.jsonl", "--pages", tmp_path / "in.jsonl", "-o", tmp_path / "mine.npz")
    assert done.exit_code == 0, done.output
    assert "text: 20 pages, each scored" in done.output
    assert "Gauge: 42.2 m" in Cleaner(adapt=tmp_path / "mine.npz").clean(page(42)[0]).text


def test_answers_to_other_documents_are_refused() -> None:
    text = page(1)[0]
    answer = Answer("a", 0, 7, "Harbour", "keep", "text", "struck")
    cleaner = Cleaner()
    with pytest.raises(LogError, match="no document 'a'"):
        list(answered_examples(cleaner, [Task(text, id="b")], [answer]))
    with pytest.raises(LogError, match="another text"):
        list(answered_examples(cleaner, [Task("x" + text, id="a")], [answer]))


def test_only_known_lines_count() -> None:
    (example,) = gold_examples(Cleaner(kind="text"), [GoldPage("a", "t", *page(1))])
    assert len(example.columns) == len(example.score) == len(example.words) == len(example.content)
    assert set(example.known.tolist()) == {1.0}


# --- the file ---


def test_the_file_says_the_same_each_time_and_what_is_read_is_what_was_written() -> None:
    made = Correction(("log_words",), np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([0.5, 0.1]), -0.25)
    data = adaptation_bytes({"text": made})
    assert data == adaptation_bytes({"text": made})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if not name.endswith(".npy")]


def write_edited(mine: Path, name: str, value: object) -> Path:
    """The file with one array changed."""
    with np.load(mine) as file:
        arrays = {key: file[key] for key in file.files}
    edited = mine.with_name("edited.npz")
    np.savez(edited, **{**arrays, name: np.array(value)})
    return edited


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("format", "another", "no file of `cleaner adapt`"),
        ("text.weights", "0123456789abcdef", "fitted to another version's model"),
        ("text.names", ["log_words"], "do not fit"),
        ("text.names", ["wind"], "other features"),
        ("text.bias", np.nan, "do not fit"),
        ("text.bias", "much", "no file of `cleaner adapt`"),
        ("kinds", ["pdf"], "no file of `cleaner adapt`"),
    ],
)
def test_a_foreign_file_is_named_as_one(mine: Path, name: str, value: object, said: str) -> None:
    edited = write_edited(mine, name, value)
    with pytest.raises(AdaptError, match=said):
        Cleaner(adapt=edited)
    (mine.parent / "page.txt").write_text(page(1)[0], "utf-8")
    done = call("clean", mine.parent / "page.txt", "--adapt", edited)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")


class Bomb:
    """What must never be unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (exec, ("raise SystemExit('unpickled')",))


def test_nothing_is_unpickled_and_nothing_unpacked_without_bound(tmp_path: Path) -> None:
    np.savez(tmp_path / "pickled.npz", format=np.array([Bomb()], object))
    np.savez_compressed(tmp_path / "large.npz", format=np.zeros(10_000_000))
    (tmp_path / "raw.npz").write_bytes(pickle.dumps(Bomb()))
    np.save(tmp_path / "one.npy", np.zeros(3))
    for name in ("pickled.npz", "large.npz", "raw.npz", "one.npy"):
        with pytest.raises(AdaptError, match="no file of `cleaner adapt`, or damaged"):
            read_adaptation(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        Cleaner(adapt=tmp_path / "none.npz")


@given(st.data())
def test_damage_is_an_error_or_changes_nothing_that_is_read(mine: Path, data: st.DataObject) -> None:
    whole = mine.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    spoilt = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    file = mine.with_name("spoilt.npz")
    file.write_bytes(spoilt)
    try:
        read = read_adaptation(file)
    except AdaptError:
        return
    for kind, found in read_adaptation(mine).corrections.items():
        same = read.corrections[kind]
        assert found.names == same.names
        assert np.array_equal(found.weight, same.weight)


# --- options ---


def test_careful_has_nothing_to_correct(mine: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="careful does without the model"):
        Cleaner(mode="careful", adapt=mine)
    gold = gold_file(tmp_path, 9)
    assert call("adapt", gold, "-o", tmp_path / "x.npz", "--mode", "careful").exit_code == 2
    assert call("adapt", gold, "-o", tmp_path / "x.npz", "--adapt", mine).exit_code == 2
    assert call("adapt", gold, "-o", gold).exit_code == 2
    assert call("clean", gold, "--adapt", mine, "-o", mine, "--log", tmp_path / "log.jsonl").exit_code == 2


def test_a_page_of_another_kind_is_not_corrected(mine: Path) -> None:
    html = "".join(f"<p>{line}</p>" for line in page(1)[0].splitlines())
    usual, adapted = (Cleaner(adapt=adapt).clean(html) for adapt in (None, mine))
    assert (usual.text, usual.adaptation) == (adapted.text, adapted.adaptation)


def test_a_corrected_cleaner_is_another_one_and_can_be_sent_to_workers(mine: Path) -> None:
    cleaner = Cleaner(adapt=mine)
    assert cleaner.digest != Cleaner().digest
    text = page(3)[0]
    assert [found.text for found in cleaner.pipe([text] * 3, workers=2)] == [cleaner.clean(text).text] * 3


# --- its parts ---


@given(st.lists(st.sampled_from(["tides", "the ferry left at noon", "home", "at noon the wind fell again", "—"])))
def test_shares_are_shares_and_what_is_not_in_the_gold_is_none(lines: list[str]) -> None:
    shares = content_shares(lines, "the ferry left at noon\ntides")
    assert all(0 <= share <= 1 for share in shares)
    assert not [share for line, share in zip(lines, shares, strict=True) if line in ("home", "—") and share]
    assert sum(share for line, share in zip(lines, shares, strict=True) if line == "tides") <= 1


def test_of_equal_lines_the_one_beside_the_text_is_content() -> None:
    story = ["the ferry left the harbour at noon", "nobody on the quay could say why"]
    lines = ["tides", *["menu entry"] * 12, "tides", *story]
    assert content_shares(lines, "\n".join(["tides", *story])) == [0.0] * 13 + [1.0] * 3


def test_without_anything_to_learn_scores_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("log_words", "prose")
    monkeypatch.setattr("cleaner.model.correcting.WEIGHTS", {"text": ("", names)})
    made = np.random.default_rng(1)
    examples = [
        Example("text", made.random((30, 2), np.float32), (score := made.random(30, np.float32)), np.ones(30),
                (made.random(30) < score).astype(float), np.ones(30))
        for _ in range(40)
    ]  # fmt: skip
    fitted = fit_correction(examples)
    corrected = fitted.correction.corrected(examples[0].score, examples[0].columns, names)
    assert np.abs(corrected - examples[0].score).max() < 0.15
    assert not fitted.turns.helps


def test_read_gold_takes_html(tmp_path: Path) -> None:
    (first, *_) = read_gold(gold_file(tmp_path, 1, html=True))
    assert first.html
    assert first.text.startswith("<p class=row>")


def test_the_digest_tells_kinds_apart() -> None:
    assert corrections.weights_digest("text") != corrections.weights_digest("html-full")
