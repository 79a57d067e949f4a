"""What the citizens' host keeps in memory while it runs; one of it per process."""

from dataclasses import dataclass

from flask import current_app

from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.tips.host.keys import Keys
from backend.tips.host.proofs import Toll
from backend.tips.host.published import Shelf
from backend.tips.host.tickets import TicketPrinter

RETRY_AFTER_S = 300


@dataclass(frozen=True, repr=False)
class Host:
    keys: Keys
    shelf: Shelf
    toll: Toll
    tickets: TicketPrinter
    slips: Signer


def made(keys: Keys, shelf: Shelf, proof_cost: int) -> Host:
    return Host(keys, shelf, Toll(keys, proof_cost), TicketPrinter(keys), Signer(keys.slip))


def host() -> Host:
    """Raises Problem("tip-not-ready") as long as the secrets are missing."""
    found: Host | None = current_app.extensions["tips_host"]
    if found is None:
        raise Problem("tip-not-ready", retry_after=RETRY_AFTER_S)
    return found


def shelf() -> Shelf:
    """What is published; there whether or not tips can be taken."""
    found: Shelf = current_app.extensions["tips_shelf"]
    return found
