"""A made site: pages of invented words with a frame no rule knows, and all that might be mistaken for a frame.

Every line has a label: ``chrome`` must go, ``body`` must stay, ``either`` is nobody's loss (teasers, tags, the date of a
page that has nothing else). Traps, all of them ``body``: a paragraph two articles quote, a short line three articles
share, a verse five articles quote, a poem without one long sentence, a table of facts whose labels are on every page and
whose values vary, an article that ends in a list, the introduction of a series, subheads that recur on most pages ("Ingredients"), a subhead that is also a menu
entry, dates under the title that many pages have, editions of one article under several addresses.
"""

import random
from dataclasses import dataclass, field

LETTERS = {
    "latin": ("bdfglmnprstvz", "aeiou"),
    "cyrillic": ("бвгджзклмнпрст", "аеиоу"),
    "greek": ("βγδζκλμνπρστ", "αεηιου"),
    "arabic": ("بتجحدرزسشعفقكلمنه", "اوي"),
    "han": ("的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年", ""),
}
MONTHS = ("January", "February", "March", "April", "May", "June", "October", "December")
AUTHORS = 4

Line = tuple[str, str]
"""Text and label."""


@dataclass
class Writer:
    """Writes words, labels and sentences in one script; never the same sentence twice but by a chance in millions."""

    script: str
    rng: random.Random

    def word(self) -> str:
        consonants, vowels = LETTERS[self.script]
        if not vowels:
            return "".join(self.rng.choices(consonants, k=2))
        return "".join(
            self.rng.choice(consonants) + self.rng.choice(vowels) for _ in range(self.rng.choice((2, 2, 3, 4)))
        )

    def words(self, least: int, most: int) -> str:
        blank = "" if self.script == "han" else " "
        return blank.join(self.word() for _ in range(self.rng.randint(least, most)))

    def label(self) -> str:
        text = self.words(1, 3)
        return text[0].upper() + text[1:]

    def sentence(self, least: int = 12, most: int = 28) -> str:
        text = self.words(least, most) if self.script != "han" else self.words(20, 40)
        return text[0].upper() + text[1:] + ("。" if self.script == "han" else ".")

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.rng.randint(1, 3)))

    def date(self) -> str:
        return f"{self.rng.randint(1, 28)} {self.rng.choice(MONTHS)} 2021"


@dataclass
class Site:
    """The frame of a site and the pieces its articles share."""

    writer: Writer
    menu: list[str] = field(default_factory=list)
    share: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    sections: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        make = self.writer.label
        self.menu = [make() for _ in range(12)]
        self.share = [make() for _ in range(4)]
        self.footer = [make() for _ in range(14)]
        self.sections = [[make() for _ in range(5)] for _ in range(3)]
        self.clock, self.counter, self.related, self.notice_label = make(), make(), make(), make()
        self.notice = self.writer.sentence()
        self.subheads = [make(), make(), self.menu[5]]
        self.series = [self.writer.paragraph(), self.writer.paragraph()]
        self.quoted, self.motto = self.writer.paragraph(), self.writer.words(4, 6)
        self.verse = [self.writer.words(3, 6) for _ in range(4)]
        self.facts = [make(), make(), make()]
        self.days = [self.writer.date() for _ in range(3)]

    def head(self, number: int) -> list[Line]:
        rng = self.writer.rng
        lines = [*self.menu[:8], f"{self.clock} {self.writer.date()} {rng.randint(10, 23)}:{rng.randint(10, 59)}"]
        return [(text, "chrome") for text in [*lines, *self.menu[8:], *self.sections[number % 3]]]

    def tail(self) -> list[Line]:
        rng, make = self.writer.rng, self.writer.words
        teasers = [(make(4, 8), "either") for _ in range(rng.randint(2, 6))]
        teasers += [(self.writer.sentence(), "either") for _ in range(rng.choice((0, 0, 1)))]
        tags = [(make(1, 2), "either") for _ in range(rng.randint(0, 3))]
        share = [(text, "chrome") for text in [*self.share, f"{self.counter} ({rng.randint(0, 4000)})", self.related]]
        foot = [
            *self.footer[:6],
            self.notice_label,
            self.notice,
            *self.footer[6:],
            f"© {rng.randint(2009, 2021)} {self.clock}",
        ]
        return [*share, *teasers, *tags, *[(text, "chrome") for text in foot]]

    def poem(self) -> list[Line]:
        return [(self.writer.words(3, 6), "body") for _ in range(16)]

    def article(self, number: int) -> list[Line]:
        writer, rng = self.writer, self.writer.rng
        lines = [writer.words(5, 9), rng.choice(self.days)]
        if number % 5 == 0:
            lines += self.series
        lines += [writer.paragraph() for _ in range(rng.randint(3, 6))]
        if number in (3, 4):
            lines.insert(4, self.quoted)
        if number in (3, 10, 14, 17, 19):
            lines[5:5] = self.verse
        lines[4:4] = [part for fact in self.facts for part in (fact, str(rng.randint(1, 90)))]
        lines.insert(4, writer.paragraph())
        if number in (2, 6, 9):
            lines.insert(4, self.motto)
        for subhead in self.subheads:
            if rng.random() < 0.7:
                lines += [subhead, *(writer.words(2, 5) for _ in range(rng.randint(3, 6))), writer.paragraph()]
        lines += [writer.paragraph(), writer.paragraph()]
        if number % 4 == 1:
            lines += [writer.words(2, 6) for _ in range(rng.randint(3, 7))]
        middle = len(lines) - 2
        row = [(text, "chrome") for text in self.share] if number % 2 else []
        return [*[(text, "body") for text in lines[:middle]], *row, *[(text, "body") for text in lines[middle:]]]


def make_site(script: str, pages: int, seed: int) -> list[list[Line]]:
    """The pages of a site; page 7, where there are so many, is nothing but frame, 8 is a poem, 11 to 13 are one article."""
    site = Site(Writer(script, random.Random(f"{script} {seed}")))
    made = []
    article: list[Line] = []
    for number in range(pages):
        if number not in (12, 13):
            article = [] if number == 7 else site.poem() if number == 8 else site.article(number)
        edition = [(site.writer.sentence(), "body")] if number in (12, 13) else []
        made.append([*site.head(number), *article, *edition, *site.tail()])
    return made


def text_of(page: list[Line]) -> str:
    """The page as a dump."""
    return "\n".join(text for text, _ in page) + "\n"
