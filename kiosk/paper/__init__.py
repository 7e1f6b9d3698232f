"""The paper ticket: values in, a one-bit picture out. Prints nothing and asks nobody."""

from kiosk.paper.drawing import LONGEST, Drawer
from kiosk.paper.wording import Ticket, wording

__all__ = ["LONGEST", "Drawer", "Ticket", "wording"]
