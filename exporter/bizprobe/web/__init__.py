"""The HTTP surface: metrics, health, reload and the pages of the probes."""
