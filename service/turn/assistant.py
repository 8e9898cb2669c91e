"""The assistant as its doors see it: every ability, in plain JSON-ready values. Holds no protocol of any door."""
