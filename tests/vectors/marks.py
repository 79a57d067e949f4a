"""Writes marks.json, by which the server and the H5 agree on the codes of photos.

    .venv/bin/python -m tests.vectors.marks

The arithmetic is written here once more, from its description: the vectors must not repeat a
mistake of the code that they judge.
"""

import hashlib
import hmac
import json
import random
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

FILE = Path(__file__).with_suffix(".json")
DIGITS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

TIMES = (
    "2026-11-23T02:12:08Z",
    "2026-12-31T15:59:59Z",
    "2028-02-29T00:00:00Z",
    "1971-11-23T02:12:08Z",
    "+275760-09-13T00:00:00Z",
)
FIXES = (
    "117.37215,25.94120",
    "117.00000,25.00000",
    "-0.00001,-89.99999",
    "180.00000,0.00000",
    None,
)
SITES = (1, 17, 2541, 2**31 - 1)
RANDOM_CASES = 24


def case(key: bytes, visit: str, at: str, site: int, fix: str | None, original: str | None) -> Any:
    lines = ("patrol369 mark 1", visit, at, str(site), fix or "-", original or "-")
    text = "\n".join(lines)
    mac = hmac.new(key, text.encode(), hashlib.sha256).digest()
    code = in_base_31(int(mac[:8].hex(), 16) % 31**8).rjust(8, DIGITS[0])
    return {
        "key": urlsafe_b64encode(key).decode().rstrip("="),
        "visit": visit,
        "at": at,
        "site": site,
        "fix": fix,
        "original": original,
        "text": text,
        "mac": mac.hex(),
        "code": code,
        "shown": f"{code[:4]}-{code[4:]}",
    }


def in_base_31(number: int) -> str:
    return (in_base_31(number // 31) if number >= 31 else "") + DIGITS[number % 31]


def cases() -> list[Any]:
    """Every time, fix and site once beside a plain case; zeros in front; and some by chance."""
    chance = random.Random(369)

    def key() -> bytes:
        return chance.randbytes(32)

    def visit() -> str:
        return str(UUID(bytes=chance.randbytes(16), version=4))

    def original() -> str:
        return chance.randbytes(32).hex()

    at, fix, site = TIMES[0], FIXES[0], SITES[1]
    made = [case(key(), visit(), each, site, fix, original()) for each in TIMES]
    made += [case(key(), visit(), at, site, each, original()) for each in FIXES]
    made += [case(key(), visit(), at, each, fix, original()) for each in SITES]
    made.append(case(key(), visit(), at, site, fix, None))
    made.append(case(key(), visit(), at, site, None, None))
    made.append(case(bytes(32), "0" * 8 + "-0000" * 3 + "-" + "0" * 12, at, site, None, None))
    padded = (case(key(), visit(), at, site, fix, original()) for _ in range(10_000))
    made.append(next(each for each in padded if each["code"].startswith(DIGITS[0])))
    for _ in range(RANDOM_CASES):
        where = f"{chance.uniform(117, 118):.5f},{chance.uniform(25, 26):.5f}"
        when = f"2026-11-{chance.randint(1, 30):02}T{chance.randint(0, 23):02}:59:07Z"
        made.append(case(key(), visit(), when, chance.randint(1, 9999), where, original()))
    return made


def content() -> str:
    return json.dumps({"cases": cases()}, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(content(), encoding="utf-8")
