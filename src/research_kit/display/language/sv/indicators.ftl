## Styrgruppens egna indikatorer
section-indicators = Styrgruppens egna indikatorer
indicator-changed-asked = { $name }: frågas på ett nytt sätt sedan { $since }. Det bestämdes den { $on } av { $by }. Skälet: ”{ $why }” Svaren före och efter jämförs inte.
indicator-changed-counted = { $name }: räknas på ett nytt sätt sedan { $since }. Det bestämdes den { $on } av { $by }. Skälet: ”{ $why }” Värdena före och efter jämförs inte.
indicator-new-way = på nytt sätt sedan { $since }
indicator-old-way = som det frågades före { $until }
indicator-label = { $name }, { $at }
indicator-sentence = { $name }: { $value }, { $period }
indicator-part = { $part } av { $n } { $unit } ({ $percent })
indicator-number = { $value } { $unit }
indicator-share-of = { $value } av { $unit }
indicator-score = { $value } i medeltal, { $n } { $unit } har svarat
heading-indicator = { $name }: { $x }
column-at-start = Vid start
column-answered = Svarande, { $at }
column-period = Period
column-out-of = Av så många
column-whole-project = Hela projektet
table-indicator = { $name }: ”{ $question }”, räknat så sedan { $since }
figure-title-indicator = { $name }, period för period.
chart-legend-new-way = här börjar något annat räknas

heading-indicator_answers = { $x } { $name }
heading-indicator_answers-plain = Vad deltagarna svarar på styrgruppens frågor
indicator_answers-sentence = { $percent } av dem som har svarat { $name }, { $t } månader efter start
indicator_answers-sentence-start = { $percent } av dem som har svarat { $name } vid start
indicator_answers-asked = { $n } av { $asked } tillfrågade har svarat.
indicator_answers-between = Om alla hade svarat låge det mellan { $lo } och { $hi }.
axis-indicator_answers = andel av dem som har svarat
figure-title-indicator_answers = Andel av dem som har svarat, fråga för fråga.
table-indicator_answers = { $name }: ”{ $question }”, från svaret ”{ $least }” och uppåt. Frågat så sedan { $since }
caption-indicator_answers = Punkten är den bästa uppskattningen. Det tjocka strecket visar vad som är troligt. Frågor som har ändrats står var för sig.
sure-indicator_answers = Bara de som har svarat är med. Om frågan har ändrats räknas var lydelse för sig.
not-said-indicator_answers = Vad de tycker som inte har svarat.
untold-indicator_answers = vad deltagarna svarar på styrgruppens frågor

heading-indicator_responses = { $x } svarade efter { $t } månader
heading-indicator_responses-plain = Hur många som svarar
indicator_responses-sentence-all = Av dem som skulle ha svarat efter { $t } månader gjorde { $x } det
axis-indicator_responses = andel som svarade efter { $t } månader
figure-title-indicator_responses = Andel som svarade efter { $t } månader, grupp för grupp.
table-indicator_responses = Andel som svarade, månader efter start
caption-indicator_responses = Punkten är andelen som svarade. Det tjocka strecket visar vad som är troligt.
not-said-indicator_responses = Vad de tycker som inte har svarat.
untold-indicator_responses = hur många som svarar

heading-indicator_bounds-plain = Vad bortfallet kan betyda
indicator_bounds-sentence = Alla tillfrågade är med: de som inte har svarat räknas först som att ingen av dem håller med, sedan som att alla gör det.
column-asked = Tillfrågade
column-if-none = Om ingen av de andra håller med
column-if-all = Om alla andra gör det
table-indicator_bounds = { $name }, { $at }
sure-indicator_bounds = Gränserna håller vad än de som inte har svarat hade sagt.
not-said-indicator_bounds = Varför några inte har svarat.
untold-indicator_bounds = vad bortfallet kan betyda

heading-indicator_shares-plain = Personalen, som styrgruppen följer den
caption-indicator_shares = Punkten är periodens värde. Linjen bryts där något annat börjar räknas.
sure-indicator_shares = Personalen är få. En enda person mer eller mindre syns därför tydligt. Även deras tal prickas när de är små.
not-said-indicator_shares = Varför det har blivit så.
untold-indicator_shares = personalen, som styrgruppen följer den

heading-indicator_counts-plain = Antal som styrgruppen följer
caption-indicator_counts = Punkten är periodens antal. Linjen bryts där något annat börjar räknas.
sure-indicator_counts = Talen är räknade, inte uppskattade.
not-said-indicator_counts = Varför det har blivit så.
untold-indicator_counts = antal personer som styrgruppen följer

heading-indicator_values-plain = Lokaler, kontakter och enkäter, som styrgruppen följer dem
caption-indicator_values = Punkten är periodens värde. Linjen bryts där något annat börjar räknas.
sure-indicator_values = Talen kommer från projektet självt. Där det räknas lite åt gången svänger andelen mycket av en slump.
not-said-indicator_values = Varför det har blivit så.
untold-indicator_values = lokaler, kontakter och enkäter, som styrgruppen följer dem
