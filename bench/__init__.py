"""The benchmark tables of `make bench`: ratios within one run, never timing assertions. Not part of the product."""
