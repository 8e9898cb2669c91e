"""The tests; they mirror service/."""
