"""How much a document may hold, in every format.  ``docs/limits.md`` has the table."""

MAX_BYTES = 64 * 1024 * 1024
MAX_TOML_BYTES = 1024 * 1024  # Python's own reader of TOML is slow
MAX_DEPTH = 200
MAX_NODES = 3_500_000  # keys and values; lists and mappings count twice
MAX_EXPANDED = 100_000  # keys and values that aliases may add
MAX_DIGITS = 4300  # Python's own limit for turning text into int
