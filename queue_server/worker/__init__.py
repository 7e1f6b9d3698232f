"""One child process for what would stall the server: forms, reports, plots, estimates. Changes no data."""
