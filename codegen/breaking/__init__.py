"""Two versions of a schema: what the one accepts and the other refuses, with proof or with a document.

Both are read as formulas over one value (``formulas``, ``reading``).  "What was valid is refused" means: old
and not new.  ``solver`` shows that no value meets that, or makes one that does; it answers "unknown" where it
can do neither.  A document it makes is believed only when the reference validator agrees.
"""
