"""Measurements, as ratios against peers in the same run: `make bench`, or `python -m tests.bench NAME …`."""
