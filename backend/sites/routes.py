"""HTTP for sites."""

from flask_smorest import Blueprint

blp = Blueprint("sites", __name__)
