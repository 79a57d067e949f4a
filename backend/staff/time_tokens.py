"""The server's time, signed, for a phone to carry: it proves "not before" about a visit."""

from datetime import UTC, datetime, timedelta

from backend.core.signing import Signer

PURPOSE = "time+jwt"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def issue(signer: Signer, now: datetime) -> str:
    """A token that says `now`, to the millisecond, rounded down."""
    return signer.sign(PURPOSE, {"t": (now - _EPOCH) // _MILLISECOND})


def read(signer: Signer, text: str) -> datetime | None:
    """The aware UTC instant of a token of ours; None for anything else."""
    claims = signer.recognise(PURPOSE, text)
    if claims is None:
        return None
    milliseconds: int = claims["t"]
    return _EPOCH + milliseconds * _MILLISECOND
