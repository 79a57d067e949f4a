"""The entry for gunicorn of the citizens' host: a process that never loads the staff's side."""

from backend.tips.host.app import served

app = served()
