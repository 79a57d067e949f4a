"""What the citizens' host holds in memory while it runs, once per process."""

from dataclasses import dataclass

from flask import current_app

from backend.core.config import TipsConfig
from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.tips.host.budgets import Limits, limits_of
from backend.tips.host.hardening import Cost, cost_of
from backend.tips.host.keys import Keys
from backend.tips.host.proofs import ProofOfWork
from backend.tips.host.published import PublishedFiles
from backend.tips.host.tickets import TicketPrinter

RETRY_AFTER_S = 300


@dataclass(frozen=True, repr=False)
class HostState:
    keys: Keys
    files: PublishedFiles
    proofs: ProofOfWork
    tickets: TicketPrinter
    slips: Signer
    cost: Cost
    limits: Limits


def create_state(keys: Keys, files: PublishedFiles, settings: TipsConfig) -> HostState:
    proofs = ProofOfWork(keys, settings.proof_cost)
    return HostState(
        keys,
        files,
        proofs,
        TicketPrinter(keys),
        Signer(keys.slip),
        cost_of(settings),
        limits_of(settings),
    )


def get_state() -> HostState:
    """Raises Problem("tip-not-ready") as long as the secrets are missing."""
    found: HostState | None = current_app.extensions["tips_host"]
    if found is None:
        raise Problem("tip-not-ready", retry_after=RETRY_AFTER_S)
    return found


def get_settings() -> TipsConfig:
    found: TipsConfig = current_app.extensions["tips_settings"]
    return found


def get_files() -> PublishedFiles:
    """What is published; there whether or not tips can be taken."""
    found: PublishedFiles = current_app.extensions["tips_files"]
    return found
