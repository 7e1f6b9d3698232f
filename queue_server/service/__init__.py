"""One function per deed: load, ask the rules, save. Parses no request and opens no transaction."""
