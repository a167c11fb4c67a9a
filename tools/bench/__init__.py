"""The benchmark: kharden beside its peers and beside what no program can be faster than, in one run."""
