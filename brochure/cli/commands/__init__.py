"""The commands, a subject a module, each loaded when it is called."""
