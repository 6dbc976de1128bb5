### Svenska: förlagan. Klarspråk, inga facktermer, inga ord som påstår orsak. Siffror kommer färdigskrivna.

range-to = till

## Grupper
group-all = Alla
group-all-in-sentence = alla
group-rest = alla andra
dimension-gender = Kön
dimension-foreign_born = Födelseland
dimension-age_band = Ålder
dimension-education = Utbildning
dimension-years_in_sweden_band = År i Sverige
dimension-target_group = Målgrupp
dimension-target_long_term_sick = Långtidssjuka
dimension-target_unemployed = Arbetslösa
dimension-target_income_support = Personer med försörjningsstöd
dimension-target_youth = Unga
dimension-target_newly_arrived = Nyanlända
dimension-language_support = Språkstöd
dimension-disability_support = Stöd vid funktionsnedsättning
dimension-children_u18_band = Barn hemma
dimension-labour_status_at_entry = Läge på arbetsmarknaden
dimension-age_years = Ålder
split-crossed = { $a } och { $b }
code-gender-woman = Kvinnor
code-gender-man = Män
code-gender-non_binary = Icke-binära
code-gender-unstated = Kön inte angett
code-foreign_born-yes = Utrikes födda
code-foreign_born-no = Inrikes födda
code-foreign_born-unknown = Födelseland okänt
cross-woman-yes = Utrikes födda kvinnor
cross-woman-no = Inrikes födda kvinnor
cross-woman-unknown = Kvinnor, födelseland okänt
cross-man-yes = Utrikes födda män
cross-man-no = Inrikes födda män
cross-man-unknown = Män, födelseland okänt
cross-non_binary-yes = Utrikes födda icke-binära
cross-non_binary-no = Inrikes födda icke-binära
cross-non_binary-unknown = Icke-binära, födelseland okänt
cross-unstated-yes = Utrikes födda, kön inte angett
cross-unstated-no = Inrikes födda, kön inte angett
cross-unstated-unknown = Kön och födelseland okända
code-age_band-15-24 = 15–24 år
code-age_band-25-34 = 25–34 år
code-age_band-35-44 = 35–44 år
code-age_band-45-54 = 45–54 år
code-age_band-55-75 = 55–75 år
code-age_band-unknown = Ålder okänd
code-years_in_sweden_band-0-4 = 0–4 år i Sverige
code-years_in_sweden_band-5-9 = 5–9 år i Sverige
code-years_in_sweden_band-10- = Minst 10 år i Sverige
code-years_in_sweden_band-unknown = År i Sverige okänt
code-education-lt9y = Kortare skola än 9 år
code-education-9y = 9 års skola
code-education-upper_sec = Gymnasium
code-education-post_sec = Efter gymnasium
code-education-unknown = Utbildning okänd

## Vad som hänt (orden efter "hade")
outcome-employment = börjat arbeta
outcome-education = börjat studera
outcome-terminal = lämnat för gott
outcome-any_success = börjat arbeta eller studera
outcome-self_support = fått egen försörjning
outcome-sustained = fått ett arbete som varade minst { $d } dagar
measure-label-wide = { $outcome } (vid mening: även arbete med stöd)
measure-label-self_support = { $outcome } (arbete eller studier med egen inkomst, där inkomsten är känd)
wide-row = Alla, även studier, stött och kortare arbete
self-support-row = Alla, egen försörjning

## Lägen
state-work = i arbete
state-education = i utbildning
state-in_project = kvar i projektet
state-ended = ute ur projektet utan arbete eller studier

## Svarens rubriker på sidan
section-participants = Deltagarna
section-time_to_employment = Tid till arbete
section-time_to_event = Hur lång tid det tog
section-other = Resultat
notes-sure = Hur säkert är det?
notes-not-said = Vad detta inte säger
table-heading = Siffrorna i en tabell

## Delar i tal
of-ten = { $x } av 10
of-ten-less = färre än 1 av 10
of-ten-more = fler än 9 av 10
tenths-none = ingen
tenths-less = färre än 1
tenths-more = fler än 9
range-of-ten = mellan { $lo } och { $hi } av 10
range-percent = mellan { $lo } och { $hi }
range-between = mellan { $lo } och { $hi }
range-from = minst { $lo }
of-count = { $a } av { $b }
people = { $count ->
    [one] { $n } person
   *[other] { $n } personer
}
fewer-than = färre än { $k } personer
points = { $count ->
    [one] { $n } punkt
   *[other] { $n } punkter
}
months = { $count ->
    [one] { $n } månad
   *[other] { $n } månader
}

