"""The whole thing on one machine: sandbox, exporter, Prometheus, Alertmanager, Grafana."""
