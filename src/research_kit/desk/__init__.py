"""The researcher's desk: a study of her own, an assistant that maps partners' files, and an explorer."""
