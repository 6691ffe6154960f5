"""Class lists: what is read, what is planned, what is written."""
