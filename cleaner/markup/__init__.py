"""HTML to lines: charset, parser, lines with what the DOM knows of each, trafilatura's opinion, budgets."""

from cleaner.markup.columns import MARKED_TEXT, Inside, Markup
from cleaner.markup.render import Rendered, render
from cleaner.markup.stated import Stated
from cleaner.markup.written import Style

__all__ = ["MARKED_TEXT", "Inside", "Markup", "Rendered", "Stated", "Style", "render"]
