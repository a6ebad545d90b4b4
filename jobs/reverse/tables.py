"""Where in a batch of offers each value stands."""

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Numbers(dict[Any, int]):
    """A number for each value, in the order in which they are met."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        return number


class Places:
    """For each value, where in the batch it stands: in any number of places."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self._values, self._at = array("i"), array("i")

    def add(self, at: int, values: Iterable[Any]) -> None:
        before = len(self._values)
        self._values.extend(map(self.numbers.__getitem__, values))
        self._at.extend([at] * (len(self._values) - before))

    def close(self) -> None:
        """Nothing is added any more."""
        values = np.frombuffer(self._values, np.int32) if self._values else np.zeros(0, np.int32)
        at = np.frombuffer(self._at, np.int32) if self._at else np.zeros(0, np.int32)
        order = np.argsort(values, kind="stable")
        self._sorted = at[order]
        numbers = np.arange(len(self.numbers) + 1)
        self._bounds = np.searchsorted(values[order], numbers).tolist()
        self._values, self._at = array("i"), array("i")

    def all(self) -> Iterator[tuple[Any, NDArray[np.int32]]]:
        """Every value with its places."""
        return ((value, self.of(value)) for value in self.numbers)

    def of(self, value: Any) -> NDArray[np.int32]:
        number = self.numbers.get(value)
        if number is None:
            return self._sorted[:0]
        return self._sorted[self._bounds[number] : self._bounds[number + 1]]
