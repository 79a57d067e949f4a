"""The same in the engine of iPhones; `bin/setup drill` installs what that needs."""

import pytest

from tests.browser.tip.house import House
from tests.browser.tip.webkit import WebKit, webkit

pytestmark = [pytest.mark.browser, pytest.mark.drill]

WORDS = "in the engine of iPhones"
ROUNDS = 20
KEPT = """[localStorage.length, sessionStorage.length, document.cookie,
    document.title, location.pathname + location.search + location.hash]"""


@pytest.fixture(scope="module")
def window() -> object:
    with webkit() as found:
        yield found


def tell(window: WebKit, house: House, words: str) -> str:
    """Returns the code, which stands on the screen."""
    window.open(f"http://localhost:{house.server.port}/")
    window.press(".action .main")
    window.press("button.row")
    window.type("#told", words)
    window.press(".action .main")
    window.press(".action .main")
    return "".join(window.text("ol.code").split())


def test_a_tip_and_back_with_its_code(window: WebKit, house: House) -> None:
    code = tell(window, house, WORDS)
    assert len(code) == 25
    window.type("textarea", code[-5:])
    window.press(".main")
    assert code[:5] not in window.seen()
    assert house.tip(WORDS).texts()[0]["text"] == WORDS
    house.tip(WORDS).say({"kind": "reply", "n": 2, "text": "an answer"})

    window.open(f"http://localhost:{house.server.port}/")
    window.press(".action .second")
    window.type("textarea", code)
    window.press(".action .main")
    window.find("#said")
    assert WORDS in window.seen()
    assert "an answer" in window.seen()
    local, session, cookie, title, address = window.run(KEPT)
    assert (local, session, cookie, address) == (0, 0, "", "/")
    assert title in ("便民信息", "Public information")


def test_leaving(house: House) -> None:
    """Twenty times: nothing to be read after the exit, nor back, nor forward."""
    for n in range(ROUNDS):
        words = f"{WORDS}, round {n}"
        # The driver may lose its window on such ways, so each round has its own.
        with webkit() as window:
            code = tell(window, house, words)
            assert code[:5] in window.seen()
            window.press(".exit")
            for step in (None, *(("back", "forward"), ("forward",))[n % 2]):
                if step:
                    window.call(step)
                seen = window.seen()
                assert code[:5] not in seen
                assert words not in seen
