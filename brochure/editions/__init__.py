"""What a composed document is made for."""
