"""The touch page and its local API, for the browser on this machine alone. Holds no token and no queue rule."""

from kiosk.api.site import Site, create_site

__all__ = ["Site", "create_site"]
