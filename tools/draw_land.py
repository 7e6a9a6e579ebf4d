"""Draw `static/img/land.svg`, the ground of the map: Natural Earth's land 1:110m, public domain, without Antarctica.

Its source is `land-110m.json` of the npm package world-atlas (2.0.2): `npm pack world-atlas`, unpack it, and
`python -m tools.draw_land package/land-110m.json > static/img/land.svg`.
"""

import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from partners.map import HEIGHT, WIDTH, project

COARSENESS = 2  # pixels of the map's 960 to one of the drawing's
COLOUR = 'fill="#857d70" fill-opacity=".4"'  # told from a light ground and from a dark one


def polygons(topology: dict[str, Any]) -> list[list[list[tuple[float, float]]]]:
    """Return the rings of every polygon, in degrees."""
    (scale_x, scale_y), (x, y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        points = accumulate(deltas, lambda before, step: (before[0] + step[0], before[1] + step[1]))
        arcs.append([(x + scale_x * point[0], y + scale_y * point[1]) for point in points])

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        return [point for number in numbers for point in (arcs[number] if number >= 0 else arcs[~number][::-1])]

    (land,) = topology["objects"]["land"]["geometries"]
    return [[ring(numbers) for numbers in polygon] for polygon in land["arcs"]]


def path(ring: list[tuple[float, float]]) -> str:
    """Return a ring as a path's closed part, in whole pixels; "" for an island smaller than that, or on the map's seam."""
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = (round(value / COARSENESS) for value in project(latitude, longitude))
        if (x, y) not in points[-1:]:
            points.append((x, y))
    steps = [(x - left, y - top) for (left, top), (x, y) in pairwise(points)]
    if len(set(points)) < 3 or any(abs(x) > WIDTH / COARSENESS / 2 for x, _ in steps):
        return ""
    numbers = "".join(f"{x:+}{y:+}" for x, y in steps[: -1 if points[0] == points[-1] else None])
    return f"M{points[0][0]} {points[0][1]}l{numbers}z".replace("l+", "l")


if __name__ == "__main__":
    found = polygons(json.loads(Path(sys.argv[1]).read_text()))
    inhabited = [polygon for polygon in found if max(latitude for _, latitude in polygon[0]) > -60]
    shape = "".join(path(ring) for polygon in inhabited for ring in polygon)
    size = f"{WIDTH // COARSENESS} {HEIGHT // COARSENESS}"
    sys.stdout.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"><path {COLOUR} fill-rule="evenodd" d="{shape}"/></svg>\n'
    )
