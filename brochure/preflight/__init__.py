"""**preflight**: what is wrong with a document, before anybody prints it."""
