"""A phone as it keeps the pack: it says what it has, and does what the answer says."""

from typing import Any

from flask import Flask

from tests.support.builders import Person

PARTS = {
    "items": ("item", lambda item: item["site"]["id"]),
    "grids": ("grid", lambda grid: grid["id"]),
    "kinds": ("kind", lambda kind: kind["code"]),
}
Held = dict[str, dict[int | str, tuple[str, Any]]]


class Phone:
    """`held` has (etag, piece) by part and key; `rest` is what comes whole each time."""

    def __init__(self, app: Flask, person: Person) -> None:
        self._app, self.person = app, person
        self.held: Held = {part: {} for part in PARTS}
        self.rest: dict[str, Any] = {}

    def sync(self) -> dict[str, list[Any]]:
        """Asks and applies; answers the keys that changed and went, part by part."""
        have = {
            part: {str(key): etag for key, (etag, _) in pieces.items()}
            for part, pieces in self.held.items()
        }
        answer = self._app.test_client().post(
            "/api/v1/sync", json=have, headers=self.person.headers
        )
        assert answer.status_code == 200, answer.text
        told = answer.get_json()
        self.rest = {name: value for name, value in told.items() if name not in (*PARTS, "clock")}
        return {part: self._apply(part, told[part]) for part in PARTS}

    def _apply(self, part: str, told: dict[str, Any]) -> list[Any]:
        name, key_of = PARTS[part]
        for change in told["changed"]:
            self.held[part][key_of(change[name])] = (change["etag"], change[name])
        for key in told["gone"]:
            del self.held[part][key]
        return [key_of(change[name]) for change in told["changed"]] + told["gone"]
