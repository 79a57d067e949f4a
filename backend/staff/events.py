"""Signals by which a lower feature lets a higher one act in the same transaction.

Receivers are connected in `backend.app`, so a reader finds all of them in one place.
"""

from blinker import Signal

# sender: a tuple of kinds.checklist.KindSpec that are about to be taken in. A receiver that finds
# something wrong with one raises kinds.fields.CatalogueError.
kinds_read = Signal()

# sender: a cycles.opening.WindowRef; keyword `site_ids`, whose obligations have just been made.
obligations_opened = Signal()

# sender: a cycles.opening.WindowRef, before any of its obligations are made.
window_begins = Signal()

# sender: a checkins.models.Checkin that has just been recorded; keyword `now`.
checkin_recorded = Signal()

# sender: a checkins.models.Checkin that counts, but only since after the cut-off of its window.
visit_came_late = Signal()

# sender: a sites.models.Site whose status or grid has just changed; keyword `now`.
site_changed = Signal()

# sender: the id of an account whose name, force or phone has just been changed.
account_changed = Signal()

# sender: the id of an area that has just been drawn, or drawn anew.
area_drawn = Signal()

# sender: a cycles.exemptions.Waived; an exemption of its area and window began or was withdrawn.
exemption_changed = Signal()
