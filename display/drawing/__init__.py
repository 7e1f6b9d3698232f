"""How the lobby screen looks: layout, text, shapes and the regions of the board."""
