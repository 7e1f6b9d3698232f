"""The officer's page, mounted by the queue server. The rules are the server's."""

from counter_panel.pages import blueprint

__all__ = ["blueprint"]
