"""Tests of the adapters, on real files and real databases."""
