"""What dealers read, in each language."""
