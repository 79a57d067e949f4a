"""`make bench`: what the product takes, beside what the machine gives.

python -m bench [--quick] [--only checkins|coverage] [--seconds S] [--rounds N]
                [--visits 100000,10000000]
"""

import argparse
import os
import platform

from bench import checkins, coverage


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description="Measure the product.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, small numbers")
    parser.add_argument("--only", choices=("checkins", "coverage"))
    parser.add_argument("--seconds", type=float, default=6.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--visits", default="100000,10000000", help="two sizes for coverage")
    chosen = parser.parse_args()

    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    size = checkins.Size(seconds=chosen.seconds, rounds=chosen.rounds)
    visits = tuple(int(number) for number in chosen.visits.split(","))
    sites, runs = 20_000, 15
    if chosen.quick:
        size = checkins.Size(seconds=1.5, rounds=1, longest=400)
        visits, sites, runs = (10_000, 100_000), 2_000, 5
    if chosen.only != "coverage":
        checkins.measure(size)
    if chosen.only != "checkins":
        coverage.measure(visits, sites, runs)


if __name__ == "__main__":
    main()
