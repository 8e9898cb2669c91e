"""The machinery of decisions: conditions as masks, the case space as a diagram, walks over it. No texts, no files."""
