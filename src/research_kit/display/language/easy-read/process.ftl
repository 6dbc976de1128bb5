## Vägen genom projektet
section-process = Så är vägen genom projektet
extremes = Minst är det bland { $low }: { $lowest }. Mest är det bland { $high }: { $highest }.
extremes-shown = Vi ser bara på grupper som vi får visa. Minst är det bland { $low }: { $lowest }. Mest är det bland { $high }: { $highest }.
extremes-part = Minst är det för { $low }: { $lowest }. Mest är det för { $high }: { $highest }.
extremes-part-shown = Vi ser bara på grupper som vi får visa. Minst är det för { $low }: { $lowest }. Mest är det för { $high }: { $highest }.
what-referral_to_decision = fått svar efter förslaget
what-referral_to_enrolment = kommit in efter förslaget
what-enrolment_to_contact = träffat sin coach efter att de kom in
what-enrolment_to_activity = börjat med något efter att de kom in
what-referral_to_activity = börjat med något efter förslaget
what-dropped_out = slutat i förtid
what-psychosocial = stöd och samtal
what-civics = kurs om hur samhället fungerar
what-validation = prov på vad man kan
what-wellness = att må bra

heading-waits-plain = Hur länge får de vänta?
caption-waits = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket.
sure-waits = Den som väntar än är med så länge hon har väntat. Annars hade talet blivit för lågt.
not-said-waits = Varför någon fick vänta.

heading-waits_median-plain = Hur länge får hälften vänta?
caption-waits_median = Punkten är vårt bästa svar. Det rätta svaret finns nog på strecket. En pil betyder att strecket går längre.
not-said-waits_median = Hur länge den andra hälften får vänta. En del väntar mycket längre. En del kommer aldrig igång.

heading-dropout-plain = Hur många slutar i förtid?
dropout-sentence-all = Inom { $t } månader efter att de kom in hade { $x } { $what }
dropout-sentence-all-none = Inom { $t } månader efter att de kom in hade ingen { $what }
caption-dropout = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket.
sure-dropout = Den som slutar som det var tänkt räknas inte här. Inte heller den som får arbete eller börjar studera.
not-said-dropout = Varför någon slutade.

heading-attendance = De kom till { $x } timmar i planen
heading-attendance-plain = Hur mycket är de med?
attendance-sentence-all = De kom till { $x } timmar i planen
caption-attendance = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket.
sure-attendance = Många timmar för samma person blir inte flera personer.
not-said-attendance = Varför någon inte kom. Och om tiden var till nytta.

heading-offers = { $x } sa nej till minst en sak
heading-offers-plain = Hur många säger nej?
offers-sentence-all = Av dem som fick ett förslag sa { $x } nej till minst en sak
caption-offers = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket.
not-said-offers = Om det var rätt för den som sa nej.

heading-contacts = De träffade sin coach { $x }
heading-contacts-plain = Hur ofta träffar de sin coach?
contacts-sentence-all = I snitt träffade de sin coach { $x }
caption-contacts = Punkten är vårt bästa svar. Det rätta svaret finns nog på strecket.
sure-contacts = Många möten med samma person blir inte flera personer.
not-said-contacts = Om mötena var till hjälp.

chart-activity_within_30_days = hur många av kvartalets nya som började med något inom 30 dagar
chart-missed_contacts = hur många möten under kvartalet som ingen kom till
chart-median_wait = väntan i dagar i mitten, från förslaget till start
chart-attendance = hur många av kvartalets timmar de var med
heading-charts-plain = Vad brukar skilja mellan kvartal?
heading-charts-usual = Det senaste talet är som det brukar vara
heading-charts-usual-shown = Det senaste talet som vi får visa är som det brukar vara
heading-charts-earlier = Det senaste talet är som det brukar vara. Ett tidigare var inte det
heading-charts-earlier-shown = Det senaste talet som vi får visa är som det brukar vara. Ett tidigare var inte det
heading-charts-signal = Det senaste talet är inte som det brukar vara
heading-charts-signal-shown = Det senaste talet som vi får visa är inte som det brukar vara
charts-sentence-usual = { $what }, { $quarter }: { $value }. Så brukar det vara.
charts-sentence-signal = { $what }, { $quarter }: { $value }. Så brukar det inte vara.
charts-sentence-run = { $what }, { $quarter }: { $value }. Vi har för få kvartal för att säga hur det brukar vara.
charts-risk = Risken för minst ett falskt larm på { $n } kvartal är { $percent }.
caption-charts = Varje punkt är ett kvartal. Det ljusa fältet visar hur det brukar vara. Det är smalare när vi räknar fler. En ring betyder att det inte är som det brukar.
sure-charts = En signal säger att något kan ha ändrats, inte vad. Ibland är det bara slump.
sure-charts-preliminary = Vi har få kvartal. Fältet kan flytta sig.
not-said-charts = Varför ett kvartal är olikt de andra.

