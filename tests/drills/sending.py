"""What a process of its own does in the drill of the same check-in."""

from multiprocessing.synchronize import Barrier
from typing import Any

from tests.support.phone import Phone, Visit

gate: list[Barrier] = []


def meet_at(barrier: Barrier) -> None:
    """Tell this process where all of them wait for each other."""
    gate[:] = [barrier]


def send_again(port: int, token: str, visit: Visit, times: int) -> list[tuple[int, Any]]:
    """Send the same check-in so many times, from the moment when all are ready."""
    phone = Phone(port, token)
    for barrier in gate:
        barrier.wait()
    answers = [visit.send_text(phone) for _ in range(times)]
    phone.close()
    return answers
