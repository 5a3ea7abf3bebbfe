"""Comparisons, measured in one run on one machine and printed as ratios: ``python -m bench --data DIR``."""
