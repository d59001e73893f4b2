"""HTML to lines: charset, parser, lines with what the DOM knows of each, trafilatura's opinion, budgets."""

from cleaner.markup.columns import CONTENT_BITS, Inside, Markup
from cleaner.markup.render import Budget, Rendered, render

__all__ = ["CONTENT_BITS", "Budget", "Inside", "Markup", "Rendered", "render"]
