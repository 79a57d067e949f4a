"""What the inbox takes from a member and shows to her, as its schemas write it."""

from datetime import date
from typing import TypedDict


class TipsQuery(TypedDict):
    """Which page of the list is wanted."""

    state: str
    group: str | None
    cursor: str | None
    limit: int


class TextDraft(TypedDict):
    """`id` is the caller's, in hexadecimal."""

    id: str
    text: str


class StatusDraft(TypedDict):
    id: str
    status: str


class TipView(TypedDict):
    """One tip; category and status are None while the inbox is locked."""

    id: str
    group: str
    day: date
    due_day: date
    state: str
    assigned: bool
    overdue: bool
    delete_after: date
    category: str | None
    category_name: str | None
    category_name_en: str | None
    status: str | None
    unreadable: bool


class ListedTip(TipView):
    items: int
    unread: int
    excerpt: str | None


class FoundTips(TypedDict):
    """`whole`: every tip was searched."""

    items: list[ListedTip]
    whole: bool
