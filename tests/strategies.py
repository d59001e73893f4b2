"""Texts for Hypothesis: any unicode at all, and pages shuffled from the lines real pages are made of."""

from hypothesis import strategies as st

BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]

LABELS = [
    "Home", "News", "Skip to content", "Leave a Reply", "Name *", "E-mail *", "Terms of use", "Website", "Comments 0",
    "W460", "Also Read", "Share on Facebook", "Privacy Policy", "All rights reserved", "© 2021 The Harbour Times",
    "Last Updated : GMT 09:07:40", "Harbour Today, harbour today", "harbourtoday harbourtoday", "Old pier gone by morning",
    "old pier gone by morning", "Harbour Today - Old pier gone by morning", "[edit]", "Advertisement", "Menu", "1", "—",
]  # fmt: skip

PROSE = [
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "We use cookies to improve your experience on our website, and by continuing you agree to our use of them.",
    "Der Hafen war in der Nacht gesperrt, weil niemand wusste, wie viel von der alten Mole noch stehen würde.",
    "Le vieux quai a été emporté dans la nuit, et personne dans la ville ne savait ce qui en restait au matin.",
    "أعلنت بلدية الميناء أن الرصيف القديم انهار في الليل، وأن أحدا من السكان لم يصب بأذى حتى الآن.",
    "港の古い桟橋は一晩で流され、町の人々は岸壁から灯りを手にして静かに見守っていたという。",
]  # fmt: skip

FRAGMENTS = [
    "The papers of the last miller of", "Privacy Policy", ", which came to the archive in a tea chest, hold a map", ".",
    ". It folds out to the length of a cow, says", "Hanna Voss", ", who has read it.", "for more than two winters",
    "The ferry left the harbour at noon on Tuesday, and nobody on the", "quay could say when it would be back. The master of",
    "the boat had told his mate that the weather would hold until the", "evening, which it did not, as he said.",
]  # fmt: skip
"""Sentences over several lines: those of text nodes, with links of their own, and hard-wrapped ones."""

DAMAGE = [
    "donâ€™t look", "caf\u0065\u0301", "a\u00a0b", "zero\u200bwidth", "می\u200cخواهم", "👩\u200d👩\u200d👧", "\ufeff", "&amp;amp; co",
    "&#10;broken", "\x00", "\ud800", "\udcff", "İstanbul", "ﬁne", "ａｂｃ", "\u202eabc", "  two  blanks  ", "\u3000", "\u200b",
]  # fmt: skip

any_text = st.text(st.characters(exclude_categories=[]), max_size=200)
"""Any str, lone surrogates included."""

any_line = st.one_of(st.sampled_from(LABELS), st.sampled_from(PROSE), st.sampled_from(DAMAGE), any_text)

pages = st.lists(
    st.tuples(any_line, st.sampled_from(["", "  ", "\u00a0", "\t"]), st.sampled_from(BREAKS)), max_size=30
).map(lambda parts: "".join(lead + line + end for line, lead, end in parts))
"""Lines of real pages in any order, with every kind of line break."""

latin_page = st.lists(st.sampled_from(LABELS + PROSE), max_size=25).map("\n".join)
"""Undamaged lines only, so that the stages that strike have more to do."""

texts = st.one_of(any_text, pages, latin_page)

parted_texts = st.lists(st.sampled_from(LABELS + PROSE + FRAGMENTS), max_size=25).map("\n".join)
"""With sentences parted over lines. A label that is gone can leave two halves of none side by side, so that a second
cleaning takes or keeps more."""
