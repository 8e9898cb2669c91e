"""Tests of the knowledge index."""
