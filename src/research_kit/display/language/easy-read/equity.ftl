## Lika tillgång och lika resultat
section-equity = Är det lika för alla?
what-accepted = fått ja
what-enrolled = kommit in
what-activity = börjat med något
what-referred = blivit föreslagna

heading-access = { $x } som blev föreslagna hade { $what } inom { $t } dagar
heading-access-plain = Hur många som blir föreslagna kommer igång?
access-sentence-all = Av alla som blev föreslagna hade { $x } { $what } inom { $t } dagar
caption-access = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket.
sure-access = Vi räknar bara dem som blev föreslagna för så länge sedan att tiden har gått.
not-said-access = Varför någon inte kom igång.

heading-access_gaps-established = { $count ->
    [one] En skillnad på vägen in är säker
   *[other] { $n } skillnader på vägen in är säkra
}
heading-access_gaps-check = Ingen skillnad på vägen in är säker. Men se efter
heading-access_gaps-check-shown = Ingen skillnad på vägen in är säker bland grupper som vi får visa. Men se efter
heading-access_gaps-none = Ingen skillnad på vägen in är säker
heading-access_gaps-none-shown = Ingen skillnad på vägen in är säker bland grupper som vi får visa
heading-access_gaps-insufficient = Grupperna är för små. Vägen in går inte att jämföra
heading-access_gaps-plain = Är vägen in olika för olika grupper?
caption-access_gaps = Noll betyder att det inte skiljer. Se om strecken når noll. Om det tunna strecket inte når noll är skillnaden säker. Om bara det tjocka strecket inte når noll: se efter. Annars går det inte att säga än. Minus betyder mindre för gruppen som står först. Punkter säger hur mycket procenten skiljer.
not-said-access_gaps = Varför det skiljer. Även om vi inte ser någon skillnad kan det finnas en.

heading-results-established = { $count ->
    [one] En skillnad i hur det går är säker
   *[other] { $n } skillnader i hur det går är säkra
}
heading-results-check = Ingen skillnad i hur det går är säker. Men se efter
heading-results-check-shown = Ingen skillnad i hur det går är säker bland grupper som vi får visa. Men se efter
heading-results-none = Ingen skillnad i hur det går är säker
heading-results-none-shown = Ingen skillnad i hur det går är säker bland grupper som vi får visa
heading-results-insufficient = Grupperna är för små. Hur det går kan vi inte jämföra
heading-results-plain = Går det lika bra för alla grupper?
verdict-UNDER_REPRESENTED = { $group } är för få bland dem som hade { $what }.
verdict-NOT_UNDER = { $group } är inte för få bland dem som hade { $what }.
verdict-CANNOT_TELL = Är { $group } för få bland dem som hade { $what }? Det går inte att säga.
verdict-YELLOW = Se efter nu: { $group } har { $what } mer sällan än de andra.
caption-results = Noll betyder att det inte skiljer. Se om strecken når noll. Om det tunna strecket inte når noll är skillnaden säker. Om bara det tjocka strecket inte når noll: se efter. Annars går det inte att säga än. Minus betyder mindre för gruppen som står först. Punkter säger hur mycket procenten skiljer.
not-said-results = Varför det skiljer. Även om vi inte ser någon skillnad kan det finnas en.

heading-interaction-established = Det är olika för kvinnor och män. Hur olika är inte samma för utrikes och inrikes födda
heading-interaction-check = Det är olika för kvinnor och män. Kanske är det mer olika för utrikes än för inrikes födda. Se efter
heading-interaction-none = Är det mer olika för utrikes än för inrikes födda? Det går inte att säga
heading-interaction-insufficient = Grupperna är för små. Kön och land går inte att jämföra ihop
heading-interaction-plain = Kön och land ihop
interaction-more = Vi ser på { $what }. Det är olika för kvinnor och män. Det är { $d } mer olika bland utrikes födda än bland inrikes födda
interaction-less = Vi ser på { $what }. Det är olika för kvinnor och män. Det är { $d } mindre olika bland utrikes födda än bland inrikes födda
interaction-same = Vi ser på { $what }. Det är olika för kvinnor och män. Det är lika mycket så bland utrikes och inrikes födda
caption-interaction = Noll betyder att det inte skiljer. Se om det tunna strecket når noll. Om det inte gör det är skillnaden säker. Annars går det inte att säga än.

