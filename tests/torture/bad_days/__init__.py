"""Days on which more than a program breaks: clocks, files, journals and locks; each ends with a look at what was promised."""
