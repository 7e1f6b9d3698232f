"""The frame of every page and where its files lie; the pages themselves stand in their topics."""
