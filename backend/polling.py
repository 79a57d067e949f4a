"""What phones ask for again and again costs them nothing while it has not changed."""

from flask import Response, request


def revalidated(response: Response) -> Response:
    """Adds an ETag of the body; answers 304 to a caller who has it already.

    Kept by the caller's browser alone and never used unasked: the next person to sign in on
    the same phone may see less.
    """
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
