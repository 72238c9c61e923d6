"""The seller's own side: one module for each kind of system."""
