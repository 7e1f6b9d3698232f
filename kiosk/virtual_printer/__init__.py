"""A ticket printer without paper: takes ESC/POS over TCP and gives pictures. It can be used without a kiosk."""

from kiosk.virtual_printer.device import VirtualDevice
from kiosk.virtual_printer.pages import blueprint
from kiosk.virtual_printer.roll import Roll

__all__ = ["Roll", "VirtualDevice", "blueprint"]
