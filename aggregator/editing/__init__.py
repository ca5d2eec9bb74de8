"""Articles become entries; pure, without input or output."""
