"""What each table of an answer may show by the rules of its kind, before everything is read together."""
