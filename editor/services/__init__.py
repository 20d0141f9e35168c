"""One function for each thing a person wants to do at the desk."""
