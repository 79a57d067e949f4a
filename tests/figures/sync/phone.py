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
    """`held` has (etag, piece) by part and key; `rest` is what comes whole each time; `unchanged`
    counts the answers that said only that nothing has changed."""

    def __init__(self, app: Flask, person: Person) -> None:
        self._app, self.person = app, person
        self.held: Held = {part: {} for part in PARTS}
        self.rest: dict[str, Any] = {}
        self.etag, self.unchanged = "", 0

    def sync(self) -> dict[str, list[Any]]:
        """Asks and applies; answers the keys that changed and went, part by part."""
        have = {
            part: {str(key): etag for key, (etag, _) in pieces.items()}
            for part, pieces in self.held.items()
        }
        headers = self.person.headers | {"If-None-Match": self.etag}
        answer = self._app.test_client().post("/api/v1/sync", json=have, headers=headers)
        if answer.status_code == 304:
            self.unchanged += 1
            clock = self._app.test_client().get("/api/v1/clock", headers=self.person.headers)
            self.rest["now"] = clock.get_json()["now"]
            return {part: [] for part in PARTS}
        assert answer.status_code == 200, answer.text
        self.etag = answer.headers["ETag"]
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
