"""HTTP for checkins."""

from flask_smorest import Blueprint

blp = Blueprint("checkins", __name__)
