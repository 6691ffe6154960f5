"""Moving portfolios to another version of their qualification."""
