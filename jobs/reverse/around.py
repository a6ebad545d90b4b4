"""What lies around a place: `geo.near` for thousands of places, over all the offers at once.

Points are compared by the cosine of their angle; one so near to the edge that rounding could decide
is asked to `geo.distance` itself.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Commune

NOWHERE = np.zeros(0, np.int32)
EDGE_KM = 1e-5  # thousands of times the error of the cosines


class Around:
    """Made of INSEE codes, each with its places in the batch; what is no commune is near nothing.

    A city is also wherever one of its arrondissements is, as in `geo.near`.
    """

    def __init__(self, stands: Iterable[tuple[str, NDArray[np.int32]]]) -> None:
        points = [(point, places) for code, places in stands for point in _points(code)]
        points.sort(key=lambda point: (point[0].lat, point[0].code))
        counts = [len(places) for _point, places in points]
        self._lats = np.repeat([point.lat for point, _places in points], counts).tolist()
        self._codes = np.repeat([point.code for point, _places in points], counts).tolist()
        xyz = np.array([_vector(point) for point, _places in points]).reshape(-1, 3)
        self._xyz = np.repeat(xyz, counts, axis=0)
        self._places = np.concatenate([NOWHERE, *(places for _point, places in points)])

    def near(self, here: Commune, radius_km: float) -> NDArray[np.int32]:
        """Places of what is within `radius_km`, edge included; some may come twice.

        What is recorded under the place itself is not told for its own sake (`geo.within`).
        """
        radius = min(radius_km, geo.MAX_RADIUS_KM)
        if radius <= 0:
            return NOWHERE
        north = radius / geo.KM_PER_DEGREE + 0.01
        low = bisect_left(self._lats, here.lat - north)
        high = bisect_right(self._lats, here.lat + north)
        cosines = self._xyz[low:high] @ _vector(here)
        inside = cosines > math.cos(max(radius - EDGE_KM, 0) / geo.EARTH_KM)
        perhaps = cosines >= math.cos((radius + EDGE_KM) / geo.EARTH_KM)
        if np.count_nonzero(inside) != np.count_nonzero(perhaps):
            for index in (inside != perhaps).nonzero()[0].tolist():
                there = geo.commune(self._codes[low + index])
                inside[index] = geo.distance(here, there) <= radius
        return self._places[low:high][inside]


def _points(code: str) -> list[Commune]:
    if not geo.is_commune(code):
        return []
    here = geo.commune(code)
    return [here] if here.parent else [geo.commune(one) for one in geo.within(code)]


def _vector(point: Commune) -> NDArray[np.float64]:
    """A point of the unit sphere."""
    north, east = math.radians(point.lat), math.radians(point.lon)
    flat = math.cos(north)
    return np.array([flat * math.cos(east), flat * math.sin(east), math.sin(north)])
