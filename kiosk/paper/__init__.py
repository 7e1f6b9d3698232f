"""The papers of a kiosk: values in, a one-bit picture out."""

from kiosk.paper import checklist
from kiosk.paper.checklist import Checklist
from kiosk.paper.drawing import LONGEST, Drawer
from kiosk.paper.picture import Picture, picture
from kiosk.paper.wording import Ticket, wording

__all__ = ["LONGEST", "Checklist", "Drawer", "Picture", "Ticket", "checklist", "picture", "wording"]
