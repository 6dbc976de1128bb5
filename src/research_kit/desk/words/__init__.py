"""What partners call things: Swedish and English words for the study's tables, columns and codes."""
