"""The shelf: whole files, the manifest last."""
