"""What costs much on purpose costs next to nothing, except where the cost is what is tested."""

CHEAP = {"HASH_COST": "cheap", "HOST": "127.0.0.1", "INBOX_KDF_MIB": "8"}
