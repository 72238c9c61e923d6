"""What several dashboards have in common."""
