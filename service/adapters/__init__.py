"""The world, fitted to the ports: files, indexes, stores, models."""
