"""People of the staff who read tips, each with a browser of her own."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from backend.core import clock
from backend.registry.accounts.models import Account
from backend.staff.access import Role
from backend.staff.extensions import db
from backend.tips.groups.unlocking import COOKIE, PATH
from tests.support.builders import Cast, Person, make_person

PREFIX = "/api/v1"
PASSPHRASE = "three quiet herons"
GROUP = {
    "office": "县应急管理局",
    "office_en": "Emergency bureau",
    "name": "安全生产举报组",
    "name_en": "Work safety tips",
}


@dataclass
class Staff:
    """`browse` keeps a person's cookies from one request to the next."""

    app: Flask
    cast: Cast
    cards: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    browsers: dict[str, Any] = field(default_factory=dict)

    def again(self) -> "Staff":
        """The same people, with what they hold now; what is done to them is not done to these."""
        same = Staff(self.app, self.cast, dict(self.cards), dict(self.people))
        for who, browser in self.browsers.items():
            same.browsers[who] = self.app.test_client()
            cookie = browser.get_cookie(COOKIE, path=PATH)
            if cookie:
                same.browsers[who].set_cookie(COOKIE, cookie.value, path=PATH)
        return same

    def person(self, name: str) -> Person:
        """One of the cast, or a newcomer who holds no role."""
        if name in self.cast.people:
            return self.cast.people[name]
        if name not in self.people:
            self.people[name] = make_person(name, [])
            db.session.commit()
        return self.people[name]

    def call(self, who: str, method: str, path: str, **sent: Any) -> Any:
        person = self.person(who)
        db.session.commit()
        browser = self.browsers.setdefault(who, self.app.test_client())
        return browser.open(PREFIX + path, method=method, headers=person.headers, **sent)

    def done(self, who: str, method: str, path: str, **sent: Any) -> Any:
        answer = self.call(who, method, path, **sent)
        assert answer.status_code < 300, answer.text
        return answer.get_json(silent=True)

    def refused(self, who: str, method: str, path: str, **sent: Any) -> tuple[int, str]:
        answer = self.call(who, method, path, **sent)
        return answer.status_code, answer.get_json()["code"]

    def group(self, code: str, **members: Any) -> str:
        """A group that the administrator made; its id."""
        wish = GROUP | {"code": code, "area_id": self.cast.areas["county"]} | members
        made: str = self.done("admin", "POST", "/tip-groups", json=wish)["id"]
        return made

    def disable(self, who: str) -> None:
        db.session.get_one(Account, self.person(who).id).disabled_at = clock.now()
        db.session.commit()

    def propose(self, group_id: str, who: str) -> None:
        path = f"/tip-groups/{group_id}/members/{self.person(who).id}"
        self.done("admin", "PUT", path)

    def make_keys(self, who: str) -> None:
        made = self.done(who, "POST", "/tip-inbox/keys", json={"passphrase": PASSPHRASE})
        typed = {"ticket": made["ticket"], "typed": made["card"][-5:]}
        self.done(who, "POST", "/tip-inbox/keys/confirmation", json=typed)
        self.cards[who] = made["card"]

    def unlock(self, who: str) -> None:
        self.done(who, "POST", "/tip-inbox/unlock", json={"passphrase": PASSPHRASE})

    def staffed(self, code: str, first: str, *others: str, **members: Any) -> str:
        """A group whose members hold its key, their inboxes unlocked; its id."""
        group_id = self.group(code, **members)
        for who in (first, *others):
            self.propose(group_id, who)
            if who not in self.cards:
                self.make_keys(who)
                self.unlock(who)
        self.done(first, "POST", f"/tip-inbox/groups/{group_id}/key")
        for who in others:
            self.admit(first, group_id, who)
        return group_id

    def admit(self, by: str, group_id: str, who: str) -> None:
        self.done(by, "POST", f"/tip-inbox/groups/{group_id}/members/{self.person(who).id}")


def make_group_role(cast: Cast) -> Person:
    return make_person("cashier", [(Role.CASHIER, cast.areas["county"])])
