"""What a try of a password or of a code costs: as much as was decided, save in these tests."""

import pytest
from flask import Flask

from backend.core import config
from backend.core.config import ConfigError
from backend.registry.accounts import passwords
from backend.tips.host import hardening
from tests.support.cheap import CHEAP

pytestmark = pytest.mark.fast


def test_without_a_word_hashes_cost_all_they_should() -> None:
    settings = config.load({})
    app = Flask("costs")
    app.extensions["settings"] = settings
    with app.app_context():
        assert passwords.hash_password("x").startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert hardening.cost_of(settings.tips) == hardening.Cost(passes=3, memory=64 * 1024 * 1024)
    assert settings.inbox_kdf_mib == 256


@pytest.mark.parametrize(
    "where", ({"HOST": "0.0.0.0"}, {"HOST": "::1"}, {"HOST": ""}, {"PROXIES": "1"})
)
def test_who_can_be_reached_has_no_cheap_hashes(where: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="HASH_COST=cheap is for tests"):
        config.load(CHEAP | where)


def test_nor_has_who_does_not_say_where_it_listens() -> None:
    with pytest.raises(ConfigError, match="HASH_COST=cheap is for tests"):
        config.load({"HASH_COST": "cheap"})


def test_there_is_nothing_in_between() -> None:
    with pytest.raises(ConfigError, match="HASH_COST"):
        config.load(CHEAP | {"HASH_COST": "half"})
