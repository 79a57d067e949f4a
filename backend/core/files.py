"""Text files that people bring, read in one way."""

from pathlib import Path


class NotUtf8Error(ValueError):
    """The message names the file and says what to do."""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without the mark that Excel and Notepad put in front.

    Raises NotUtf8Error for another encoding, OSError for a file that cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotUtf8Error(f"{path} is not UTF-8: save it as UTF-8 and try again") from None
