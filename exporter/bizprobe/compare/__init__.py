"""Two sides held against each other: the seller's whole in memory, the channel's page by page."""