## Meningar (METHODS bilaga B)
ending-plausibly = { $main } (troligen { $range }).
ending-range = { $main } ({ $range }).
ending-uncertainty = { $main } (osäkerhet { $lo } till { $hi }).
ending-wide = { $main }, men osäkerheten är stor: { $range }.
ending-bare = { $main }.
ending-limits = { $main } ({ $lo } till { $hi }).
ending-states = { $main } (i arbete är troligen { $range }).
ending-states-wide = { $main }, men osäkerheten är stor: i arbete är { $range }.
said-insufficient = För lite underlag för att säga något om { $group }: { $people }.
said-insufficient-reason = För lite underlag för att säga något om { $group }: { $reason }
said-insufficient-gap = För lite underlag för att säga något om { $group }: { $people }. Skillnader mindre än { $gap } skulle inte synas.
said-blocked = Detta kan inte besvaras med det upplägg vi har: { $reason }
said-changing = { $group } mot { $other }: { $reason }
blocked-dimensions = { $list } kan inte jämföras här: { $reason }
said-suppressed = { $group } är prickade: { $reason }
within-all = Inom { $t } månader hade { $x } { $outcome }
within-group = Inom { $t } månader hade { $x } { $outcome } bland { $group }
within-own-all = För { $x } gällde inom { $t } månader att { $outcome }
within-own-group = För { $x } bland { $group } gällde inom { $t } månader att { $outcome }
median-all = Hälften hade { $outcome } efter ungefär { $m } månader
median-group = Bland { $group } hade hälften { $outcome } efter ungefär { $m } månader
median-own-all = För hälften gällde efter ungefär { $m } månader att { $outcome }
median-own-group = Bland { $group } gällde för hälften efter ungefär { $m } månader att { $outcome }
median-not-reached-all = Hälften har ännu inte nått dit.
median-not-reached-group = Bland { $group } har hälften ännu inte nått dit.
months_in_work-all = Av de första { $t } månaderna var i snitt { $m } i arbete, räknat från första arbetsdagen
months_in_work-group = Bland { $group } var i snitt { $m } av de första { $t } månaderna i arbete, räknat från första arbetsdagen
months_in_work-own-all = Av de första { $t } månaderna kom i snitt { $m } efter att { $outcome }
months_in_work-own-group = Bland { $group } kom i snitt { $m } av de första { $t } månaderna efter att { $outcome }
months_without-all = Under de första { $t } månaderna var deltagarna i snitt { $m } månader utan arbete
months_without-group = Under de första { $t } månaderna var { $group } i snitt { $m } månader utan arbete
months_without-own-all = Av de första { $t } månaderna gick i snitt { $m } innan { $outcome }
months_without-own-group = Bland { $group } gick i snitt { $m } av de första { $t } månaderna innan { $outcome }
gap_within-more = { $group } hade { $outcome } { $d } oftare än { $other } inom { $t } månader
gap_within-less = { $group } hade { $outcome } { $d } mer sällan än { $other } inom { $t } månader
gap_within-same = { $group } hade { $outcome } lika ofta som { $other } inom { $t } månader
gap_within-own-more = { $group } låg { $d } över { $other } i andelen där { $outcome } inom { $t } månader
gap_within-own-less = { $group } låg { $d } under { $other } i andelen där { $outcome } inom { $t } månader
gap_within-own-same = { $group } låg lika med { $other } i andelen där { $outcome } inom { $t } månader
gap_months-in-more = Under de första { $t } månaderna var { $group-lower } i arbete i snitt { $d } längre än { $other }
gap_months-in-less = Under de första { $t } månaderna var { $group-lower } i arbete i snitt { $d } kortare tid än { $other }
gap_months-in-same = Under de första { $t } månaderna var { $group-lower } i arbete i snitt lika länge som { $other }
gap_months-without-more = Under de första { $t } månaderna var { $group-lower } i snitt { $d } längre utan arbete än { $other }
gap_months-without-less = Under de första { $t } månaderna var { $group-lower } i snitt { $d } kortare tid utan arbete än { $other }
gap_months-without-same = Under de första { $t } månaderna var { $group-lower } i snitt lika länge utan arbete som { $other }
gap_months-own-without-more = Bland { $group-lower } tog det i snitt { $d } längre tid än bland { $other } innan { $outcome }
gap_months-own-without-less = Bland { $group-lower } tog det i snitt { $d } kortare tid än bland { $other } innan { $outcome }
gap_months-own-without-same = Bland { $group-lower } tog det i snitt lika lång tid som bland { $other } innan { $outcome }
gap_months-own-in-more = Bland { $group-lower } kom i snitt { $d } mer av de första { $t } månaderna efter att { $outcome } än bland { $other }
gap_months-own-in-less = Bland { $group-lower } kom i snitt { $d } mindre av de första { $t } månaderna efter att { $outcome } än bland { $other }
gap_months-own-in-same = Bland { $group-lower } kom i snitt lika mycket av de första { $t } månaderna efter att { $outcome } som bland { $other }
gap-established = Det är fastställt.
gap_standardised = Med hänsyn till { $x } vid start är skillnaden { $d }
allowed-unnamed = läget
gap_standardised-pair = { $group } mot { $other }.
gap_standardised-raw = { $group } mot { $other }: skillnaden är { $d } rakt av.
gap_standardised-months = Skillnaden ändras över tid. Lita hellre på månaderna.
share_standardised-group = Med hänsyn till { $allowed } vid start hade { $x } bland { $group } { $outcome } inom { $t } månader
share_standardised-next = Bland { $group } var det { $x }
share_standardised-own-group = Med hänsyn till { $allowed } vid start gällde för { $x } bland { $group } inom { $t } månader att { $outcome }
share_sustained-all = { $x } hade fått ett arbete som varade minst { $d } dagar
share_sustained-group = { $x } bland { $group } hade fått ett arbete som varade minst { $d } dagar
sustained-started = Totalt hade { $x } ({ $percent }) börjat arbeta inom { $t } månader.
sustained-longer = För { $x } ({ $percent }) varade det minst { $d } dagar.
share_in_state-all-year = Ett år efter start är { $work } i arbete, { $education } i utbildning, { $in_project } kvar i projektet
share_in_state-all = { $t } månader efter start är { $work } i arbete, { $education } i utbildning, { $in_project } kvar i projektet
share_in_state-group-year = Ett år efter start är { $work } bland { $group } i arbete, { $education } i utbildning, { $in_project } kvar i projektet
share_in_state-group = { $t } månader efter start är { $work } bland { $group } i arbete, { $education } i utbildning, { $in_project } kvar i projektet
share_in_state-row-all = { $x } är { $state } { $t } månader efter start
share_in_state-row-group = { $x } bland { $group } är { $state } { $t } månader efter start
states-ended = De andra är ute ur projektet utan arbete eller studier.
states-now = Att vara i arbete är något annat än att ha börjat arbeta: ett arbete kan ta slut och ett nytt börja.
bounds-none = Om ingen av dem vi har tappat kontakten med hade nått dit är andelen { $x }
bounds-all = Om alla vi har tappat kontakten med hade nått dit är andelen { $x }
bounds-none-group = Bland { $group }: om ingen av dem vi har tappat kontakten med hade nått dit är andelen { $x }
bounds-all-group = Bland { $group }: om alla vi har tappat kontakten med hade nått dit är andelen { $x }
bounds-verified = Bland dem som ett register följer är andelen { $x }
bounds-verified-group = Bland { $group } som ett register följer är andelen { $x }
bounds-sentence = Av dem vi har tappat kontakten med kan alla eller ingen ha { $outcome }. Om ingen hade det ligger andelen på { $low }, om alla hade det på { $high }.
bounds-sentence-own = Vi vet inte hur det gick för dem vi har tappat kontakten med. Om ingen av dem hade nått dit ligger andelen på { $low }, om alla hade det på { $high }.
bounds-headline = Huvudsiffran, { $x }, räknar som om det gick för dem som för de andra.
bounds-nobody-lost = Andelen är densamma, { $x }, hur det än gick för dem vi har tappat kontakten med.
share-both = { $x } ({ $percent })
gap-not-told = Det går inte att säga än.
share_of_participants-group = { $group } är { $x } av deltagarna
outcome_known_12_months-all = Vi vet hur det gick för { $x } som skrevs in för minst ett år sedan
outcome_known_12_months-group = Bland { $group } vet vi hur det gick för { $x } som skrevs in för minst ett år sedan
flow-all = Av { $referred } hänvisade kom { $enrolled } in i projektet; för { $unknown } vet vi ännu inte hur det gick.
flow-no-unknown = Av { $referred } hänvisade kom { $enrolled } in i projektet.
flow-enrolled = { $enrolled } skrevs in i projektet.
flow-withheld = Hur många som kom in i projektet kan inte visas.

