"""Cut `smsu_intl/base/fonts/card.ttf`, the face of the shared cards: Source Serif 4 semibold, under the SIL Open Font License.

Its source are the files of the npm package @fontsource/source-serif-4 (5.3.1): `npm pack @fontsource/source-serif-4`,
unpack it, install fonttools and brotli, and `python -m tools.cut_font package/files smsu_intl/base/fonts/card.ttf`.
Layout tables but kerning are dropped: Pillow's plain layout does without them.
"""

import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ALPHABETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "vietnamese")


def cut(folder: Path, alphabet: str) -> Path:
    """Return a bare copy of one alphabet's file, laid beside it."""
    font = TTFont(folder / f"source-serif-4-{alphabet}-600-normal.woff2")
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = None
    bare = folder / f"{alphabet}.ttf"
    font.save(bare)
    return bare


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    merged = Merger().merge([str(cut(source, alphabet)) for alphabet in ALPHABETS])
    merged.save(target)
