## Lika tillgång och lika resultat (METHODS 4.4 och 7)
section-equity = Behandlas alla lika?
what-accepted = antagits
what-enrolled = skrivits in
what-activity = börjat en aktivitet
what-referred = hänvisats
what-attained = nått målet
dimension-organisation = Organisation

heading-access = { $x } hänvisade hade { $what } inom { $t } dagar
heading-access-plain = Hur många hänvisade som kommer igång
access-sentence-all = Av alla hänvisade hade { $x } { $what } inom { $t } dagar
axis-access = andel av de hänvisade som hade { $what } inom { $t } dagar
figure-title-access = Andel av de hänvisade som hade { $what } inom { $t } dagar, grupp för grupp.
table-access = Andel av de hänvisade som kom så långt i tid
column-access-accepted = Antagna
column-access-enrolled = Inskrivna
column-access-activity = Började en aktivitet
caption-access = Punkten är den bästa uppskattningen. Det tjocka strecket visar vad som är troligt.
sure-access = Bara de som hänvisades så långt före rapporten att tiden har gått räknas.
not-said-access = Varför någon inte kom igång.
untold-access = hur många hänvisade som kommer igång

heading-access_gaps-established = { $count ->
    [one] En skillnad på vägen in är fastställd
   *[other] { $n } skillnader på vägen in är fastställda
}
heading-access_gaps-check = Ingen skillnad på vägen in är fastställd, men någon bör undersökas
heading-access_gaps-check-shown = Ingen skillnad på vägen in är fastställd bland de grupper som kan visas, men någon bör undersökas
heading-access_gaps-none = Ingen skillnad på vägen in är fastställd
heading-access_gaps-none-shown = Ingen skillnad på vägen in är fastställd bland de grupper som kan visas
heading-access_gaps-insufficient = Grupperna är för små för att jämföra vägen in
heading-access_gaps-plain = Skillnader på vägen in
gap_access-more = { $group } hade { $what } inom { $t } dagar { $d } oftare än { $other }
gap_access-less = { $group } hade { $what } inom { $t } dagar { $d } mer sällan än { $other }
gap_access-same = { $group } hade { $what } inom { $t } dagar lika ofta som { $other }
figure-title-access_gaps = Skillnad i andel som hade { $what } i tid, grupp för grupp.
table-access_gaps = Skillnad i andel som hade { $what } i tid, i punkter
caption-access_gaps = Når larmstrecket inte noll är skillnaden fastställd. Når bara det tjocka strecket inte noll: se efter. Annars går det inte att säga än.
not-said-access_gaps = Varför grupperna skiljer sig åt. Att ingen skillnad syns betyder inte att det är lika.
untold-access_gaps = om alla grupper har samma väg in

heading-results-established = { $count ->
    [one] En skillnad i resultat är fastställd
   *[other] { $n } skillnader i resultat är fastställda
}
heading-results-check = Ingen skillnad i resultat är fastställd, men någon bör undersökas
heading-results-check-shown = Ingen skillnad i resultat är fastställd bland de grupper som kan visas, men någon bör undersökas
heading-results-none = Ingen skillnad i resultat är fastställd
heading-results-none-shown = Ingen skillnad i resultat är fastställd bland de grupper som kan visas
heading-results-insufficient = Grupperna är för små för att jämföra resultaten
heading-results-plain = Skillnader i resultat
gap_results-more = { $group } hade { $what } { $d } oftare än { $other } inom { $t } månader
gap_results-less = { $group } hade { $what } { $d } mer sällan än { $other } inom { $t } månader
gap_results-same = { $group } hade { $what } lika ofta som { $other } inom { $t } månader
verdict-UNDER_REPRESENTED = { $group } är underrepresenterade bland dem som hade { $what }.
verdict-NOT_UNDER = { $group } är inte underrepresenterade bland dem som hade { $what }.
verdict-CANNOT_TELL = Det går inte att säga om { $group } är underrepresenterade bland dem som hade { $what }.
verdict-YELLOW = Kontrollera nu: { $group } har mer sällan { $what } än de andra.
figure-title-results = Skillnad i andel som hade { $what }, grupp för grupp.
table-results = Skillnad i andel som hade { $what }, i punkter
caption-results = Når larmstrecket inte noll är skillnaden fastställd. Når bara det tjocka strecket inte noll: se efter. Annars går det inte att säga än.
not-said-results = Varför grupperna skiljer sig åt. Att ingen skillnad syns betyder inte att det är lika.
untold-results = om alla grupper når målet lika ofta

heading-interaction-established = Skillnaden mellan kvinnor och män är olika stor för utrikes och inrikes födda
heading-interaction-check = Skillnaden mellan kvinnor och män kan vara olika stor för utrikes och inrikes födda: se efter
heading-interaction-none = Det går inte att säga om kön betyder olika mycket för utrikes och inrikes födda
heading-interaction-insufficient = Grupperna är för små för att jämföra kön och födelseland tillsammans
heading-interaction-plain = Kön och födelseland tillsammans
interaction-more = Skillnaden mellan kvinnor och män är { $d } större bland utrikes födda än bland inrikes födda: { $what }
interaction-less = Skillnaden mellan kvinnor och män är { $d } mindre bland utrikes födda än bland inrikes födda: { $what }
interaction-same = Skillnaden mellan kvinnor och män är lika stor bland utrikes och inrikes födda: { $what }
figure-title-interaction = Skillnaden mellan två skillnader: { $what }.
table-interaction = Skillnaden mellan kvinnor och män, utrikes födda mot inrikes födda, i punkter: { $what }
caption-interaction = Når larmstrecket inte noll är skillnaden fastställd. Annars går det inte att säga än.
not-said-interaction = Varför det är så.
untold-interaction = om kön betyder olika mycket för utrikes och inrikes födda
group-interaction = kvinnor och män bland utrikes födda
group-interaction-other = bland inrikes födda

