"""The officer's page, mounted by the queue server. Decides nothing; the rules are the server's."""

from counter_panel.pages import Person, Shell, blueprint

__all__ = ["Person", "Shell", "blueprint"]
