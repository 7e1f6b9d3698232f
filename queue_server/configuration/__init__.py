"""What config/ and the command line say, as frozen values; every mistake is told with file and line."""