## Rubriker som säger vad som är viktigt
heading-flow = { $enrolled } av { $referred } hänvisade kom in i projektet
heading-flow-enrolled = { $enrolled } skrevs in i projektet
heading-flow-plain = Vägen genom projektet
heading-composition = { $people }: vilka de är
heading-composition-plain = Vilka deltagarna är
heading-known = För { $x } vet vi hur det gick efter ett år
heading-known-plain = Hur många vi vet resultatet för
heading-within = { $x } hade { $outcome } inom { $t } månader
heading-within-own = För { $x } gällde inom { $t } månader: { $outcome }
heading-within-plain = Andelen inom { $t } månader
heading-within-insufficient = För lite underlag för att säga hur många som hade { $outcome }
heading-curve = { $x } efter { $t } månader: så växte andelen
heading-curve-plain = Så växte andelen över tid
heading-median = Efter ungefär { $m } månader hade hälften { $outcome }
heading-median-own = Efter ungefär { $m } månader gällde för hälften: { $outcome }
heading-median-not-reached = Hälften har ännu inte { $outcome }
heading-median-not-reached-own = Hälften har ännu inte nått dit
heading-median-plain = När hälften har nått dit
heading-months-in = I snitt { $m } av de första { $t } månaderna i arbete
heading-months-without = I snitt { $m } av de första { $t } månaderna utan arbete
heading-months-own-in = I snitt { $m } av de första { $t } månaderna efter att { $outcome }
heading-months-own-without = I snitt { $m } av de första { $t } månaderna innan { $outcome }
heading-months-plain = Månader i snitt
heading-gaps-established = { $count ->
    [one] En skillnad mellan grupper är fastställd
   *[other] { $n } skillnader mellan grupper är fastställda
}
heading-gaps-check = Ingen skillnad är fastställd, men { $count ->
    [one] en bör ni se efter
   *[other] { $n } bör ni se efter
}
heading-gaps-none = Ingen skillnad mellan grupperna är fastställd
heading-gaps-insufficient = Grupperna är för små för att jämföra
heading-gaps-blocked = Grupperna kan inte jämföras i den här studien
heading-missing = { $what }: uppgifter saknas i den här studien

