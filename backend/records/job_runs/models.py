"""When the jobs that cannot be undone ran last."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, UtcDateTime


class JobRun(Base):
    """`ran_at`: when the job last believed the clock; `paused_at`: since when it waits."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(String(24), primary_key=True)
    ran_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
