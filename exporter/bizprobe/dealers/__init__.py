"""What dealers see: an organisation of Grafana for each, which shows nothing of the others."""
