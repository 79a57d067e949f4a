"""How a county ranks: the table `ranking` of the SUPERVISION file."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from backend.core import policy_file


@dataclass(frozen=True)
class Ranking:
    """`least` visits due to be ranked; `own_rank`: a leader sees her rank among its siblings."""

    least: int
    own_rank: bool


def read_ranking(table: Any) -> Ranking:
    """Raises ConfigError for what is missing, unknown or of another kind."""
    policy_file.check_names("SUPERVISION", table, "least", "own_rank")
    return Ranking(
        least=policy_file.read_whole("SUPERVISION", table, "least"),
        own_rank=policy_file.read_flag("SUPERVISION", table, "own_rank"),
    )


def ranking_policy() -> Ranking:
    """The policy of the application that is running."""
    found: Ranking = current_app.extensions["ranking_policy"]
    return found
