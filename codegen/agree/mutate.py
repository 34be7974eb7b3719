"""Mutated documents: drawn near the schema, then changed in one to four places.

The same seed gives the same texts on every machine, Python version and hash seed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codegen.agree.dice import Dice
from codegen.agree.documents import Drawer
from codegen.agree.pool import Pool, pool_of, steps_around
from codegen.agree.protocol import Document
from codegen.agree.spelling import odd_text, plain_text
from codegen.agree.values import NAMES, TOO_MANY, any_value, nested, odd_number, odd_string
from codegen.ir import Model, Record
from codegen.sampling.ruled import near

__all__ = ["mutants"]

ROOT_SHARE = 0.6  # of the documents; the other definitions share the rest
UNCHANGED = 0.12  # of the documents are as they were drawn
ODDLY_SPELLED = 0.15  # of the texts
LARGEST = TOO_MANY  # characters of a text; a larger one is drawn again, as is one that was there before
MAX_TRIES = 50  # a schema may have few documents


def mutants(model: Model, names: dict[str, str], count: int, seed: int) -> Iterator[Document]:
    """So many documents.

    :param names: key to name of the definitions to try; the root must be one of them.
    """
    mutator = Mutator(model, seed)
    others = [key for key in names if key != model.root]
    seen: set[tuple[str, str]] = set()
    tries = 0
    while count > 0:
        root = not others or mutator.dice.chance(ROOT_SHARE)
        key = model.root if root else mutator.dice.pick(others)
        text = mutator.text(key)
        tries += 1
        if (len(text) <= LARGEST and (key, text) not in seen) or tries > MAX_TRIES:
            seen.add((key, text))
            count, tries = count - 1, 0
            yield Document(names[key], text)


@dataclass(slots=True)
class Place:
    """A value inside a document: ``holder[key]`` is the value."""

    holder: Any
    key: Any

    @property
    def value(self) -> Any:
        return self.holder[self.key]

    @value.setter
    def value(self, value: Any) -> None:
        self.holder[self.key] = value


class Mutator:
    """Makes documents one after another."""

    def __init__(self, model: Model, seed: int) -> None:
        self.model = model
        self.dice = Dice(seed)
        self.pool: Pool = pool_of(model)
        self.drawer = Drawer(model, self.pool, self.dice)
        ruled = any(r.rules for r in self.pool.records)
        self._ruled: tuple[Callable[[Place], None], ...] = (self._rule,) if ruled else ()
        self._likely: dict[frozenset[str], list[Record]] = {}

    def text(self, key: str) -> str:
        """One document of a definition."""
        value = self.value(key)
        return odd_text(value, self.dice) if self.dice.chance(ODDLY_SPELLED) else plain_text(value)

    def value(self, key: str) -> Any:
        box = [self.drawer.definition(key, self.dice.pick((0.0, 0.15, 0.3, 0.5, 1.0)))]
        if not self.dice.chance(UNCHANGED):
            for _ in range(self.dice.pick((1, 1, 1, 2, 2, 3, 4))):
                self._change(box)
        return box[0]

    def _change(self, box: list[Any]) -> None:
        places = _places(box)
        place = Place(*self.dice.pick(places))
        value = place.value
        kind = self.dice.below(10)
        if kind < 4 or (kind < 8 and isinstance(value, (dict, list))):
            self.dice.pick(self._fitting(value))(place)
        elif kind < 9:
            self.dice.pick(_ANYWHERE)(self, place)
        else:
            _swap(place, Place(*self.dice.pick(places)))

    def _fitting(self, value: Any) -> Sequence[Callable[[Place], None]]:
        """The changes that suit the type of a value."""
        if isinstance(value, dict):
            return (
                self._group,
                self._group,
                self._group,
                *self._ruled,
                self._add_key,
                self._misspell,
                self._drop,
                self._known_key,
                self._reorder,
            )
        if isinstance(value, list):
            return (self._drop, self._repeat, self._append, self._reverse)
        if isinstance(value, str):
            return (self._retype_text,)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return (self._step, self._other_form)
        return (self._anything,)

    # --- anywhere

    def _null(self, place: Place) -> None:
        place.value = None

    def _anything(self, place: Place) -> None:
        place.value = any_value(self.dice, self.pool)

    def _wrap(self, place: Place) -> None:
        place.value = self.dice.pick(([place.value], {self.dice.pick(self.pool.keys or NAMES): place.value}))

    def _nest(self, place: Place) -> None:
        place.value = nested(self.dice, place.value)

    def _delete(self, place: Place) -> None:
        if isinstance(place.holder, dict):
            del place.holder[place.key]
        else:
            place.value = {}

    def _borrow(self, place: Place) -> None:
        """A whole value of some definition."""
        place.value = self.drawer.definition(
            self.dice.pick(self.model.definitions).key, self.dice.pick((0.0, 0.3))
        )

    def _stringify(self, place: Place) -> None:
        place.value = plain_text(place.value)

    # --- objects

    def _group(self, place: Place) -> None:
        """Members of a property group absent, null or set, each by chance."""
        record = self._record_of(place.value)
        if record is None or not record.choices:
            self._known_key(place)
            return
        choice = self.dice.pick(record.choices)
        nodes = {f.key: f.node for f in record.fields}
        keys = [k for m in choice.members for k in m.keys]
        for key in self.dice.some(keys, min(1.0, 2.5 / len(keys))):
            state = self.dice.below(3)
            if state == 0:
                place.value.pop(key, None)
            elif state == 1 or key not in nodes:
                place.value[key] = None
            else:
                place.value[key] = self.drawer.draw(nodes[key], 3)

    def _rule(self, place: Place) -> None:
        """One field of a rule changed, to where it just holds or is just broken."""
        record = self._record_of(place.value)
        if record is None or not record.rules:
            self._group(place)
            return
        found = list(near(record, self.dice.pick(record.rules), place.value))
        if found:
            place.value = _copy(self.dice.pick(found)[1])

    def _known_key(self, place: Place) -> None:
        """A declared property, with a value of its own or with any."""
        record = self._record_of(place.value)
        if record is None or not record.fields:
            self._add_key(place)
            return
        field = self.dice.pick(record.fields)
        own = self.dice.chance(0.6)
        place.value[field.key] = self.drawer.draw(field.node, 3) if own else any_value(self.dice, self.pool)

    def _add_key(self, place: Place) -> None:
        keys = self.pool.keys if self.pool.keys and self.dice.chance(0.5) else NAMES
        place.value[self.dice.pick(keys)] = any_value(self.dice, self.pool)

    def _misspell(self, place: Place) -> None:
        """One key with a letter dropped, doubled, swapped, or in the other case; in its old place."""
        if place.value:
            old = self.dice.pick(list(place.value))
            place.value = {(self._typo(k) if k == old else k): v for k, v in place.value.items()}

    def _typo(self, key: str) -> str:
        at = self.dice.below(len(key) + 1)
        before, here, after = key[:at], key[at : at + 1], key[at + 1 :]
        return self.dice.pick(
            (before + after, before + here + here + after, before + after[:1] + here + after[1:],
             before + here.swapcase() + after, key + " ", key + "s", before + "_" + here + after)
        )  # fmt: skip

    def _reorder(self, place: Place) -> None:
        place.value = {key: place.value[key] for key in self.dice.shuffled(list(place.value))}

    def _record_of(self, value: dict[str, Any]) -> Record | None:
        """A record that an object with these keys may be meant as."""
        keys = frozenset(value)
        if keys not in self._likely:
            if len(self._likely) > 10_000:
                self._likely.clear()
            fit = [(len(keys & {f.key for f in r.fields}), n) for n, r in enumerate(self.pool.records)]
            best = max((score for score, _ in fit), default=0)
            self._likely[keys] = [
                self.pool.records[n] for score, n in fit if score == best and (best or not keys)
            ]
        found = self._likely[keys]
        return self.dice.pick(found) if found else None

    # --- arrays, strings, numbers

    def _drop(self, place: Place) -> None:
        """One key or item, or all of them."""
        if place.value and self.dice.chance(0.85):
            keys = list(place.value) if isinstance(place.value, dict) else range(len(place.value))
            del place.value[self.dice.pick(keys)]
        else:
            place.value.clear()

    def _repeat(self, place: Place) -> None:
        if place.value:
            place.value.insert(self.dice.below(len(place.value) + 1), _copy(self.dice.pick(place.value)))

    def _append(self, place: Place) -> None:
        place.value.append(any_value(self.dice, self.pool))

    def _reverse(self, place: Place) -> None:
        place.value.reverse()

    def _retype_text(self, place: Place) -> None:
        text: str = place.value
        at = self.dice.below(len(text) + 1)
        other = odd_string(self.dice, self.pool)
        inserted, dropped = text[:at] + other + text[at:], text[:at] + text[at + 1 :]
        forms = (other, inserted, dropped, text.swapcase(), text + "\n", " " + text, text + text)
        place.value = self.dice.pick(forms)

    def _step(self, place: Place) -> None:
        """To a neighbour, to the other side of zero, or to a number that the schema or a machine knows."""
        near = steps_around(place.value)
        place.value = self.dice.pick((*near, -place.value, odd_number(self.dice, self.pool)))

    def _other_form(self, place: Place) -> None:
        """``2`` as ``2.0``, ``2.0`` as ``2``, or as text, or as a truth value."""
        number = place.value
        if isinstance(number, int):
            forms: tuple[Any, ...] = (_as_double(number), str(number), bool(number), [number])
        else:
            forms = (int(number), math.floor(number) + 0.5, repr(number), [number])
        place.value = self.dice.pick(forms)


_ANYWHERE: tuple[Callable[[Mutator, Place], None], ...] = (
    Mutator._null,
    Mutator._null,
    Mutator._anything,
    Mutator._anything,
    Mutator._anything,
    Mutator._wrap,
    Mutator._nest,
    Mutator._delete,
    Mutator._delete,
    Mutator._borrow,
    Mutator._stringify,
)


def _places(box: list[Any]) -> list[tuple[Any, Any]]:
    """Holder and key of every value of the document in ``box[0]``, the document first."""
    places: list[tuple[Any, Any]] = [(box, 0)]
    for holder, key in places:  # grows while it is read
        value = holder[key]
        if isinstance(value, dict):
            places += [(value, inner) for inner in value]
        elif isinstance(value, list):
            places += [(value, index) for index in range(len(value))]
    return places


def _swap(one: Place, other: Place) -> None:
    """Exchange two values, as copies: one may lie in the other."""
    first, second = _copy(one.value), _copy(other.value)
    one.value = second
    other.value = first


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _as_double(number: int) -> int | float:
    try:
        return float(number)
    except OverflowError:
        return number
