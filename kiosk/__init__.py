"""The kiosk agent: touch pages, printing, scanning, and numbers while the server is away."""
