"""From one season to the next."""
