"""Tests of the machinery of decisions against brute force."""
