"""The local model for real: a tiny GGUF file with random weights, and what must hold though it writes noise."""
