"""One child process for what would stall the server's loop: forms, reports, plots, estimates. Changes no data."""
