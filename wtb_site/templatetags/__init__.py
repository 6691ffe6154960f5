"""Template tags that only show things; they decide nothing and ask no database."""
