"""The local model, as far as it needs no native code."""
