"""What comes back every school year: the end of the year of a class, and a teacher who leaves."""
