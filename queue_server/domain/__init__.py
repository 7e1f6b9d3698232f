"""The rules, as pure functions over values: no framework, no database, no clock of their own."""