## Fler meningar till figurerna
within-extremes = Lägst är andelen bland { $low } ({ $lowest }), högst bland { $high } ({ $highest }).
within-not-yet = Längre fram, till { $t } månader, går det inte att säga än: { $reason }
within-overlap = Deras troliga spann går i varandra.
within-apart = Deras troliga spann går inte i varandra.
within-wide = Räknas även studier, arbete med stöd och arbete under halvtid är det { $x } ({ $percent }).
within-self-support = { $x } ({ $percent }) hade fått egen försörjning, alltså arbete eller studier med egen inkomst. Bara känd inkomst räknas.
curve-sentence = Kurvan visar hur stor andel som hade { $outcome } vid olika tid efter start.
curve-sentence-own = Kurvan visar hur stor andel det gällde vid olika tid efter start att { $outcome }.
curve-at = Bland alla var andelen { $list }.
curve-point = { $percent } efter { $t } månader
composition-lead = Delat på båda är den största gruppen { $group } ({ $percent }).
composition-sentence = Så fördelar sig de som räknas. Varje indelning står för sig.
gaps-none-seen = Ingen skillnad har synts. Skillnader under ungefär { $gap } hade inte synts.
missing-sentence = Studien har inga uppgifter om detta. Därför finns varken tal eller figur här.
list-or = { $a } eller { $b }
heading-gaps-plain = Skillnader mellan grupper
heading-sustained = { $x } hade fått ett arbete som varade minst { $d } dagar
heading-sustained-plain = Arbete som varade
heading-bounds = Mellan { $lo } och { $hi } av 10 hade { $outcome }, hur det än gick för dem vi har tappat
heading-bounds-own = Mellan { $lo } och { $hi } av 10, hur det än gick för dem vi har tappat
heading-bounds-same = { $x } hade { $outcome }, hur det än gick för dem vi har tappat
heading-bounds-same-own = { $x }, hur det än gick för dem vi har tappat
heading-bounds-plain = Vad de vi har tappat kontakten med kan ändra
heading-standardised-plain = Andelar med hänsyn till läget vid start
heading-adjusted-established = Skillnaden är fastställd även med hänsyn till läget vid start
heading-adjusted-check = Ingen skillnad är fastställd med hänsyn till läget vid start, men se efter
heading-adjusted-none = Ingen skillnad är fastställd med hänsyn till läget vid start
heading-adjusted-insufficient = För lite underlag för att ta hänsyn till läget vid start
heading-adjusted-blocked = Grupperna kan inte jämföras med hänsyn till läget vid start
heading-adjusted-changing = Skillnaden ändras över tid, och månaderna visas i stället
heading-adjusted-plain = Skillnader med hänsyn till läget vid start
heading-states-year = { $x } är i arbete ett år efter start
heading-states = { $x } är i arbete { $t } månader efter start
heading-states-plain = Var deltagarna är, kvartal för kvartal
list-and = { $a } och { $b }

