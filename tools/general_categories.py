"""Print ``codegen/regex/unicode14.py``: the general category of every code point, run-length encoded.

Run it with a Python whose ``unicodedata`` is Unicode 14.0 (that is Python 3.11)::

    python3.11 tools/general_categories.py > codegen/regex/unicode14.py
"""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from itertools import groupby

VERSION = "14.0.0"
HEAD = f'''"""General categories of Unicode {VERSION}.  Printed by tools/general_categories.py; do not edit.

``RUNS`` covers the code points from U+0000 on: two letters of category, then the length of the run in
decimal, left out when it is 1.
"""

from __future__ import annotations

__all__ = ["RUNS", "VERSION"]

VERSION = "{VERSION}"
RUNS = (
'''


def runs() -> str:
    """``Cc32ZsPo3…``: the table on one line."""
    kinds = (unicodedata.category(chr(c)) for c in range(sys.maxunicode + 1))
    counted = ((kind, sum(1 for _ in run)) for kind, run in groupby(kinds))
    return "".join(kind + (str(n) if n > 1 else "") for kind, n in counted)


def module() -> str:
    """The text of the module."""
    lines = textwrap.wrap(runs(), 100)
    return HEAD + "".join(f'    "{line}"\n' for line in lines) + ")\n"


if __name__ == "__main__":
    if unicodedata.unidata_version != VERSION:
        sys.exit(f"this Python has Unicode {unicodedata.unidata_version}; {VERSION} is needed")
    sys.stdout.write(module())
