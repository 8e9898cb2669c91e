"""Tests of the turn."""
