"""Pages that a person has labelled or reviewed, as the model sees them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cleaner.adapting.labels import content_shares
from cleaner.batch.one import Task, text_of_task
from cleaner.cleaner import Cleaner
from cleaner.engine import Draft
from cleaner.errors import LogError
from cleaner.evaluation.score import GoldPage
from cleaner.page import Page
from cleaner.review.answers import Answer
from cleaner.stages.content import ContentStage, squeezed, weights_kind

if TYPE_CHECKING:
    from cleaner.model.correcting import Example
    from cleaner.model.judge import Verdict
    from cleaner.model.reasons import LateReasons

__all__ = ["answered_examples", "gold_examples"]


class Listener(ContentStage):
    """The model's stage, which remembers what it was shown and what it said."""

    heard: "Example | None" = None
    lines: Sequence[int] = ()
    texts: Sequence[str] = ()

    def verdict(self, page: Page, lines: Sequence[int]) -> "tuple[Verdict, LateReasons]":
        """As the stage has it; of the lines that hold words and that no stage took before, it keeps what there is."""
        import numpy as np

        from cleaner.model.correcting import Example
        from cleaner.model.words import split_words

        found = super().verdict(page, lines)
        said = found[0]
        live = [row for row, line in enumerate(lines) if said.row[row] >= 0 and not page.struck[line]]
        self.lines, self.texts = [lines[row] for row in live], [page.texts[lines[row]] for row in live]
        if live:
            words = split_words(squeezed(self.texts)).count.astype(float)
            columns, none = said.columns[said.row[live]], np.zeros(len(live))
            self.heard = Example(weights_kind(page), columns, said.score[live], words, none, none)
        return found


def gold_examples(cleaner: Cleaner, pages: Iterable[GoldPage]) -> "Iterator[Example]":
    """Labelled pages; those that the model abstains from are left out. Raises as `Cleaner.clean`."""
    import numpy as np

    for gold in pages:
        _, listener = listened(cleaner, Task(gold.text))
        if listener.heard:
            content = content_shares(listener.texts, gold.gold)
            yield replace(listener.heard, content=np.array(content), known=np.ones(len(content)))


def answered_examples(cleaner: Cleaner, tasks: Iterable[Task], answers: Iterable[Answer]) -> "Iterator[Example]":
    """The documents of a review, of which the answered lines are known.

    Raises:
        LogError: an answer is about another text, or about a document that is not there.
        InputError: as `Cleaner.clean`.
    """
    import numpy as np

    of_document: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        of_document[answer.id].append(answer)
    for task in tasks:
        own = of_document.pop(task.id, None)
        if own:
            page, listener = listened(cleaner, task)
            said = decisions_of(page, own)
            known = np.array([line in said for line in listener.lines], float)
            if listener.heard and known.any():
                content = np.array([said.get(line, 0.0) for line in listener.lines])
                yield replace(listener.heard, content=content, known=known)
    if of_document:
        raise LogError(f"the pages have no document {next(iter(of_document))!r}, of which there are answers")


def decisions_of(page: Page, answers: Iterable[Answer]) -> dict[int, float]:
    """1 for each line that was kept, 0 for each that was struck."""
    said = {}
    for answer in answers:
        if page.source[answer.start : answer.end] != answer.text:
            raise LogError(f"an answer about {answer.id!r} is of another text: {answer.text[:60]!r}")
        said[page.line_at(answer.start)] = float(answer.answer == "keep")
    return said


def listened(cleaner: Cleaner, task: Task) -> tuple[Page, Listener]:
    """A document, cleaned as `Cleaner.clean` does it, and the stage that heard what the model said."""
    text, _, markup = cleaner.read(text_of_task(task), task.url, task.encoding)
    page, listener = Page(text, markup), Listener()
    stages, _ = cleaner.stages_for(task.url, task.site)
    Draft(page).run([listener if isinstance(stage, ContentStage) else stage for stage in stages])
    return page, listener
