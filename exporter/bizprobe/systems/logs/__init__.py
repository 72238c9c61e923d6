"""Web servers' logs: their lines, their rotation, and the cycles of requests in them."""
