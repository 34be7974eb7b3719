"""One agreement run over an output folder: what the command prints, and how a generation ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from codegen.agree.compare import Comparison, Outcome
from codegen.agree.executors import PATIENCE, installed, started
from codegen.agree.mutate import mutants
from codegen.agree.protocol import Document, greeting
from codegen.agree.reference import References
from codegen.agree.vectors import read_vectors
from codegen.ir import Model
from codegen.load import plain
from codegen.naming import pascal
from codegen.target import Executor, Target

__all__ = ["Report", "agree", "executors_of", "judged_definitions"]

#: ``jsonschema`` judges about this many documents, and in long runs one in ``MAX_STRIDE``.
SLOW_DOCUMENTS = 250
MAX_STRIDE = 40


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, by which artefacts, and which of them could not be asked."""

    outcome: Outcome
    artefacts: tuple[str, ...]
    missing: tuple[Executor, ...]
    abstained: tuple[tuple[str, int], ...]
    seconds: float


def judged_definitions(model: Model) -> dict[str, tuple[str, str]]:
    """Key to name and place of the root and of every type that has a place in the bundle."""
    found = {d.key: (pascal(d.words), model.refs[d.key]) for d in model.definitions if d.key in model.refs}
    types = {d.key for d in model.definitions if not d.internal}
    root = model.definition(model.root)
    first = {root.key: (pascal(root.words), model.refs.get(root.key, "#"))}
    return first | {key: named for key, named in found.items() if key in types and key != model.root}


def agree(
    model: Model,
    executors: Iterable[Executor],
    out: str,
    documents: int,
    seed: int,
    patience: float = PATIENCE,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Feed the vectors of the folder, then so many mutated documents, to all executors and references.

    :raises ExecutorFailed: an executor died, hangs, or broke the protocol.
    :raises UsageError: the folder holds something else than vectors where vectors should be.
    """
    begin = time.perf_counter()
    every = tuple(executors)
    present = [e for e in every if installed(e)]
    named = judged_definitions(model)
    names = {key: name for key, (name, _) in named.items()}
    refs = dict(named.values())
    with started(present, greeting(names[model.root], refs), patience) as running:
        vectors = [v for v in read_vectors(out) if v.definition in refs]
        references = References(plain(model.schema), refs)
        stride = min(MAX_STRIDE, max(1, (len(vectors) + documents) // SLOW_DOCUMENTS))
        feed: Iterable[Document] = chain(vectors, mutants(model, names, documents, seed))
        for one in running:
            one.meet()
        outcome = Comparison(running, references, stride).run(feed, progress)
    return Report(
        outcome=outcome,
        artefacts=tuple(e.name for e in present),
        missing=tuple(e for e in every if e not in present),
        abstained=tuple(sorted(references.abstained.items())),
        seconds=time.perf_counter() - begin,
    )


def executors_of(targets: Iterable[Target], out: str, model: Model, package: str) -> list[Executor]:
    """Every way in which the artefacts of these targets judge documents."""
    return [e for target in targets for e in target.executors(out, model, package)]
