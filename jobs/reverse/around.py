"""What lies around many places at once: `geo.near`, over all the communes of a batch.

Points are compared by the cosine of their angle; one so near to the edge that rounding could decide
is asked to `geo.distance` itself.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Commune

EDGE_KM = 1e-5  # thousands of times the error of the cosines


class Around:
    """INSEE codes, numbered from south to north: what is around a place has numbers close together.

    What is no commune comes first, and is near nothing. A city is wherever one of its
    arrondissements is, as in `geo.near`.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        south_to_north = sorted((_lat(code), code) for code in codes)
        self._lats = np.array([lat for lat, _code in south_to_north])
        self.codes = [code for _lat, code in south_to_north]
        self._numbers = {code: number for number, code in enumerate(self.codes)}
        # Points by number, and behind them those of arrondissements, with their city's number.
        self._points: list[Commune | None] = []
        self._cities: list[tuple[int, Commune]] = []
        for number, code in enumerate(self.codes):
            parts = _parts(code)
            self._points.append(geo.commune(code) if geo.is_commune(code) and not parts else None)
            self._cities += [(number, part) for part in parts]
        self._points += [part for _number, part in self._cities]
        self._xyz = _vectors(self._points)
        self._recorded = cache(self._of_recorded)

    def _of_recorded(self, code: str) -> list[int]:
        """Numbers under which this place is recorded."""
        return [self._numbers[one] for one in geo.within(code) if one in self._numbers]

    def near(self, wanted: Sequence[tuple[Commune, int]]) -> tuple[int, NDArray[np.bool]]:
        """What is within so many kilometres of each place, edge included.

        Returns a number and, for each place, whether it and each of the following are near: the
        first and the last are near none. Quickest for places of one radius and about one latitude.
        """
        lats = [here.lat for here, _km in wanted]
        north = max(km for _here, km in wanted) / geo.KM_PER_DEGREE + 0.01
        low, high = np.searchsorted(self._lats, [min(lats) - north, max(lats) + north]).tolist()
        met = self._met(wanted, np.r_[low:high, len(self.codes) : len(self._points)])
        apart = [
            (row, number)
            for row, (here, km) in enumerate(wanted)
            if km <= 0 or geo.is_divided(here)
            for number in self._recorded(here.code)
        ]
        arrondissements = np.argwhere(met[:, high - low :]).tolist()
        apart += [(row, self._cities[which][0]) for row, which in arrondissements]
        first = min([low, *(number for _row, number in apart)]) - 1
        last = max([high, *(number + 1 for _row, number in apart)]) + 1
        near = np.zeros((len(wanted), last - first), bool)
        near[:, low - first : high - first] = met[:, : high - low]
        for row, number in apart:
            near[row, number - first] = True
        return first, near

    def _met(
        self, wanted: Sequence[tuple[Commune, int]], points: NDArray[np.intp]
    ) -> NDArray[np.bool]:
        """Which of the points each place has around it."""
        km = np.minimum([km for _here, km in wanted], geo.MAX_RADIUS_KM)
        here = _vectors([here for here, _km in wanted])
        # Not `@`: its threads cost more than they help.
        cosines = np.einsum("ki,kj->ij", here, np.take(self._xyz, points, axis=1))
        surely = np.where(km > 0, np.cos(np.maximum(km - EDGE_KM, 0) / geo.EARTH_KM), np.inf)
        perhaps = np.where(km > 0, np.cos((km + EDGE_KM) / geo.EARTH_KM), np.inf)
        met, may = cosines > surely[:, None], cosines >= perhaps[:, None]
        if np.count_nonzero(met) != np.count_nonzero(may):
            for row, column in np.argwhere(met != may).tolist():
                far = geo.distance(wanted[row][0], self._points[points[column]])
                met[row, column] = far <= km[row]
        return met


def _lat(code: str) -> float:
    return geo.commune(code).lat if geo.is_commune(code) else -math.inf


def _parts(code: str) -> list[Commune]:
    """The arrondissements of a city."""
    if not geo.is_commune(code):
        return []
    here = geo.commune(code)
    if here.parent or not geo.is_divided(here):
        return []
    return [geo.commune(one) for one in geo.within(code) if one != code]


def _vectors(points: Sequence[Commune | None]) -> NDArray[np.float64]:
    """Points of the unit sphere, a row for each axis; None is the middle, near nothing."""
    norths = np.radians([point.lat if point else 0 for point in points])
    easts = np.radians([point.lon if point else 0 for point in points])
    there = np.array([bool(point) for point in points])
    flat = np.cos(norths)
    return there * np.stack([flat * np.cos(easts), flat * np.sin(easts), np.sin(norths)])