heading-in_results = Är gruppen lika stor bland dem som når målet?
heading-in_results-plain = Är gruppen lika stor bland dem som når målet?
in_results-sentence-all = Bland dem som har nått målet är gruppens del { $x } gånger så stor som bland alla
in_results-sentence-group = { $group }: bland dem som har nått målet är gruppens del { $x } gånger så stor som bland alla
caption-in_results = Ett betyder lika stor del. Under ett betyder att gruppen når målet mer sällan än alla.

heading-representation = Är gruppen lika stor här som den är bland andra?
heading-representation-plain = Är gruppen lika stor här som den är bland andra?
representation-sentence-all = Vi ser på hur stor gruppen är. I projektet är den { $x } gånger så stor som utanför
caption-representation = Ett betyder lika stor del som det vi jämför med. Under ett betyder färre än så.
sure-representation = Det som vi jämför med kan också vara osäkert. Det har vi räknat med.
not-said-representation = Om vi jämför med det som är rätt.

heading-pooled = Små grupper, gjorda mer lika
heading-pooled-plain = Små grupper, gjorda mer lika
pooled-sentence-all = För alla ihop: { $x }
pooled-sentence-groups = Först står gruppens tal som det är. Sedan står det mer likt de andras.
caption-pooled = Små grupper dras mot de andra. Då stör slumpen mindre. Men den som har det sämst syns också mindre.
sure-pooled = De här talen är bara till för att visa. De ger aldrig larm.
not-said-pooled = Vilken grupp som har det sämst.

heading-organisations-plain = Hur går det för var och en som vi arbetar med?
heading-organisations-usual = Det är så lika som slumpen brukar ge
heading-organisations-outside = För någon är det mer olikt än slumpen brukar ge
organisations-sentence-all = I hela projektet hade { $x } av de föreslagna { $what } inom { $t } dagar.
organisations-outside = { $group }: det är mer olikt än slumpen brukar ge.
caption-organisations = Strecken visar var talet brukar vara när det är så många. Vem som står först betyder inget.
sure-organisations = När det är få blir strecken breda.
not-said-organisations = Vem som är bäst. De möter olika slags personer.

heading-screening-established = { $count ->
    [one] En grupp bör ni titta mer på nu
   *[other] { $n } grupper bör ni titta mer på nu
}
heading-screening-check = Ni bör titta mer på någon grupp
heading-screening-none = Just nu behöver ni inte titta mer på någon grupp
heading-screening-none-shown = Ingen av de grupper som vi får visa behöver ni titta mer på nu
heading-screening-insufficient = Grupperna är för små. De går inte att jämföra
heading-screening-plain = Hur går det efter ålder och grupp?
sure-screening = Vi prövar många grupper. Ibland blir det en signal av bara slump.
caption-screening = Här letar vi efter grupper som ni bör titta mer på. En signal är inget säkert. Minus betyder mindre för den grupp som står först. Punkter säger hur mycket procenten skiljer.
not-said-screening = Att det är lika för de andra. En liten skillnad syns inte.
column-access-accepted = Fick ja
column-access-enrolled = Kom in
column-access-activity = Började med något
column-representation-referred = Föreslagna
column-representation-enrolled = Kom in
axis-access = hur många föreslagna som hade { $what } inom { $t } dagar
figure-title-access = Hur många föreslagna som hade { $what } inom { $t } dagar, grupp för grupp.
table-access = Hur många föreslagna som kom så långt i tid
figure-title-access_gaps = Hur mycket det skiljer i hur många som hade { $what } i tid, grupp för grupp.
table-access_gaps = Hur många punkter det skiljer: de som hade { $what } i tid
figure-title-results = Hur mycket det skiljer i hur många som hade { $what }, grupp för grupp.
table-results = Hur många punkter det skiljer: de som hade { $what }
figure-title-screening = Hur mycket det skiljer i hur många som hade { $what }, grupp för grupp.
table-screening = Hur många punkter det skiljer: de som hade { $what }
axis-organisations = hur många av de föreslagna
figure-title-organisations = Var och en som vi arbetar med, mot hela projektet.
table-organisations = Var och en som vi arbetar med, mot hela projektet: hur många som hade { $what } i tid
