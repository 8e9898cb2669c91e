"""Scoring of the assistant on labelled cases."""
