"""A worker of its own process that runs the job that escalates once, at a moment of our choice.

    python -m tests.oversight.escalation.escalate_once 2026-11-26T23:00:00+00:00 50

The arguments are the moment, and how many people make a piece.
"""

import sys
from datetime import datetime

import time_machine

from backend import jobs
from backend.oversight.escalation import sweep


def main() -> None:
    moment, piece = sys.argv[1:]
    sweep.PIECE = int(piece)
    with time_machine.travel(datetime.fromisoformat(moment)):
        jobs.climb_ladder.call_local()


if __name__ == "__main__":
    main()
