"""HTTP for areas."""

from flask_smorest import Blueprint

blp = Blueprint("areas", __name__)
