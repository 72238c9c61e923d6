"""One module for each dashboard; its function `build` returns the page."""
