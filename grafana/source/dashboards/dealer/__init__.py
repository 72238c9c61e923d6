"""What dealers see of their own business, once for each language."""
