"""The rule workbench: what a pattern would take, what an edit of rules changes, what is wrong with rules, a rule for a
line at hand."""
