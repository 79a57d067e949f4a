"""HTTP for findings."""

from flask_smorest import Blueprint

blp = Blueprint("findings", __name__)
