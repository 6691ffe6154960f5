"""Tables that leave the application."""