heading-in_results = Gruppernas del av resultaten mot deras del av deltagarna
heading-in_results-plain = Gruppernas del av resultaten
in_results-sentence-all = Gruppens del av dem som nått målet är { $x } gånger gruppens del av deltagarna
in_results-sentence-group = { $group }: delen av dem som nått målet är { $x } gånger delen av deltagarna
axis-in_results = del av dem som nått målet delat med del av deltagarna (1 = lika)
figure-title-in_results = Gruppens del av dem som nått målet mot dess del av deltagarna.
table-in_results = Gruppens del av dem som nått målet delat med dess del av deltagarna
caption-in_results = Ett betyder lika stor del. Under ett: gruppen når målet mer sällan än alla.
not-said-in_results = Varför det är så.
untold-in_results = om grupperna finns lika mycket bland dem som når målet

heading-representation = Gruppernas del av projektet mot deras del av befolkningen
heading-representation-plain = Gruppernas del av projektet mot deras del utanför
representation-sentence-all = Gruppens del är { $x } gånger dess del av befolkningen
axis-representation = del av dem som { $what } delat med delen enligt: { $source } (1 = lika)
figure-title-representation = Gruppens del av dem som { $what } mot delen enligt: { $source }.
table-representation = Gruppens del av projektet delat med delen enligt: { $source }
column-representation-referred = Hänvisade
column-representation-enrolled = Inskrivna
column-representation-attained = Nått målet
caption-representation = Ett betyder lika stor del som i det som gruppen jämförs med. Under ett: färre än så.
sure-representation = Det som gruppen jämförs med kan också vara osäkert. Det är räknat med.
not-said-representation = Om det är rätt att jämföra med.
untold-representation = om projektet når dem det är till för

heading-pooled = Små grupper, utjämnat
heading-pooled-plain = Små grupper, utjämnat
pooled-sentence-all = Alla tillsammans: { $x }
pooled-sentence-groups = Varje grupps andel står som den är, och dragen mot de andra grupperna.
axis-pooled = andel, utjämnad
figure-title-pooled = Andel i varje grupp, utjämnad mot de andra.
table-pooled = Andel i varje grupp, som den är och utjämnad
column-pooled-share_raw = Som den är
column-pooled-share_pooled = Utjämnad
caption-pooled = Små grupper dras mot de andra. Det ger färre ytterligheter av slump, men döljer också den som verkligen har det sämre.
sure-pooled = Utjämnade tal används bara för att visa, aldrig för larm eller mål.
not-said-pooled = Vilken grupp som har det sämst.
untold-pooled = hur små grupper ser ut utjämnat

heading-organisations-plain = Organisationerna mot projektet
heading-organisations-usual = Organisationerna ligger där slumpen brukar lägga dem
heading-organisations-outside = Någon organisation ligger utanför det som slumpen brukar ge
organisations-sentence-all = I hela projektet hade { $x } hänvisade { $what } inom { $t } dagar.
organisations-outside = { $group } ligger utanför det som slumpen brukar ge.
organisations-own = organisationen
organisations-usual = brukar ligga här (95 %)
organisations-limit = nästan alltid här (99,8 %)
axis-organisations = andel av de hänvisade
figure-title-organisations = Varje organisation mot hela projektet.
table-organisations = Varje organisation mot hela projektet: andel som hade { $what } i tid
column-limit = Nästan alltid mellan
caption-organisations = Strecken visar var en organisation med så många hänvisade brukar ligga om den är som projektet. Ordningen är ingen rangordning.
sure-organisations = Få hänvisade ger breda streck.
not-said-organisations = Vilken organisation som är bäst. De har olika människor.
untold-organisations = hur det går för dem som varje organisation hänvisar

heading-screening-established = { $count ->
    [one] En grupp bör kontrolleras nu
   *[other] { $n } grupper bör kontrolleras nu
}
heading-screening-check = Någon grupp bör kontrolleras
heading-screening-none = Ingen grupp behöver kontrolleras nu
heading-screening-none-shown = Ingen av de grupper som kan visas behöver kontrolleras nu
heading-screening-insufficient = Grupperna är för små för att jämföra
heading-screening-plain = Ålder, målgrupp och funktionsnedsättning
gap_screening-more = { $group } hade { $what } { $d } oftare än { $other }
gap_screening-less = { $group } hade { $what } { $d } mer sällan än { $other }
gap_screening-same = { $group } hade { $what } lika ofta som { $other }
figure-title-screening = Skillnad i andel som hade { $what }, grupp för grupp.
table-screening = Skillnad i andel som hade { $what }, i punkter
sure-screening = Många grupper prövas. En del signaler kommer av slump.
caption-screening = Här letas efter grupper som bör kontrolleras. En sådan signal är ingen fastställd skillnad.
not-said-screening = Att det är lika för de andra. Små skillnader hade inte synts.
untold-screening = om någon ålder eller målgrupp kommer igång mer sällan
