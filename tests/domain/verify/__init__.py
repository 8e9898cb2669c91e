"""Tests of the sentence checker."""
