"""HTML to lines: charset, parser, lines with what the DOM knows of each, trafilatura's opinion, budgets."""
