"""The officer's page, mounted by the queue server on its own origin. Decides nothing: the rules are the server's."""

from counter_panel.pages import Person, Shell, blueprint

__all__ = ["Person", "Shell", "blueprint"]
