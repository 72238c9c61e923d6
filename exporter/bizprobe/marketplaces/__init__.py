"""One module for each marketplace's API."""
