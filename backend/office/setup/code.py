"""The code with which an empty installation is opened in the browser.

It is derived from the installation's key and stored nowhere: whoever starts the server can print
it, on any node, and it opens nothing as soon as there is an account.
"""

import hmac

from backend.core.texts import plain_code
from backend.staff.codes import ALPHABET
from backend.staff.device_keys import server_keys

LENGTH = 16  # of 31 signs: 79 bits
_GROUP = 4


def setup_code() -> str:
    """Four groups of four signs, as they are printed and typed."""
    number = int.from_bytes(server_keys().key("setup code 1"), "big")
    signs = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        signs += ALPHABET[digit]
    return "-".join(signs[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def is_setup_code(typed: str) -> bool:
    """Whether it is the code; case, spaces and dashes do not matter."""
    wanted = setup_code().replace("-", "")
    return hmac.compare_digest(plain_code(typed).encode(), wanted.encode())
