"""Reports of exchanges with the channels, of the integration software, a channel, or who saw them."""
