"""Hostile files that are too large to keep: made when they are needed, with the verdict they must get."""

from __future__ import annotations

from collections.abc import Callable

M = 1_000_000

#: name: (how to make it, how its verdict begins)
LARGE: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "line_of_100_mb.yaml": (lambda: "a: " + "x" * (100 * M), "refused limit-exceeded"),
    "line_of_100_mb.json": (lambda: '{"a": "' + "x" * (100 * M) + '"}', "refused limit-exceeded"),
    "line_of_100_mb.toml": (lambda: 'a = "' + "x" * (100 * M) + '"', "refused limit-exceeded"),
    "line_of_60_mb.yaml": (lambda: "a: " + "x" * (60 * M), "read 60000009 bytes"),
    "quoted_line_of_30_mb.yaml": (lambda: 'a: "' + "x\\n" * (10 * M) + '"', "read 30000009 bytes"),
    "line_of_60_mb.json": (lambda: '{"a": "' + "x" * (60 * M) + '"}', "read 60000009 bytes"),
    "flow_100_000_deep.yaml": (lambda: "[" * 100_000, "refused 1:1001 limit-exceeded"),
    "flow_100_000_deep_closed.yaml": (lambda: "[" * 100_000 + "]" * 100_000, "refused 1:1001 limit-exceeded"),
    "mappings_100_000_deep.yaml": (lambda: "{a: " * 100_000, "refused 1:801 limit-exceeded"),
    "dashes_100_000_deep.yaml": (lambda: "- " * 100_000, "refused 1:401 limit-exceeded"),
    "indented_1_000_deep.yaml": (
        lambda: "".join(" " * n + "a:\n" for n in range(1000)),
        "refused 201:201 limit-exceeded",
    ),
    "explicit_keys_100_000_deep.yaml": (lambda: "? " * 100_000, "refused 1:3 malformed-document"),
    "arrays_100_000_deep.json": (lambda: "[" * 100_000, "refused 1:201 limit-exceeded"),
    "objects_100_000_deep.json": (lambda: '{"a":' * 100_000, "refused 1:1001 limit-exceeded"),
    "arrays_100_000_deep.toml": (lambda: "a = " + "[" * 100_000, "refused 1:204 limit-exceeded"),
    "dotted_100_000_deep.toml": (lambda: ".".join("a" * 100_000) + " = 1", "refused 1:2 limit-exceeded"),
    "header_100_000_deep.toml": (lambda: "[" + ".".join("a" * 100_000) + "]", "refused 1:3 limit-exceeded"),
    "tables_20_000.toml": (lambda: "".join(f"[a.b{n}]\nx = {n}\n" for n in range(20_000)), "read "),
    "empty_lists_of_60_mb.yaml": (lambda: "[" + "[]," * (20 * M) + "]", "refused 1:"),
    "empty_items_of_60_mb.yaml": (lambda: "-\n" * (30 * M), "refused 3500000:2 limit-exceeded"),
    "empty_lists_of_60_mb.json": (lambda: "[" + "[]," * (20 * M) + "[]]", "refused limit-exceeded"),
    "numbers_of_60_mb.json": (lambda: "[" + "1," * (30 * M) + "1]", "refused limit-exceeded"),
    "commas_of_60_mb.json": (lambda: '["' + "," * (60 * M) + '"]', "read 60000004 bytes"),
    "digits_of_a_million.yaml": (lambda: "a: " + "9" * M, "refused 1:4 limit-exceeded"),
    "digits_of_a_million.json": (lambda: '{"a": ' + "9" * M + "}", "refused 1:7 limit-exceeded"),
    "digits_of_a_million.toml": (lambda: "a = " + "9" * M, "refused 1:5 limit-exceeded"),
    "digits_of_a_million_hexadecimal.yaml": (lambda: "a: 0x" + "f" * M, "refused 1:4 limit-exceeded"),
    "fraction_of_a_million.yaml": (lambda: "a: 0." + "3" * M, "read "),
    "keys_200_000.yaml": (lambda: "".join(f"k{n}: {n}\n" for n in range(200_000)), "read "),
    "keys_200_000_in_flow.yaml": (
        lambda: "{" + ",\n".join(f"k{n}: {n}" for n in range(200_000)) + "}",
        "read ",
    ),
    "keys_that_collide_at_the_end.yaml": (
        lambda: "".join(f"k{n}: {n}\n" for n in range(200_000)) + "k7: 0\n",
        "refused 200001:1 duplicate-key",
    ),
    "key_of_a_million.yaml": (lambda: "a: 1\n" + "k" * M + ": 1\n", "refused 2:1"),
    "anchors_100_000.yaml": (
        lambda: "".join(f"- &a{n} {n}\n- *a{n}\n" for n in range(100_000)),
        "read ",
    ),
    "aliases_of_a_large_list.yaml": (
        lambda: "a: &a [" + "1," * 60_000 + "]\nb: *a\nc: *a\n",
        "refused 3:4 limit-exceeded",
    ),
    "spaces_of_60_mb.yaml": (lambda: " " * (60 * M), "refused 1:1 malformed-document"),
    "empty_lines_of_60_mb.yaml": (lambda: "a: 1\n" + "\n" * (60 * M), "read "),
    "comments_of_60_mb.yaml": (lambda: "# x\n" * (15 * M) + "a: .nan\n", "refused 15000001:4"),
    "quotes_of_60_mb.yaml": (lambda: "a: " + "'" * (60 * M), "read "),
    "garbage.yaml": (lambda: bytes(n * 7 % 256 for n in range(M)), "refused 1:1 malformed-document"),
    "colons_of_10_mb.yaml": (lambda: ":" * (10 * M), "refused 1:10000000"),
    "exclamation_marks.yaml": (lambda: "a: " + "!" * M, "refused 1:"),
    "percent_lines.yaml": (lambda: "%a b\n" * M, "refused 1:1 malformed-document"),
    "separators_of_20_mb.yaml": (lambda: "a: '" + "\u2028" * (6 * M) + "'\n", "read "),
    "spaces_and_a_percent.yaml": (lambda: "a:" + " " * M + "%\n", "refused 1:1000003"),
    "spaces_after_a_dash.yaml": (lambda: "-" + " " * M + "%\n", "refused 1:1000002"),
    "words.yaml": (lambda: "a: " + "x " * M + "%\n", "read "),
    "commas_and_an_open_string.json": (
        lambda: "," * (4 * M + 1) + '"' + '\\"' * (3 * M),
        "refused limit-exceeded",
    ),
    "deep_and_an_open_string.json": (
        lambda: "[[1]," * 201 + '"' + '\\"' * (3 * M),
        "refused 1:1006",
    ),
    "open_string.toml": (lambda: 'a = "' + '\\"' * (M // 2), "refused 1:5"),
    "open_long_string.toml": (lambda: 'a = """' + '\\"' * (M // 2), "refused 1:5"),
    "headers_190_deep.toml": (
        lambda: "".join(f"[{'a.' * 190}b{n}]\n" for n in range(2600)),
        "read ",
    ),
    "numbers_and_a_nan.toml": (lambda: "a = [" + "1," * 500_000 + "nan]", "refused 1:1000006"),
    "file_of_2_mb.toml": (lambda: "a = 1\n" * 350_000, "refused limit-exceeded"),
    "towers_40_000.yaml": (
        lambda: "a:\n" + "".join(f"  t{n}:\n    x: 1e-3\n    y: [1, 2]\n" for n in range(40_000)),
        "read ",
    ),
}
