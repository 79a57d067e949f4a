"""`make bench`: what the product takes, beside what the machine gives.

python -m bench [--quick] [--only checkins|batches|coverage|board|viewers|sealing]
                [--seconds S] [--rounds N] [--visits 100000,10000000] [--sites 20000]
                [--against COMMIT]
"""

import argparse
import os
import platform

from bench import batches, board, checkins, coverage, sealing, viewers

PARTS = ("checkins", "batches", "coverage", "board", "viewers", "sealing")
BOARD_VISITS = 1_000_000  # the most behind the board that is asked while visits arrive


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description="Measure the product.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, small numbers")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sites", type=int, default=20_000, help="of the county")
    parser.add_argument("--visits", default="100000,10000000", help="two sizes for coverage")
    parser.add_argument("--against", default=None, help="a commit that is measured too")
    parser.add_argument("--clients", default="4,16", help="numbers of phones that send at once")
    chosen = parser.parse_args()

    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    clients = tuple(int(number) for number in chosen.clients.split(","))
    size = checkins.Size(clients, seconds=chosen.seconds, rounds=chosen.rounds)
    visits = tuple(int(number) for number in chosen.visits.split(","))
    sites, runs, look_s, windows = chosen.sites, 15, 20.0, sealing.YEAR
    county = viewers.Size(rounds=chosen.rounds)
    if chosen.quick:
        size = checkins.Size(clients, seconds=1.5, rounds=1, longest=400)
        visits, sites, runs, look_s = (10_000, 100_000), 2_000, 5, 4.0
        windows, county = 10, viewers.Size(sites=2_000, seconds=5.0, rounds=1)
    if chosen.only in (None, "checkins"):
        checkins.measure(size, chosen.against)
    if chosen.only in (None, "batches"):
        batches.measure(size, chosen.against)
    if chosen.only in (None, "coverage"):
        coverage.measure(visits, sites, runs)
    if chosen.only in (None, "board"):
        board.measure(tuple(min(each, BOARD_VISITS) for each in visits), sites, look_s)
    if chosen.only in (None, "viewers"):
        viewers.measure(county, chosen.against)
    if chosen.only in (None, "sealing"):
        sealing.measure(sites, windows, chosen.against)


if __name__ == "__main__":
    main()