## Figurer: vad som visas
figure-title-within = Andel som hade { $outcome } inom { $t } månader, per grupp.
figure-title-within-own = Andel per grupp där { $outcome } inom { $t } månader.
figure-title-curve = Andel som hade { $outcome }, 0 till { $t } månader efter start, per grupp.
figure-title-curve-own = Andel där { $outcome }, 0 till { $t } månader efter start, per grupp.
figure-title-median = Tid tills hälften hade { $outcome }, per grupp.
figure-title-median-own = Tid tills det för hälften gällde att { $outcome }, per grupp.
figure-title-months = Månader i snitt av de första { $t }, per grupp.
figure-title-gap_within = Skillnad i andel inom { $t } månader, grupp för grupp.
figure-title-gap_months = Skillnad i månader under de första { $t }, grupp för grupp.
figure-title-sustained = Andel som inom { $t } månader hade börjat arbeta, och vars arbete varade.
figure-title-bounds = Andel om ingen, eller alla, av de tappade hade nått dit inom { $t } månader, per grupp.
figure-title-standardised = Andel inom { $t } månader med hänsyn till läget vid start, per grupp.
figure-title-adjusted = Skillnad i andel inom { $t } månader, rakt av och med hänsyn till läget vid start.
figure-title-states = Andel i varje läge, kvartal för kvartal efter start.
figure-title-states-groups = Andel i varje läge { $t } månader efter start, per grupp.
figure-title-known = Andel som vi vet resultatet för, per grupp.
figure-title-composition = Hur deltagarna fördelar sig, grupp för grupp.
figure-title-flow = Vägen genom projektet, steg för steg.
desc-estimate = { $group } { $value }
desc-likely = { $group } { $value }, troligen { $range }
desc-alarm = { $group } { $value }, troligen { $range }, larmstreck { $alarm }
desc-words = { $group }: { $words }
desc-curve = Vid { $t } månader: { $list }.
desc-followed = Antal som följs, { $group }: { $list }.
followed-at = { $n } vid { $t } månader
axis-within = andel som hade { $outcome } inom { $t } månader
axis-within-own = andel där { $outcome } inom { $t } månader
axis-curve = månader efter start
axis-share = andel av alla
axis-known = andel som vi vet resultatet för
axis-median = månader tills hälften hade { $outcome }
axis-median-own = månader tills det gällde för hälften
axis-months = månader av de första { $t }
axis-gap_within = skillnad i punkter (procentenheter)
axis-gap_months = skillnad i månader
axis-sustained = andel inom { $t } månader (grupperna: varade minst { $d } dagar)
axis-bounds = andel inom { $t } månader
axis-states = andel av gruppen
axis-states-groups = andel av gruppen, { $t } månader efter start
states-after = Efter { $t } månader
sustained-row-started = Alla: börjat arbeta
sustained-row = Alla: minst { $d } dagar
bounds-row-verified = De som ett register följer
adjusted-row-raw = { $pair }
adjusted-row = { $pair }, med hänsyn
desc-bounds = { $group } från { $lo } till { $hi }, huvudsiffra { $value }
read-headline = huvudsiffran
read-bounds = om ingen – om alla
no-gap = ingen skillnad
read-title = Så läser du:
read-best = bästa uppskattning
read-likely = troligt (95 %)
read-alarm = larmstreck
word-suppressed = prickad
word-insufficient = för lite underlag: { $people }
word-insufficient-short = för lite underlag
word-blocked = alla hör till samma grupp
word-blocked-other = kan inte besvaras här
word-not-reached = hälften är inte där än
note-suppressed = Prickade: { $groups }.
note-not-reached = Hälften är inte där än: { $groups }.
note-insufficient = För lite underlag: { $groups }.
note-blocked = Kan inte besvaras här: { $groups }.
gap-label = { $group } mot { $other }
gap-points-value = { $d } punkter
followed-heading = Antal som följs vid varje tidpunkt
panels-words = Under varje bild: månader efter start och, i fetstil, antal som följs.
at-month = vid { $t } mån
months-short = { $m } mån
flow-fewer = { $n } färre
lost-withheld = prickat antal { $reasons }
lost-item = { $n } { $reason }
stage-referred = Hänvisade till projektet
stage-accepted = Antagna
stage-enrolled = Inskrivna
stage-any_activity = Började en aktivitet
stage-followed_1 = Följda efter 3 mån
stage-followed_2 = Följda efter 6 mån
stage-followed_3 = Följda efter 9 mån
stage-followed_4 = Följda efter 12 mån
stage-outcome_known = Följda ett år, resultatet känt
lost-declined_by_project = fick nej av projektet
lost-declined_by_person = tackade nej
lost-waiting = väntar fortfarande
lost-no_show = kom aldrig
lost-no_activity_yet = har ingen aktivitet än
lost-not_enrolled_yet = är inte inskrivna än
lost-not_enrolled = skrevs aldrig in
lost-not_reached = gick inte att nå
lost-declined = ville inte svara
lost-moved = har flyttat
lost-ill = var sjuka
lost-staff_missed = missades av personalen
lost-not_due = ska följas upp senare
lost-withdrawn = drog tillbaka sitt ja
lost-ended = avslutade innan dess
lost-not_known = vet vi inte om
lost-other = av annat skäl

