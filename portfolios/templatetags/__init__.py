"""Template tags of the portfolios; they ask no database."""
