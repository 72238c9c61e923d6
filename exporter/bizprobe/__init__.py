"""Bizprobe: probes that turn business questions into Prometheus metrics."""

__version__ = "0.1.0"
