"""The answers of a review that is under way, in a file that is whole after each of them."""

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cleaner.io.files import atomic, write_all
from cleaner.log import to_json
from cleaner.review.answers import ANSWERS, Answer
from cleaner.review.questions import Question
from cleaner.roles import ROLES

__all__ = ["Session"]


class Session:
    """The ``questions`` of a review, and what was answered, earlier sessions' answers among it; safe to use from
    several threads."""

    def __init__(self, questions: Sequence[Question], place: Path, earlier: Mapping[tuple[str, int], Answer]) -> None:
        self.questions = questions
        self.place = place
        self.answers = dict(earlier)
        self.lock = threading.Lock()

    def given(self) -> list[Answer | None]:
        """What was answered to each question; None to one that is open."""
        return [self.answers.get((question.id, question.start)) for question in self.questions]

    @property
    def answered(self) -> int:
        """How many of the questions are answered."""
        return sum(answer is not None for answer in self.given())

    def save(self, said: object) -> None:
        """Takes an answer, a mapping of ``number``, ``answer`` and ``role``, and writes all of them anew.

        Raises:
            ValueError: it is no answer to any of the questions.
            OutputError: the file cannot be written; the answer counts as not given.
        """
        answer = self.answer_of(said)
        with self.lock:
            answers = {**self.answers, (answer.id, answer.start): answer}
            text = "".join(to_json(item._asdict()) + "\n" for item in answers.values())
            with atomic(self.place) as stream:
                write_all(stream, text.encode("utf-8"))
            self.answers = answers

    def answer_of(self, said: Any) -> Answer:
        """An answer as the page sent it; raises ValueError where it is none."""
        try:
            number, answer, role = said["number"], said["answer"], said["role"]
        except (TypeError, KeyError, IndexError):
            raise ValueError(f"no answer: {json.dumps(said)[:80]}") from None
        known = type(number) is int and 0 <= number < len(self.questions)
        if not known or answer not in ANSWERS or role not in ROLES:
            raise ValueError(f"no answer: {json.dumps(said)[:80]}")
        asked = self.questions[number]
        return Answer(asked.id, asked.start, asked.end, asked.text, answer, role, asked.was)
