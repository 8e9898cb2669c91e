"""The doors: requests in, events out."""
