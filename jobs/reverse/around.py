"""Which of some communes lie around a place: what `geo.near` says, for thousands of places.

Distances are compared on chords, all at once; a commune so near to the edge that rounding could
decide is asked to `geo.distance` itself.
"""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Commune

EDGE_KM = 1e-5  # a hundred times the error of the chords


class Around:
    """Made of the INSEE codes that may be asked about; those that are no commune are near nothing.

    A city is also wherever one of its arrondissements is, as in `geo.near`.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        points = sorted(
            (geo.commune(point).lat, geo.commune(point).lon, point, code)
            for code in codes
            if geo.is_commune(code)
            for point in ([code] if geo.commune(code).parent else geo.within(code))
        )
        self._points = [geo.commune(point) for _lat, _lon, point, _code in points]
        self._codes = [code for *_, code in points]
        self._known = frozenset(self._codes)
        self._lat = np.array([lat for lat, *_ in points], float)
        self._xyz = _vectors(self._lat, np.array([lon for _lat, lon, *_ in points], float))

    def near(self, here: Commune, radius_km: float) -> set[str]:
        """The codes within `radius_km` of this place, edge included, and those it is part of."""
        found = {code for code in geo.within(here.code) if code in self._known}
        radius = min(radius_km, geo.MAX_RADIUS_KM)
        if radius <= 0:
            return found
        north = radius / geo.KM_PER_DEGREE + 0.01
        low, high = np.searchsorted(self._lat, [here.lat - north, here.lat + north])
        away = self._xyz[low:high] - _vectors(np.array([here.lat]), np.array([here.lon]))
        squares = np.einsum("ij,ij->i", away, away)
        for index in np.flatnonzero(squares <= _square(radius + EDGE_KM)).tolist():
            sure = squares[index] < _square(radius - EDGE_KM)
            if sure or geo.distance(here, self._points[low + index]) <= radius:
                found.add(self._codes[low + index])
        return found


def _vectors(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the unit sphere."""
    north, east = np.radians(lat), np.radians(lon)
    return np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1
    )


def _square(km: float) -> float:
    """The square of the chord under an arc."""
    return float((2 * math.sin(max(km, 0) / (2 * geo.EARTH_KM))) ** 2)
