"""Sets as rows of bits: 64 answers in one operation."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]  # sets of positions: the last axis holds 64 of them in each word
Indices = NDArray[np.integer]
EACH = np.dtype("<u8")  # bytes, and bits in a byte, in the order of the positions
IN_WORD = 64


def width(positions: int) -> int:
    """How many words hold so many positions."""
    return -(-positions // IN_WORD)


def pack(maps: NDArray[np.bool]) -> Bits:
    """Maps (whether each position belongs, in whole words) as bits."""
    return np.packbits(maps, axis=-1, bitorder="little").view(EACH)


def members(sets: Bits) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers of sets, in order, and the position that belongs to each."""
    met = np.flatnonzero(sets != 0)  # words, then bytes in them, then bits
    each = sets.ravel()[met].view(np.uint8)
    byte = np.flatnonzero(each)
    bit = np.flatnonzero(np.unpackbits(each[byte], bitorder="little"))
    byte = byte[bit // 8]
    place = met[byte // 8] * IN_WORD + byte % 8 * 8 + bit % 8
    return np.divmod(place, sets.shape[-1] * IN_WORD)


def count(sets: Bits) -> NDArray[np.int64]:
    """How many positions belong to each set."""
    return np.bitwise_count(sets).sum(axis=-1, dtype=np.int64)


class Rows:
    """Sets by number: made when first asked for, all forgotten when there would be too many."""

    def __init__(self, make: Callable[[int], Bits], numbers: int, width: int, kept: int) -> None:
        """make: a number below `numbers` → its set, of `width` words; kept: bytes at most."""
        self._make = make
        self.most = max(kept // (width * EACH.itemsize), 1)
        self._table = np.empty((min(self.most, numbers), width), EACH)
        self._row = np.full(numbers, -1)
        self._used = 0

    def take(self, numbers: Indices, words: slice) -> Bits:
        """These words of the sets of these numbers, at most `most` different ones."""
        missing = numbers[self._row[numbers] < 0]
        if missing.size:
            self._fill(np.unique(missing), numbers)
        # A column of wide items: four times as quick as an index of rows and a slice of words.
        length, size = words.stop - words.start, EACH.itemsize
        wide: Any = np.dtype((np.void, length * size))
        column = np.ndarray(
            len(self._table), wide, self._table, words.start * size, self._table.strides[:1]
        )
        return column[self._row[numbers]].view(EACH).reshape(-1, length)

    def _fill(self, missing: Indices, wanted: Indices) -> None:
        if self._used + len(missing) > len(self._table):
            self._row[:], self._used, missing = -1, 0, np.unique(wanted)
        for number in missing.tolist():
            self._table[self._used] = self._make(number)
            self._row[number] = self._used
            self._used += 1
