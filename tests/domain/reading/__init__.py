"""The reader, tested on messages as people write them."""
