"""What a feature adds to the notices of its kinds when they are read.

A notice holds figures and ids. The feature that writes a kind connects the functions that say
what they mean now; `app.py` connects them as it connects signals. Kinds without any say all that
they have to say in their content.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from backend.messages.notices.models import Notice, NoticeOccasion
from backend.staff.access import Actor

# Members of `schemas.NoticeSchema` or `NoticeDetailSchema`.
Facts = dict[str, Any]


class Delivered(NamedTuple):
    """A notice with the occasion on which it was written."""

    notice: Notice
    occasion: NoticeOccasion


class Describer(NamedTuple):
    """`summarize` answers for a whole page, by the notice's id; `detail` for one, to its reader."""

    summarize: Callable[[Sequence[Delivered]], dict[int, Facts]]
    detail: Callable[[Actor, Delivered], Facts]


_describers: dict[str, Describer] = {}


def connect(kinds: Collection[str], describer: Describer) -> None:
    _describers.update(dict.fromkeys(kinds, describer))


def summarize(page: Sequence[Delivered]) -> dict[int, Facts]:
    """The facts of these notices by id, each from the describer of its kind."""
    found: dict[int, Facts] = {}
    for describer in set(_describers.values()):
        own = [each for each in page if _describers.get(each.occasion.kind) is describer]
        if own:
            found |= describer.summarize(own)
    return found


def detail(actor: Actor, delivered: Delivered) -> Facts:
    describer = _describers.get(delivered.occasion.kind)
    return describer.detail(actor, delivered) if describer else {}
