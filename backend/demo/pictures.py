"""Made-up photos for demo visits: a quiet landscape in flat colours, one look per kind.

Four pictures for each kind serve most visits; higher numbers give more of them. Drawn by Pillow; no
camera, nobody, no place.
"""

import io
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 900
VARIANTS = 4
SKIES = (
    ((214, 228, 226), (244, 246, 241)),
    ((247, 222, 190), (250, 240, 222)),
    ((176, 199, 214), (226, 234, 236)),
    ((203, 205, 196), (235, 234, 226)),
)
HILLS = ((124, 163, 146), (74, 126, 106), (36, 92, 74))
GROUND = (214, 208, 190)
WALL, ROOF, DARK = (238, 232, 220), (150, 84, 66), (58, 66, 62)

Draw = ImageDraw.ImageDraw


def draw_picture(kind: str, variant: int) -> bytes:
    """The JPEG of one of the pictures of a kind, `variant` from 0; the same bytes every time."""
    rng = Random(f"{kind} {variant}")
    image = _sky(SKIES[variant % len(SKIES)])
    draw = ImageDraw.Draw(image)
    for layer, colour in enumerate(HILLS):
        _ridge(draw, 360 + 110 * layer, 80 - 14 * layer, colour, rng)
    draw.rectangle((0, 690, WIDTH, HEIGHT), fill=GROUND)
    SUBJECTS[kind](draw, rng)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=82)
    return target.getvalue()


def _sky(colours: tuple[tuple[int, int, int], tuple[int, int, int]]) -> Image.Image:
    top, low = (Image.new("RGB", (WIDTH, HEIGHT), colour) for colour in colours)
    return Image.composite(low, top, Image.linear_gradient("L").resize((WIDTH, HEIGHT)))


def _ridge(
    draw: Draw, base: float, height: float, colour: tuple[int, int, int], rng: Random
) -> None:
    waves = [(rng.uniform(0.6, 3.2), rng.uniform(0, 2 * pi), rng.uniform(0.3, 1)) for _ in range(4)]
    line = [
        (
            x,
            base
            - height
            * sum(size * sin(turns * 2 * pi * x / WIDTH + at) / 2 for turns, at, size in waves),
        )
        for x in range(0, WIDTH + 1, 8)
    ]
    draw.polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)


def _house(draw: Draw, left: int, width: int, floors: int, *, gable: bool) -> None:
    top = 760 - floors * 110
    draw.rectangle((left, top, left + width, 760), fill=WALL)
    if gable:
        peak = (left + width // 2, top - 80)
        draw.polygon([(left - 20, top), peak, (left + width + 20, top)], fill=ROOF)
    for floor in range(floors):
        for x in range(left + 30, left + width - 60, 100):
            y = top + 28 + floor * 110
            draw.rectangle((x, y, x + 48, y + 54), fill=HILLS[0])
    draw.rectangle((left + width - 74, 680, left + width - 28, 760), fill=DARK)


def _rental(draw: Draw, rng: Random) -> None:
    for left in (140, 520, 840):
        _house(draw, left + rng.randint(-30, 30), 270, rng.choice((2, 3)), gable=True)


def _forest(draw: Draw, rng: Random) -> None:
    for _ in range(60):
        x, foot = rng.randint(0, WIDTH), rng.randint(640, 860)
        tall = (foot - 480) * rng.uniform(0.5, 0.8)
        green = rng.choice(HILLS)
        draw.rectangle((x - 5, foot - 20, x + 5, foot), fill=DARK)
        for part in range(3):
            y = foot - 16 - tall * part / 3
            wide = tall / 3.4 * (1 - part / 4)
            draw.polygon([(x - wide, y), (x, y - tall / 2), (x + wide, y)], fill=green)


def _industry(draw: Draw, rng: Random) -> None:
    left = 160 + rng.randint(-40, 40)
    draw.rectangle((left, 500, left + 860, 760), fill=WALL)
    draw.rectangle((left, 470, left + 860, 520), fill=HILLS[2])
    for x in range(left + 60, left + 780, 200):
        draw.rectangle((x, 570, x + 140, 760), fill=HILLS[0])
        for y in range(584, 760, 18):
            draw.line((x, y, x + 140, y), fill=WALL, width=2)


def _venue(draw: Draw, rng: Random) -> None:
    left = 300 + rng.randint(-60, 60)
    _house(draw, left, 560, 3, gable=False)
    draw.rectangle((left + 40, 420, left + 520, 492), fill=ROOF)
    for x in range(left + 80, left + 500, 60):
        draw.ellipse((x, 446, x + 20, 466), fill=(247, 222, 190))


def _abandoned(draw: Draw, rng: Random) -> None:
    draw.polygon([(0, 900), (120, 560), (480, 520), (700, 900)], fill=(176, 166, 148))
    draw.ellipse((180, 640, 420, 900), fill=DARK)
    for _ in range(40):
        x, y, size = rng.randint(420, WIDTH), rng.randint(720, 890), rng.randint(8, 34)
        draw.polygon(
            [(x, y), (x + size, y - size // 2), (x + 2 * size, y + 4)], fill=(150, 142, 128)
        )


def _remote(draw: Draw, rng: Random) -> None:
    for step in range(30):
        share = step / 30
        x = 560 + 260 * sin(share * 4 + rng.random() / 8)
        y, half = 900 - 260 * share, 90 * (1 - share) + 8
        draw.ellipse((x - half, y - half / 3, x + half, y + half / 3), fill=(232, 226, 210))
    _house(draw, 820 + rng.randint(-40, 40), 200, 1, gable=True)


SUBJECTS = {
    "rental": _rental,
    "forest": _forest,
    "industry": _industry,
    "venue": _venue,
    "abandoned": _abandoned,
    "remote": _remote,
}