## Så läser du figurerna
caption-flow = Ljust grått: gick inte vidare. Tom streckad ruta: väntar eller ska följas upp senare, de är inte borta. Randigt: vet inte, räknas aldrig som nej.
caption-composition = Strecket visar gruppens del av alla. Randigt betyder att uppgiften saknas.
caption-known = Randigt är de som vi inte vet något om. De räknas aldrig som nej.
caption-within = Punkten är den bästa uppskattningen. Det tjocka strecket visar vad som är troligt. Larmstrecket är bredare så att slumpen sällan larmar, fast vi tittar många gånger.
caption-curve = De lodräta strecken visar det troliga spannet (95 %) där kurvan slutar. Varje steg rör flera personer. En lutande linje: flera kvartal är hopslagna.
caption-curve-gender = Heldragen linje: kvinnor. Streckad linje: män.
caption-curve-panels = Färgad linje: gruppen. Grå linje: alla. Det lodräta strecket visar det troliga spannet (95 %) där kurvan slutar. Varje steg rör flera personer. En lutande linje: flera kvartal är hopslagna.
caption-median = Punkten är den bästa uppskattningen. Strecket visar vad som är troligt. En pil betyder att spannet fortsätter.
caption-months = Punkten är den bästa uppskattningen. Strecket visar vad som är troligt.
caption-gaps = Når larmstrecket inte noll är skillnaden fastställd. Når bara det tjocka strecket inte noll: se efter. Annars går det inte att säga än.
caption-sustained = Punkten är den bästa uppskattningen. Det tjocka strecket visar vad som är troligt. Ett uppehåll på högst två veckor bryter inte arbetet.
caption-bounds = Strecket går från om ingen till om alla av dem vi har tappat kontakten med hade nått dit. Punkten är huvudsiffran.
caption-standardised = Punkten är den bästa uppskattningen. Det tjocka strecket visar vad som är troligt.
caption-adjusted = Grå ruta: skillnaden rakt av. Blå punkt: med hänsyn till läget vid start. Når larmstrecket inte noll är skillnaden fastställd.
caption-states = Varje rad är hela gruppen. Från vänster: i arbete, i utbildning (rutigt), kvar i projektet (tom och streckad) och ute ur projektet utan arbete eller studier.

## Hur säkert är det?
sure-counted = Räknat, inte skattat.
sure-months = För alla ligger snittet troligen { $range } månader.
sure-gap = Mellan de minsta grupperna här hade skillnader under ungefär { $gap } inte synts.
sure-unknown = För { $people } vet vi ännu inte läget efter { $t } månader. De räknas aldrig som nej.
sure-known-part = Ju fler vi vet något om, desto säkrare blir allt annat på sidan.
sure-curve = Kurvan slutar där för få följs. Ju längre det lodräta strecket är, desto mer osäkert.
sure-look = Vi tittar { $looks } gånger; larmstrecket är bredare så att slumpen sällan larmar.
sure-look-many = Vi tittar många gånger; larmstrecket är bredare så att slumpen sällan larmar.
sure-median = Tiden är känd på ett spann, inte på en dag.
sure-sustained = En start räknas bara när arbetet har kunnat följas i { $d } dagar.
sure-bounds = Det här är yttersta gränser, inte troliga värden. Slumpen kommer till.
sure-standardised = Här räknas som om grupperna var lika i { $x } vid start.
sure-standardised-bare = Här räknas som om grupperna var lika vid start.
sure-states = De vi har tappat kontakten med antas ha det som de andra.
method-M3-1 = Så räknar vi: nästan ingen lämnar av andra skäl, så vi följer hur många som inte har nått dit än.
method-M3-2 = Så räknar vi: den som börjar studera eller lämnar för gott räknas inte som i arbete, men är kvar i gruppen.
method-M3-2-own = Så räknar vi: den som lämnar av andra skäl har inte nått dit, men är kvar i gruppen.
method-M3-3 = Så räknar vi: många starter är bara kända som ett spann mellan två uppföljningar. Vi räknar på hela spannet, inte på en gissad dag.
sure-few = { $count ->
    [one] För en grupp är underlaget för litet.
   *[other] För { $n } grupper är underlaget för litet.
}
sure-wide = { $count ->
    [one] För en grupp är osäkerheten stor.
   *[other] För { $n } grupper är osäkerheten stor.
}

## Vad detta inte säger
not-said-flow = Den som ännu inte har följts ett år är inte borta. Det går inte att dela det sista talet med det första.
not-said-composition = Om fördelningen är rätt. Det kräver en jämförelse med dem som projektet är till för.
not-said-known = Hur det gick för dem vi inte vet något om. De kan skilja sig från de andra.
not-said-within = Varför det blev så, och om arbetet varade. Grupper kan skilja sig åt på annat än det som visas.
not-said-within-own = Varför det blev så. Grupper kan skilja sig åt på annat än det som visas.
not-said-curve = Om arbetet varade. Den som lämnar för gott eller går till studier räknas inte som i arbete.
not-said-curve-own = Vad som hände sedan. Kurvan visar bara när det hände första gången.
not-said-median = Hur det går för den andra hälften. En del når dit långt senare, andra inte alls.
not-said-months = Om arbetet varade. Tiden räknas från det att arbetet började.
not-said-months-own = Vad som hände sedan. Tiden räknas bara till första gången.
not-said-gaps = Varför grupperna skiljer sig åt. Att ingen skillnad syns betyder inte att det är lika.
not-said-sustained = Om arbetet varar än, och varför en del arbeten tog slut.
not-said-bounds = Hur det gick för dem vi har tappat kontakten med.
not-said-standardised = Hur det gick i verkligheten: det är en beräkning för grupper som är lika vid start.
not-said-adjusted = Varför grupperna skiljer sig åt. De kan skilja sig åt vid start på sätt som inte är mätta.
not-said-states = Hur länge ett arbete varar, och varför läget är som det är.

