"""The page that tells how to read vectors."""

from __future__ import annotations

__all__ = ["readme"]

_PAGE = """\
<!-- @header@ -->
# Test vectors

`@package@.jsonl` holds @count@ documents made from the schema, one a line, with the answer that every
implementation must give. A line is a JSON object:

| key | value |
|---|---|
| `definition` | the type the document is for; the schema's own root is `@root@` |
| `about` | what the document shows, for people |
| `valid` | whether the document is valid |
| `stock` | only where it is not the same: what a validator says that knows no `x-rules` |
| `errors` | every error in document order: a `pointer` (RFC 6901) and a `message`; empty when valid |
| `document` | the document |

`index.json` lists the definitions, where each stands in the schema bundle, and how many of its documents are
valid. Numbers are as written: `2.0` is an integer, and some integers are larger than any double; a reader
that cannot hold those may skip the lines it cannot read back as they were.

In Python:

```python
import json

def vectors(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            vector = json.loads(line)
            yield vector["definition"], vector["document"], vector["valid"], vector["errors"]

# for name, document, valid, errors in vectors("@package@.jsonl"):
#     assert CHECK[name](document) == errors
```

In JavaScript:

```javascript
const fs = require("fs");

function* vectors(path) {
  for (const line of fs.readFileSync(path, "utf8").trimEnd().split("\\n")) {
    const {definition, document, valid, errors} = JSON.parse(line);
    yield [definition, document, valid, errors];
  }
}
// for (const [name, document, valid, errors] of vectors("@package@.jsonl"))
//   assert.deepEqual(check[name](document), errors);
```
"""


def readme(header: str, package: str, root: str, count: int) -> str:
    """The text of ``README.md``.  ``header`` is plain text without ``--``; the names are identifiers."""
    said = {"header": header, "package": package, "root": root, "count": str(count)}
    text = _PAGE
    for name, value in said.items():
        text = text.replace(f"@{name}@", value)
    return text
