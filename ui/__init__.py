"""The chat page. It speaks HTTP to the API and knows nothing of the service behind it."""