## Tabeller
column-group = Grupp
column-people = Personer
column-in-group = I gruppen
column-known = Vet hur det gick
column-unknown = Vet inte än
column-share = Andel
column-likely = Troligt (95 %)
column-alarm = Larmstreck
column-month = { $t } mån
column-of-first = Av de första (månader)
column-stage = Steg
column-compared = Jämfört med
column-gap = Skillnad
column-median = Månader
column-months = Månader i snitt
column-status = Bedömning
column-visible = Minsta skillnad som hade synts
column-lasted = Minst { $d } dagar
column-none-started = Om ingen
column-all-started = Om alla
column-headline = Huvudsiffran
column-verified = Följs av register
column-raw = Rakt av
column-adjusted = Med hänsyn
column-time = Månader efter start
table-sustained = Andel som inom { $t } månader hade fått ett arbete som varade, med troligt spann (95 %)
table-bounds = Andel inom { $t } månader, om ingen eller alla av dem vi har tappat kontakten med hade nått dit
table-standardised = Andel inom { $t } månader med hänsyn till läget vid start, med troligt spann (95 %)
table-adjusted = Skillnad i andel inom { $t } månader, i punkter, rakt av och med hänsyn till läget vid start
table-states = Andel i varje läge efter tid sedan start, alla
table-states-groups = Andel i varje läge { $t } månader efter start, per grupp, med troligt spann (95 %)
table-flow = Vägen genom projektet: antal personer. { $split }
table-composition = Deltagarna efter grupp
table-known = Inskrivna för minst ett år sedan: hur många vi vet resultatet för
table-within = Andel som hade { $outcome }, med troligt spann (95 %)
table-within-own = Andel där { $outcome }, med troligt spann (95 %)
table-curve = Andel som hade { $outcome } efter tid sedan start, med troligt spann (95 %)
table-curve-own = Andel där { $outcome } efter tid sedan start, med troligt spann (95 %)
table-median = Månader tills hälften hade { $outcome }
table-median-own = Månader tills det för hälften gällde att { $outcome }
table-months = Månader i snitt av de första { $t }: { $outcome }
table-gap_within = Skillnad i andel inom { $t } månader, i punkter: { $outcome }
table-gap_months = Skillnad i månader under de första { $t }: { $outcome }
table-lost-row = bort före steget: { $reason }
cell-none = –
cell-none-note = Ett streck (–) betyder att det inte finns något eget tal: steget är hopslaget med nästa, eller följs inte längre.
cell-suppressed = prickad
cell-insufficient = för lite underlag
cell-blocked = kan inte besvaras
cell-not-reached = inte nådd
cell-established = fastställd
cell-check = se efter
cell-not-told = går inte att säga än
cell-or-more = { $lo } eller mer
withheld-note = Prickad: { $reason }
blocked-note = Kan inte besvaras: { $reason }
insufficient-note = För lite underlag: { $reason }

## Skäl
reason-ONE_LEVEL = alla deltagare hör till samma grupp. En jämförelse kräver uppgifter utifrån.
reason-INTERVAL = för många starter är bara kända som ett långt tidsspann.
reason-DETECT = dagen för uppföljningen är inte dagen då arbetet började.
reason-FEW_PEOPLE = det är för få personer.
reason-FEW_EVENTS = det har hänt för få ännu.
reason-FEW_AT_RISK = för få har följts så länge.
reason-FEW_FOLLOWED = för få har följts så länge.
reason-WIDE = osäkerheten är stor.
reason-NO_TABLE = studien har inga sådana uppgifter.
reason-NOT_REACHED = hälften har ännu inte nått dit.
reason-WITHHELD = så få personer att någon kunde kännas igen, eller en uppgift som annars hade avslöjat det.
reason-DOMINANCE = en enda person betyder för mycket för talet.
reason-FEW_PER_TERM = det har hänt för få för att ta hänsyn till så mycket.
reason-UNSTABLE = modellen gav inget säkert svar.
reason-FEW_PER_STATE = i något läge finns för få personer.
reason-NO_REGISTER = ingen följs genom ett register.
reason-NOT_PROPORTIONAL = skillnaden ändras över tid. Månaderna visas i stället.
reason-NOT_SUSTAINED_YET = ingen har följts så länge efter en start.
reason-other = det finns inte underlag nog.

