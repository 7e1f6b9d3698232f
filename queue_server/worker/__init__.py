"""One child process for what would stall the server: forms, reports, plots, estimates. It can only read the database."""
