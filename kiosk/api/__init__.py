"""The touch page and its local API, for the browser on this machine alone. The token never reaches the page."""

from kiosk.api.site import Site, create_site

__all__ = ["Site", "create_site"]
