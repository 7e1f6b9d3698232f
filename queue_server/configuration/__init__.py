"""What config/ and the command line say, as frozen values; every mistake is reported with file and line."""
