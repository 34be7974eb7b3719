"""``make bench``: every benchmark, one after the other."""

from importlib import import_module

for name in ("generate", "checker", "pydantic_models", "reading", "validate", "docs_site", "torch_builder"):
    print(f"\n== {name}", flush=True)
    import_module(f"benchmarks.{name}").main()
