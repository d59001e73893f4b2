"""Code in a text dump: what recurs in it is no header, and its braces are no icons."""

from cleaner import Cleaner
from cleaner.page import Page
from cleaner.stages.code import stands_in_code

TEXT = (
    "The pier has a gauge that writes the height of the water to a file, and this function reads the last line of it."
)
CODE = """\
/**
 * The height of the water.
 */
private string function readGauge(
	required string file,
	string unit = "m"
	) {

	var height = lastLine( file );
	return height & unit;
}
"""


def test_code_that_comes_twice_stays_whole() -> None:
    source = f"Reading the gauge\n{TEXT}\n{CODE}\nThe second version has the same head:\n{CODE}\nPrivacy Policy\n"
    clean = Cleaner(mode="careful").clean(source)
    assert clean.text.count("private string function readGauge(") == 2
    assert clean.text.count("}\n") == 2
    assert "Privacy Policy" not in clean.text


def test_one_line_that_reads_as_code_makes_no_code() -> None:
    page = Page("Lamps(12)\nRopes\nNets\nPrivacy Policy\n")
    assert not any(stands_in_code(page, line) for line in range(len(page)))
