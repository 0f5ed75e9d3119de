"""What every stage that reads a finished PDF needs to know of its objects. Must not know what they are read for."""
