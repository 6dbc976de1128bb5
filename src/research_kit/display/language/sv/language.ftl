### Svenska: vilket språk katalogen är på.

language-tag = sv
language-name = Svenska
