"""What has been promised, what has been reached, and what will have been in the end."""
