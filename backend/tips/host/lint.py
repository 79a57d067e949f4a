"""Looks through what an office tells WeChat, and prints on posters, for ways of losing anonymity.

| found                                                    | why it is refused                   |
|----------------------------------------------------------|-------------------------------------|
| the tips host anywhere in a document for WeChat (a menu, | a press of a menu, an OAuth call    |
| an automatic reply, a callback domain)                   | and a scan tell WeChat's OpenID to  |
| a QR code with a scene (`QR_...`) for tips               | the office, together with the link  |
| an address of the tips host with more than its name      | whatever follows the name marks     |
|                                                          | the poster, or the one who got it   |

A menu points to the office's general page; that page has a link to the tips host. A poster carries
the bare address.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

_URL = re.compile(r"""(?:https?:)?//[^\s"'<>()，。；]+""")
_ABOUT_TIPS = re.compile(r"tip|jubao|举报", re.IGNORECASE)


def faults(content: str, host: str) -> list[str]:
    """What is wrong with a document: JSON as it is sent to WeChat, or a text for print."""
    host = host.lower()
    try:
        document = json.loads(content)
    except ValueError:
        return [f"more than the bare address: {url}" for url in _marked(content, host)]
    if not isinstance(document, (dict, list)):
        return ["neither a document for WeChat nor a text"]
    return [*_mentions(document, host, ""), *_scenes(document, host, "")]


def _marked(content: str, host: str) -> Iterator[str]:
    for url in _URL.findall(content):
        parts = urlsplit(url)
        bare = parts.path in ("", "/") and not parts.query and not parts.fragment
        if (parts.hostname or "") == host and not bare:
            yield url


def _mentions(document: Any, host: str, where: str) -> Iterator[str]:
    if isinstance(document, str) and host in document.lower():
        yield f"{where or 'the document'} names {host}"
    for name, inner in _inside(document):
        yield from _mentions(inner, host, f"{where}.{name}".strip("."))


def _scenes(document: Any, host: str, where: str) -> Iterator[str]:
    if isinstance(document, dict) and str(document.get("action_name", "")).startswith("QR_"):
        whole = json.dumps(document, ensure_ascii=False)
        if _ABOUT_TIPS.search(whole) or host in whole.lower():
            yield f"{where or 'the document'} is a QR code with a scene for tips"
    for name, inner in _inside(document):
        yield from _scenes(inner, host, f"{where}.{name}".strip("."))


def _inside(document: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(document, dict):
        yield from ((str(name), inner) for name, inner in document.items())
    elif isinstance(document, list):
        yield from ((str(number), inner) for number, inner in enumerate(document))
