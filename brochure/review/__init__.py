"""What only people can judge."""
