"""The moment at which all of this happens."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
