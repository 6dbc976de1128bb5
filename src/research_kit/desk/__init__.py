"""The researcher's desk: a study of her own, an assistant that proposes what a partner's file means, and an explorer."""
