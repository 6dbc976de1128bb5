"""The researcher's desk: a study of her own, and an assistant that proposes what a partner's file means."""
