## Styrgruppens egna mått
section-indicators = Styrgruppens egna frågor och tal
indicator-changed-asked = { $name }: vi frågar på ett nytt sätt sedan { $since }. Det beslutade { $by } den { $on }. De sa: ”{ $why }” Vi jämför inte svar före och efter.
indicator-changed-counted = { $name }: vi räknar på ett nytt sätt sedan { $since }. Det beslutade { $by } den { $on }. De sa: ”{ $why }” Vi jämför inte tal före och efter.
heading-indicator_answers-plain = Vad svarar de på styrgruppens frågor?
indicator_answers-sentence = { $percent } av dem som har svarat { $name }, { $t } månader efter start
indicator_answers-asked = Vi frågade { $asked }. Av dem har { $n } svarat.
indicator_answers-between = Om alla hade svarat hade det blivit mellan { $lo } och { $hi }.
caption-indicator_answers = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket. Om frågan har ändrats står varje fråga för sig.
sure-indicator_answers = Bara de som har svarat är med. Om frågan har ändrats räknar vi varje fråga för sig.
not-said-indicator_answers = Vad de tycker som inte har svarat.

heading-indicator_responses-plain = Hur många svarar?
indicator_responses-sentence-all = Av dem som vi skulle fråga efter { $t } månader svarade { $x }
caption-indicator_responses = Punkten är hur många som svarade. Det rätta svaret finns nog på det tjocka strecket.
not-said-indicator_responses = Vad de tycker som inte har svarat.

heading-indicator_bounds-plain = Vad betyder det att en del inte svarar?
indicator_bounds-sentence = Här är alla som vi frågade med. Först räknar vi som om inga av de andra håller med. Sedan räknar vi som om alla gör det.
sure-indicator_bounds = Det lägsta och det högsta gäller vad de andra än hade svarat.
not-said-indicator_bounds = Varför en del inte har svarat.

heading-indicator_shares-plain = De som arbetar i projektet
caption-indicator_shares = Punkten är talet för den tiden. Linjen bryts där vi börjar räkna något nytt.
sure-indicator_shares = De som arbetar här är få. Därför syns det om det är en person mer eller mindre. Vi visar inte heller deras tal när de är små.
not-said-indicator_shares = Varför det är så.

heading-indicator_counts-plain = Antal som styrgruppen följer
caption-indicator_counts = Punkten är talet för den tiden. Linjen bryts där vi börjar räkna något nytt.
sure-indicator_counts = Vi har räknat alla. Vi gissar inte.
not-said-indicator_counts = Varför det är så.

heading-indicator_values-plain = Lokaler, möten och svar som ni vill följa
caption-indicator_values = Punkten är talet för den tiden. Linjen bryts där vi börjar räkna något nytt.
sure-indicator_values = Talen kommer från projektet. När vi räknar lite åt gången ändras talet mycket av slumpen.
not-said-indicator_values = Varför det är så.
