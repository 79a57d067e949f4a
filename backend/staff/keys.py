"""Makes the signing key before anything else can start: `python -m backend.staff.keys`."""

import sys

from backend.core import config, signing


def main() -> None:
    """Makes DATA/instance/keys/signing.key, mode 0600; an existing key is left as it is."""
    path = signing.create_key(config.load().keys)
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
