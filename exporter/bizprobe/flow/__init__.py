"""The pure core of the flow probe: what follows from events, limits and the time."""
