"""The little that must survive a restart."""
