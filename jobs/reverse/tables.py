"""Numbers for values, and lists by number."""

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Numbers(dict[Any, int]):
    """A number for each value, in the order in which they are met."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        return number


class Lists:
    """Lists of small numbers, one behind the other. `counts`: how many each has."""

    def __init__(self, flat: NDArray[np.int32], counts: NDArray[np.int64]) -> None:
        self._flat, self.counts = flat, counts
        self._ends = np.cumsum(counts)

    def __getitem__(self, number: int) -> NDArray[np.int32]:
        end = self._ends[number]
        return self._flat[end - self.counts[number] : end]

    def join(self, numbers: NDArray[Any]) -> NDArray[np.int32]:
        """The lists of these numbers, one behind the other."""
        counts = self.counts[numbers]
        shift = np.repeat(self._ends[numbers] - np.cumsum(counts), counts)
        return self._flat[np.arange(len(shift)) + shift]


class Places:
    """For each value, where it stands: in any number of places."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._values, self._at, self._counts = array("i"), array("i"), array("i")

    def add(self, at: int, values: Iterable[Any]) -> None:
        before = len(self._values)
        self._values.extend(map(self._numbers.__getitem__, values))
        self._at.append(at)
        self._counts.append(len(self._values) - before)

    def close(self) -> None:
        """Nothing is added any more."""
        at = np.repeat(np.array(self._at, np.int64), np.array(self._counts, np.int64))
        pairs = np.array(self._values, np.int64) << 32 | at
        self._values, self._at, self._counts = array("i"), array("i"), array("i")
        pairs.sort()
        counts = np.bincount(pairs >> 32, minlength=len(self._numbers))
        self._lists = Lists((pairs & 0xFFFFFFFF).astype(np.int32), counts)

    def of(self, value: Any) -> NDArray[np.int32]:
        number = self._numbers.get(value)
        return NOWHERE if number is None else self._lists[number]


NOWHERE = np.zeros(0, np.int32)
