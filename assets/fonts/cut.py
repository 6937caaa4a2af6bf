"""Cuts the shipped fonts out of their sources: fewer glyphs, no ligatures, new names.

Usage: cut.py SOURCES TARGET (called by make.sh). Every cut gets a name of its own, as the licences that reserve
font names ask for. Layout features are limited to positioning: with ligatures on, `->` and `==` would be drawn as
one glyph, and a byte inspector must show each byte.
"""

import io
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SOURCES, TARGET = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
POSITION = ["kern", "mark", "mkmk", "ccmp", "locl"]

# The 2,350 syllables of KS X 1001: what EUC-KR writes in two bytes (the others it spells in eight).
KS_SYLLABLES = [c for c in range(0xAC00, 0xD7A4) if len(chr(c).encode("euc_kr", "ignore")) == 2]
ALL_SYLLABLES = list(range(0xAC00, 0xD7A4))
JAMO = list(range(0x3131, 0x318F))
LATIN = list(range(0x20, 0x7F)) + list(range(0xA0, 0x180)) + [0x2BC, 0x2C6, 0x2DA, 0x2DC]
SIGNS = (
    list(range(0x2010, 0x2028))  # dashes, quotation marks, bullet, ellipsis
    + list(range(0x2030, 0x205F))
    + list(range(0x2070, 0x20A0))  # superscripts, subscripts
    + [0x20A9, 0x20AC, 0x2113, 0x2116, 0x2122]
    + list(range(0x2150, 0x2160))  # fractions
    + list(range(0x2190, 0x2200))  # arrows
    + list(range(0x2200, 0x2300))  # operators
    + list(range(0x2300, 0x2427))  # keys, control pictures
    + list(range(0x2460, 0x24FF))  # circled
    + list(range(0x2500, 0x2700))  # boxes, blocks, shapes
    + list(range(0x2700, 0x27C0))  # check marks
    + [0x2E3A, 0xFEFF, 0xFFFD]
)
CJK_SIGNS = list(range(0x3000, 0x3040)) + list(range(0x3040, 0x3100)) + list(range(0xFF01, 0xFFE7))

DEBIAN = SOURCES / "debian/usr/share/fonts"


def npm(pattern):
    return next(SOURCES.glob(pattern))


def icons():
    lines = (TARGET / "icons.txt").read_text().split()
    return sorted({int(line.split("=")[1], 16) for line in lines})


def rename(font, name):
    """Gives the cut a name of its own; keeps the copyright and licence entries."""
    table = font["name"]
    for record in list(table.names):
        if record.nameID not in (0, 5, 7, 8, 9, 11, 13, 14) and record.nameID < 256:
            table.removeNames(nameID=record.nameID)
    for name_id, text in ((1, name), (2, "Regular"), (3, f"ws101:{name}"), (4, name), (6, name.replace(" ", ""))):
        table.setName(text, name_id, 3, 1, 0x409)


def reload(font):
    """The font as if read from a file: the instancer does not work on a font just cut."""
    font.flavor = None
    memory = io.BytesIO()
    font.save(memory)
    return TTFont(io.BytesIO(memory.getvalue()), recalcTimestamp=False)


def true_bearings(font):
    """Phosphor says that every glyph begins at x = 0, so that narrow icons would be drawn at the left of their box."""
    glyphs, metrics = font["glyf"], font["hmtx"]
    for glyph in font.getGlyphOrder():
        metrics[glyph] = (metrics[glyph][0], getattr(glyphs[glyph], "xMin", 0))


def cut(source, target, name, unicodes, features=POSITION, number=-1, axes=None, hinting=False):
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = features
    options.hinting = hinting
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["DSIG", "STAT", "meta", "vhea", "vmtx", "VORG", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=unicodes)
    cutter.subset(font)
    if axes:
        font = instancer.instantiateVariableFont(reload(font), axes)
    rename(font, name)
    if target.startswith("ws101-icons"):
        true_bearings(font)
    font.flavor = None
    font["head"].modified = font["head"].created  # the same bytes on every run
    font.save(TARGET / target)
    print(f"{target}: {(TARGET / target).stat().st_size} bytes, {len(font.getBestCmap())} characters")


cut(npm("fontsource-variable-inter-*/files/inter-latin-wght-normal.woff2"), "ws101-sans.ttf", "ws101 Sans",
    LATIN + SIGNS, axes={"wght": (400, 700)})
cut(npm("pretendard-*/dist/public/variable/PretendardVariable.ttf"), "ws101-hangul.ttf", "ws101 Hangul",
    KS_SYLLABLES + JAMO + LATIN[95:] + SIGNS + list(range(0x3000, 0x3040)), axes={"wght": (400, 700)})
cut(DEBIAN / "opentype/noto/NotoSansCJK-Regular.ttc", "ws101-fallback.otf", "ws101 Fallback",
    ALL_SYLLABLES + JAMO + list(range(0x1100, 0x1200)) + LATIN + SIGNS + CJK_SIGNS, features=[], number=1)
for weight in ("Regular", "Medium", "Bold"):
    cut(DEBIAN / f"truetype/jetbrains-mono/JetBrainsMono-{weight}.ttf", f"ws101-mono-{weight.lower()}.ttf",
        f"ws101 Mono {weight}", list(range(0x20, 0x3000)) + [0xFEFF, 0xFFFD], hinting=True)
cut(npm("phosphor-icons-web-*/src/regular/Phosphor.ttf"), "ws101-icons.ttf", "ws101 Icons", icons(), features=[])
cut(npm("phosphor-icons-web-*/src/fill/Phosphor-Fill.ttf"), "ws101-icons-fill.ttf", "ws101 Icons Fill", icons(),
    features=[])