heading-versions-established = { $count ->
    [one] De kom olika mycket när något ändrades
   *[other] De kom olika mycket när { $n } saker ändrades
}
heading-versions-check = De kom kanske olika mycket när något ändrades. Se efter
heading-versions-none = Vi ser ingen säker skillnad i hur mycket de kom när något ändrades
heading-versions-none-shown = Vi ser ingen säker skillnad i hur mycket de kom bland grupper som vi får visa
heading-versions-insufficient = Det är för få för att jämföra före och efter
heading-versions-plain = Före och efter att något ändrades
gap_after_version-more = Efter att det ändrades kom de oftare än före: { $what }, { $d }
gap_after_version-less = Efter att det ändrades kom de mer sällan än före: { $what }, { $d }
gap_after_version-same = Efter att det ändrades kom de lika ofta som före: { $what }
caption-versions = Noll betyder att det inte skiljer. Se om strecken når noll. Om det tunna strecket inte når noll är skillnaden säker. Om bara det tjocka strecket inte når noll: se efter. Annars går det inte att säga än.
not-said-versions = Om det är ändringen som syns. Annat kan ha ändrats då. Det kan också vara andra personer.
reason-POOLED = vi räknar det ihop med nästa kvartal. Det är för få.
reason-NO_CHANGE = inget har ändrats.
reason-FEW_EXPECTED = vi väntar oss för få varje månad.
reason-ENROLMENT_OVER = ingen mer kan komma in.
heading-series = Talet blev { $x } när det ändrades
heading-series-plain = Blev talet ett annat från månad till månad?
series-sentence-all = När det ändrades blev talet { $x } ett annat
caption-series = Punkten är vårt bästa svar. Det rätta svaret finns nog på strecket.
sure-series = Den ena månaden liknar ofta nästa. Det har vi räknat med.
not-said-series = Om det är ändringen som syns. Annat kan ha ändrats då.

heading-phases = Ett år efter förslaget är { $x } i arbete
heading-phases-plain = Var är de som blev föreslagna?
phases-sentence-all = { $t } månader efter förslaget är { $x } i arbete
caption-phases = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket.
sure-phases = En del hittar vi inte längre. Vi tänker att de har det som de andra.
not-said-phases = Hur länge det är så för någon.

heading-stock = { $n } är med samtidigt
heading-stock-plain = Hur många är med samtidigt?
stock-sentence = I slutet av { $quarter } var { $n } med samtidigt.
stock-sentence-plan = I slutet av { $quarter } var { $n } med samtidigt. Planen är { $plan }.
stock-withheld = Vi visar inte hur många som är med samtidigt.
sure-stock = Vi har räknat alla. Vi gissar inte.
not-said-stock = Om det finns plats nog.

heading-flow_balance = I snitt är { $x } med samtidigt
heading-flow_balance-plain = Hur många kommer in, hur länge är de med, och hur många är med samtidigt?
flow_balance-sentence-all = I snitt har { $x } varit med samtidigt
caption-flow_balance = Punkten är vårt bästa svar. Det rätta svaret finns nog på strecket.
sure-flow_balance = Vi räknar även dem som är kvar. Annars hade talet blivit för lågt.
not-said-flow_balance = Om tiden är lagom lång.

reason-FEW_MONTHS = det finns för få månader före och efter.
reason-NOT_STEADY = det ändras för mycket. Talen går inte ihop.
reason-PRELIMINARY_LIMITS = vi har bara få kvartal.
reason-RUN_CHART = vi har för få kvartal.
reason-SIGNAL = kvartalet är inte som det brukar vara.
column-waits_median-referral_to_decision = Svar efter förslaget
column-waits_median-referral_to_enrolment = Kom in efter förslaget
column-waits_median-enrolment_to_contact = Coach efter att de kom in
column-waits_median-enrolment_to_activity = Började med något efter att de kom in
column-waits_median-referral_to_activity = Började med något efter förslaget
state-referred = föreslagen, inte med än
axis-waits = hur många som hade { $what } inom { $t } dagar
figure-title-waits = Hur många som hade { $what } inom { $t } dagar, grupp för grupp.
table-waits = Hur många som hade { $what }
axis-dropout = hur många som hade { $what } inom { $t } månader
figure-title-dropout = Hur många som hade { $what } inom { $t } månader, grupp för grupp.
table-dropout = Hur många som hade { $what }
axis-attendance = hur stor del av timmarna i planen
axis-offers = hur många som sa nej till minst en sak
axis-phases = hur många som är i arbete { $t } månader efter förslaget
