"""What people say: scales and their reliability, change between waves, loss, agreement of coders, needs."""
