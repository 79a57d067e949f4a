"""What the citizens' host keeps in memory while it runs; one of it per process."""

from dataclasses import dataclass

from flask import current_app

from backend.core.config import TipsConfig
from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.tips.host.hardening import Cost, cost_of
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
    cost: Cost


def made(keys: Keys, shelf: Shelf, settings: TipsConfig) -> Host:
    toll = Toll(keys, settings.proof_cost)
    return Host(keys, shelf, toll, TicketPrinter(keys), Signer(keys.slip), cost_of(settings))


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
