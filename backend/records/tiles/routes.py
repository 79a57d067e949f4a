"""HTTP for base maps."""

from flask import Response

from backend.core.bodies import Blueprint
from backend.records.tiles import service
from backend.records.tiles.rules import Tile
from backend.staff.access import signed_in

blp = Blueprint(
    "tiles", __name__, description="Base maps of Tianditu (天地图), fetched by the server"
)

WEEK = "private, max-age=604800"


@blp.route("/tiles/<layer>/<int:z>/<int:x>/<int:y>", methods=["GET"])
@blp.response(200, {"format": "binary", "type": "string"}, content_type="image/png")
@blp.alt_response(200, schema={"format": "binary", "type": "string"}, content_type="image/jpeg")
@signed_in
def get_tile(layer: str, z: int, x: int, y: int) -> Response:
    """Get a tile of `vec` or `img`, or of their labels `cva` and `cia`

    Web Mercator, numbered as usual: z from 1 to 18, x from the west, y from the north. The
    server fetches it from Tianditu under its own key; without a key there are no tiles.
    """
    picture = service.picture_of(Tile(layer, z, x, y))
    response = Response(picture.content, content_type=picture.content_type)
    response.headers["Cache-Control"] = WEEK
    return response