## Vakter (METHODS 13)
guard-G-ABSENCE = Saknad uppgift är inte "nej".
guard-G-MATURE = Alla har inte följts { $h } månader.
guard-G-CUT = Okontrollerad status får inte räknas som "ej i arbete".
guard-G-DETECT = Uppföljningsdatum är inte startdatum.
guard-G-CAUSE = Andra utfall konkurrerar: den som studerar eller lämnat för gott kan inte börja arbeta. Det är inräknat.
guard-G-SUSTAIN = Starter de senaste { $d } dagarna kan inte bedömas.
guard-G-EVER = "Har haft" är inte "har" arbete.
guard-G-DEFSWITCH = Definitionen har ändrats sedan förra rapporten.
guard-G-DENOM = Målet kan läsas på två sätt.
guard-G-IMMORTAL = Gruppen bildades efter start.
guard-G-MEDIATOR = Uppgiften är mätt efter start.
guard-G-PH = Kvoten ändras över tid; månader visas.
guard-G-COMPLETED = Endast avslutade räknades.
guard-G-ONGOING = Endast avslutade räknades.
guard-G-LOOK = Påståendet kräver larmstrecket.
guard-G-SHRINK = Utjämnade tal får inte användas i larm.
guard-G-RTM = En del av ändringen väntas av slump.
guard-G-CEILING = Många är redan på högsta värdet.
guard-G-CAUSAL = Texten påstår orsak utan ett upplägg som tillåter det.
guard-G-DELTA = Skillnaden mot förra rapporten röjer få personer.
guard-G-DOSE = Kontrollera indata: närvaron är högre än planen.
guard-G-TRUNC = En del skrevs in innan uppgifterna börjar. De räknas från den dag de först syns.
guard-G-MIDPOINT = En del starter är bara kända som ett tidsspann. De räknas mitt i spannet.
guard-other = Kontrollera indata ({ $code }).

## Sidan
page-skip = Hoppa till innehållet
page-fake = Påhittade siffror. Personerna finns inte och resultaten är inte verkliga.
page-kick = Rapport till styrgruppen
page-kick-quarter = Rapport till styrgruppen · { $quarter }
quarter-1 = { $year }, första kvartalet
quarter-2 = { $year }, andra kvartalet
quarter-3 = { $year }, tredje kvartalet
quarter-4 = { $year }, fjärde kvartalet
page-contents = På den här sidan
page-title = { $title }: rapport till styrgruppen, { $quarter }
page-title-plain = { $title }: rapport till styrgruppen
page-title-fake = { $title } (påhittade siffror)
page-description = Kvartalsrapport till styrgruppen för { $title }. Uppgifter till och med { $day }.
status-who = Vilka som räknas
status-who-dates = { $people }, inskrivna från { $start } till { $end }
status-who-plain = { $people }
status-until = Uppgifter till och med
status-known = Hur det gick efter ett år
status-known-all = Känt för alla { $n }
status-known-some = Känt för { $known } av { $n }. För { $unknown } vet vi inte
status-known-share = Känt för { $percent }
status-number = Rapport nummer
status-number-planned = { $number } av { $planned } planerade
status-withheld = Prickade rutor
status-withheld-none = Inga
status-withheld-some = { $count ->
    [0] Inga i huvudfiguren. I tabellerna finns prickade rutor
    [one] En grupp i huvudfiguren, för att ingen ska kännas igen
   *[other] { $n } grupper i huvudfiguren, för att ingen ska kännas igen
}
lead-gaps-check = Ingen skillnad mellan grupper är fastställd, men se efter: { $list }.
lead-gaps-none = Ingen skillnad mellan grupper är fastställd.
footer-heading = Så är sidan gjord
footer-withheld = Prickade rutor rör så få personer att någon kunde kännas igen. Grupper under { $k } personer visas aldrig. Ibland prickas en ruta till, så att den första inte går att räkna ut.
footer-likely = Det tjocka strecket visar vad som är troligt: i 95 fall av 100 ligger det rätta värdet där. Larmstrecket är bredare. Bara det som klarar larmstrecket kallas fastställt.
footer-unknown = Den som vi inte vet något om räknas för sig, aldrig som nej.
footer-offline = Sidan hämtar inget från nätet och fungerar utan skript.
footer-methods = Metoder: { $methods }. Version { $version }. Uppgifter till och med { $day }.
footer-fake = Påhittade siffror. Studien är till för att prova verktyget.

gap-check = Det tjocka strecket når inte noll, men larmstrecket gör det. Se efter, men dra ingen slutsats än.
heading-flow-lost = Flest föll bort { $where }: { $people }
lost-at-accepted = innan de blev antagna
lost-at-enrolled = innan de skrevs in
lost-at-any_activity = innan första aktiviteten
lost-at-followed_1 = innan uppföljningen efter 3 månader
lost-at-followed_2 = innan uppföljningen efter 6 månader
lost-at-followed_3 = innan uppföljningen efter 9 månader
lost-at-followed_4 = innan uppföljningen efter 12 månader
lost-at-outcome_known = innan vi fick veta hur det gick
tag-established = Fastställd skillnad
tag-check = Se efter
tag-none = Går inte att säga än
tag-insufficient = För lite underlag
tag-blocked = Kan inte besvaras här
tag-changing = Ändras över tid
## Utforskning
explore-mark = Inte för spridning
explore-note = Exakta tal om få personer. Bara för den som arbetar med studiens uppgifter.
explore-missing = Svaret har ingen tabell { $table }. Det har: { $tables }.
explore-hidden-ratios = Hazardkvoterna visas inte: kvoten ändras över tid (G-PH). Läs månaderna.
