"""Rules that keep: a line that one protects stays, whatever would take it."""

import pytest
import re2

from cleaner import Cleaner, Edit, Result
from cleaner.errors import RulesError
from cleaner.page import Page
from cleaner.rules.examples import check_examples
from cleaner.rules.parse import parse_rules
from cleaner.rules.rule import LABEL_LIMIT, Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.stages.keep import KeepStage
from cleaner.templates import SiteTemplates, Template, Templates
from cleaner.text.keys import line_keys
from tests.conftest import CHECKOUT
from tests.stages.test_stages import BODY

TITLE = "Port Calder dockers walk out over night rota"
ARABIC = "بناية الصنوبر - شارع المرفأ القديم - خلف سوق السمك - بورت كالدر"
NOTICE = "We use cookies to improve your experience on this site and to show you adverts, as our policy explains."
NAV = "<nav><ul><li>Lamps of the north</li><li>Piers of the south</li></ul></nav>"
HTML = f"<html><body>{NAV}<p>{'</p><p>'.join(BODY.splitlines())}</p></body></html>"
PORTAL = (CHECKOUT / "corpus" / "regional-portal" / "page.txt").read_text("utf-8")
FRAME = Templates([SiteTemplates("harbour", 9, {"the lamp": Template("the lamp", "edge", 9)})])

STRUCK: dict[str, tuple[str, str, dict[str, object]]] = {
    "chrome": (f"{BODY}\nTweet this\n", "Tweet this", {}),
    "chrome, prose": (f"{BODY}\n{NOTICE}\n", NOTICE, {}),
    "chrome, weak": (f"Home\nNews\nContact\n{BODY}\n", "News", {}),
    "forms": (f"{BODY}\nLeave a Reply\nName *\n", "Name *", {}),
    "headers": (f"{TITLE.lower()}\n{TITLE}\n{BODY}\n", TITLE.lower(), {}),
    "language": (f"{BODY}\n{ARABIC}\n", ARABIC, {}),
    "template": (f"{BODY}\nThe lamp\n", "The lamp", {"templates": FRAME}),
    "markup": (HTML, "- Lamps of the north", {}),
    "content": (PORTAL, "Source: NLP", {"mode": "strict"}),
}
"""By stage: a page, the line of it that the stage strikes, and the options it takes."""


def keeping(line: str, **fields: object) -> Rule:
    """A rule that keeps one line."""
    pattern = re2.escape(line_keys([line])[0])
    return Rule("mine/kept", "keep", "the client asked for it", (pattern,), (), (), keep=True, **fields)  # type: ignore[arg-type]


def cleaned(page: str, *rules: Rule, **options: object) -> Result:
    result = Cleaner(**{"mode": "careful", "rules": rules} | options).clean(page, site="harbour")  # type: ignore[arg-type]
    assert result.restore() == result.source
    return result


def strikes_of(result: Result, line: str) -> list[Edit]:
    return [edit for edit in result.removals if edit.before.strip() == line]


@pytest.mark.parametrize("stage", STRUCK)
def test_a_kept_line_stays_whatever_would_strike_it(stage: str) -> None:
    page, line, options = STRUCK[stage]
    assert strikes_of(cleaned(page, **options), line)[0].stage == stage.partition(",")[0]
    result = cleaned(page, keeping(line), **options)
    assert strikes_of(result, line) == []
    assert line in result.text.splitlines()
    assert [(n.stage, n.rule, n.category, n.reason) for n in result.spared if n.text == line] == [
        ("keep", "mine/kept", "keep", "the client asked for it")
    ]


def test_a_long_line_is_kept_as_a_label_is() -> None:
    line = f"{NOTICE} {' '.join([NOTICE] * 3)}"
    page = f"{BODY}\n{line}\n"
    assert len(line) > LABEL_LIMIT
    assert strikes_of(cleaned(page), line)
    assert not strikes_of(cleaned(page, keeping(line)), line)


def test_a_kept_line_is_not_rewritten_either() -> None:
    line = f"{TITLE} {TITLE}"
    page = f"{line}\n{BODY}\n"
    assert line not in cleaned(page).text
    assert line in cleaned(page, keeping(line)).text


def test_a_kept_line_is_repaired_all_the_same() -> None:
    assert cleaned(f"{BODY}\nTweet\u00a0this\n", keeping("Tweet this")).text.endswith("\nTweet this\n")


def test_a_rule_keeps_where_it_says() -> None:
    page = f"Tweet this\n{BODY}\nTweet this\n"
    assert cleaned(page, keeping("Tweet this", where="tail")).text == f"{BODY}\nTweet this\n"
    assert cleaned(page, keeping("Tweet this", where="head")).text.rstrip() == f"Tweet this\n{BODY}"
    assert cleaned(page, keeping("Tweet this", where="edge")).text == page


def test_a_note_is_given_once_a_line_and_none_without_rules_that_keep() -> None:
    rules = [keeping("Tweet this"), keeping("Tweet this")]
    page = Page("Tweet this\n")
    assert [spare.line for spare in KeepStage(Ruleset(rules))(page)] == [0]
    assert list(KeepStage(Ruleset([]))(page)) == []


FILE = """
[client]
keep = true
reason = "the client asked for it"
match = ["tweet this", ".*harbour plc.*"]
keeps = ["Tweet this", "A note of Harbour plc, which owns this site"]
removes = ["Tweet", "Harbours plc"]
"""


def test_a_keeping_rule_in_a_file_keeps_what_its_examples_say() -> None:
    [rule] = rules = parse_rules(FILE, "mine.toml")
    assert (rule.keep, rule.stage, rule.category) == (True, "keep", "keep")
    assert check_examples(rules) == []
    assert check_examples(parse_rules(FILE.replace('"Tweet"', '"Tweet this"'), "mine.toml")) == [
        "mine/client matches its own example in removes: 'Tweet this'"
    ]
    assert check_examples(parse_rules(FILE.replace('"Tweet this", "A', '"Tweets", "A'), "mine.toml")) == [
        "mine/client does not match its own example in keeps: 'Tweets'"
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("keep = true", "keep = 1"), "keep: expected true or false"),
        (("keep = true", "keep = true\ncategory = 'legal'"), "has the unknown key 'category'"),
        (("keep = true", "keep = true\nstrength = 'weak'"), "has the unknown key 'strength'"),
        (("keep = true", "keep = true\nprose = true"), "has the unknown key 'prose'"),
        (("keep = true", "keep = true\nwhere = 'above'"), "'above' is none of head, tail, edge, anywhere"),
        (("keep = true", "keep = false"), "lacks the key 'category'"),
    ],
)
def test_a_wrong_keeping_rule_is_refused(change: tuple[str, str], message: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse_rules(FILE.replace(*change), "mine.toml")
    assert message in str(caught.value)
