"""What the integration software reports of its exchanges with the channels."""
