"""Files of a build, by what somebody asked for."""

from pathlib import Path

from werkzeug.security import safe_join


def find_built(folder: Path, path: str) -> Path | None:
    """The file below `folder`; None outside of it, for no file, and for what cannot be a name."""
    inside = safe_join(str(folder), path)
    try:
        return Path(inside) if inside and Path(inside).is_file() else None
    except OSError:  # longer than any name of a file
        return None
