"""What can be said of text alone, without a page: charset, kind, keys, prose, words, repair, language."""
