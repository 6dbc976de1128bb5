### English: which language the catalogue is in.

language-tag = en
language-name = English
