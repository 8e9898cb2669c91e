"""The order of one turn. Reaches the world only through the protocols of `ports`."""
