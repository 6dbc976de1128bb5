### Lättläst svenska: samma siffror, korta meningar, vanliga ord, en tanke i varje mening.
### Det som inte står här sägs som på svenska.

language-tag = sv-simple
language-name = Lättläst svenska
language-falls-back-on = sv
