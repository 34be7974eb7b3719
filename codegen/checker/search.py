def search_function(book, key):
    return [
        f"def {book.searches[key]}(value: object, path: _Path, issues: _Issues) -> None:",
        "    issues.add(path, 'invalid', 'is not valid')",
    ]


def search_name(book, node, name):
    fn = book.taken.function("check", [name])
    book.waiting.append(
        lambda: [
            f"def {fn}(value: object, path: _Path, issues: _Issues) -> None:",
            "    issues.add(path, 'invalid', 'is not valid')",
        ]
    )
    return fn
