"""What the citizens' host keeps in memory while it runs; one of it per process."""

from dataclasses import dataclass

from flask import current_app

from backend.core.signing import Signer
from backend.tips.host.keys import Keys
from backend.tips.host.proofs import Toll
from backend.tips.host.published import Shelf
from backend.tips.host.tickets import TicketPrinter


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
    found: Host = current_app.extensions["tips_host"]
    return found
