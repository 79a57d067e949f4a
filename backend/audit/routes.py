"""HTTP for audit."""

from flask_smorest import Blueprint

blp = Blueprint("audit", __name__)
