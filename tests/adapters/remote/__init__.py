"""Engines elsewhere."""
