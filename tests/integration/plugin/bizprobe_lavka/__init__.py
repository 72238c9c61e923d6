"""What Bizprobe does not know by itself."""
