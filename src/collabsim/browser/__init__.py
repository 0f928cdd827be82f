"""The month as JavaScript, so that one page can run the model itself, offline."""
