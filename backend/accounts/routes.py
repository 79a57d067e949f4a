"""HTTP for accounts."""

from flask_smorest import Blueprint

blp = Blueprint("accounts", __name__)
