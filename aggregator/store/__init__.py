"""The only room that speaks SQL; a module for each noun, and the URL chooses the database."""
