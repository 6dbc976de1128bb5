## Förra gången: beslut och vad som kom av dem (METHODS 11)
section-decided = Vad vi beslutade förra gången – och vad som hände
explore-decided = Vad som kom av besluten skrivs av det som har släppts, när en körning är klar.
decided-none = Styrgruppen har inte fattat något beslut som följs upp här.
decided-none-measured = Inget beslut har mätts om än.
decided-waiting = { $count ->
    [one] Ett beslut väntar på sin uppföljning.
    [2] Två beslut väntar på sin uppföljning.
    [3] Tre beslut väntar på sin uppföljning.
    [4] Fyra beslut väntar på sin uppföljning.
    [5] Fem beslut väntar på sin uppföljning.
    [6] Sex beslut väntar på sin uppföljning.
   *[other] Flera beslut väntar på sin uppföljning.
}
one-measured-met = Ett beslut har mätts om. Det är uppfyllt.
one-measured-not_met = Ett beslut har mätts om. Det är inte uppfyllt.
one-measured-worse = Ett beslut har mätts om. Läget är sämre än förut.
one-measured-cannot_be_told = Ett beslut har mätts om. Det gick inte att säga om det är uppfyllt.
several-measured = { $count ->
    [one] Ett beslut har mätts om: { $list }.
    [2] Två beslut har mätts om: { $list }.
    [3] Tre beslut har mätts om: { $list }.
    [4] Fyra beslut har mätts om: { $list }.
    [5] Fem beslut har mätts om: { $list }.
    [6] Sex beslut har mätts om: { $list }.
   *[other] Flera beslut har mätts om: { $list }.
}
all-of-them-met = { $count ->
    [2] båda är uppfyllda
   *[other] alla är uppfyllda
}
all-of-them-not_met = inget är uppfyllt
all-of-them-worse = { $count ->
    [2] för båda är läget sämre
   *[other] för alla är läget sämre
}
all-of-them-cannot_be_told = inget gick att bedöma
of-them-met = { $count ->
    [one] ett är uppfyllt
    [2] två är uppfyllda
    [3] tre är uppfyllda
    [4] fyra är uppfyllda
    [5] fem är uppfyllda
    [6] sex är uppfyllda
   *[other] flera är uppfyllda
}
of-them-not_met = { $count ->
    [one] ett är inte uppfyllt
    [2] två är inte uppfyllda
    [3] tre är inte uppfyllda
    [4] fyra är inte uppfyllda
    [5] fem är inte uppfyllda
    [6] sex är inte uppfyllda
   *[other] flera är inte uppfyllda
}
of-them-worse = { $count ->
    [one] för ett är läget sämre
    [2] för två är läget sämre
    [3] för tre är läget sämre
    [4] för fyra är läget sämre
    [5] för fem är läget sämre
    [6] för sex är läget sämre
   *[other] för flera är läget sämre
}
of-them-cannot_be_told = { $count ->
    [one] ett gick inte att bedöma
    [2] två gick inte att bedöma
    [3] tre gick inte att bedöma
    [4] fyra gick inte att bedöma
    [5] fem gick inte att bedöma
    [6] sex gick inte att bedöma
   *[other] flera gick inte att bedöma
}
mark-new = Nytt i den här rapporten
decided_then-met = Uppfyllt
decided_then-met-rebound = Uppfyllt, men en stor del hade väntats ändå
decided_then-not_met = Inte uppfyllt
decided_then-not_met-rebound = Inte uppfyllt: en stor del hade väntats ändå
decided_then-worse = Sämre än förut
decided_then-cannot_be_told = Gick inte att säga
decided_then-cannot_be_told-rebound = Gick inte att säga: en stor del hade väntats ändå
in-quarter-1 = första kvartalet { $year }
in-quarter-2 = andra kvartalet { $year }
in-quarter-3 = tredje kvartalet { $year }
in-quarter-4 = fjärde kvartalet { $year }
decided-when = Ni beslutade detta i { $quarter }. Det mäts för { $group }: { $measure }.
hoped-higher = Ni hoppades på { $size } upp.
hoped-lower = Ni hoppades på { $size } ned.
since-then = Sedan dess: { $change } ({ $range }); { $chance }.
since-untold = Vad som har hänt sedan dess går inte att säga: { $reason }
chance-part = av det hade { $size } väntats även utan ändring
chance-apart = utan ändring hade { $size } väntats
chance-none = inget av det hade väntats utan ändring
chance-unknown = hur mycket av det som hade väntats ändå vet vi inte
after-FEW_PEOPLE = för få personer har kommit efter ändringen.
after-FEW_BEFORE = för få personer hade kommit före ändringen.
after-FEW_EVENTS = det har hänt för få efter ändringen.
after-NO_TABLE = studien har inga sådana uppgifter om dem som kom efter ändringen.
after-NO_METHOD = det finns ingen metod för att mäta ett sådant tal igen.
after-NOT_TOLD = talet efter ändringen kan inte tas fram.
after-SUBTRACTED = några få personer skulle kunna räknas fram med hjälp av tidigare rapporter.
after-WITHHELD = det rör så få personer att någon kunde kännas igen.
after-other = det finns inte underlag nog efter ändringen.
label-before = Före { $value }
label-after = Efter { $value }
label-rebound = väntat även utan ändring: { $size }
label-no-rebound = inget hade väntats utan ändring
claim-measure = måttet
claim-beside = { $what } ({ $beside })
claim-number = { $what }, { $group }: { $value }
figure-title-rebound = { $measure }, { $group }: före och efter ändringen.
desc-after-likely = Efter ändringen är det troliga värdet { $range }.
caption-rebound = Ringen är talet före ändringen, den fyllda punkten talet efter. Det randiga fältet visar vad slumpen ensam hade väntats ge.
caption-before-after = Ringen är talet före ändringen, den fyllda punkten talet efter.
caption-likely = Det tjocka strecket visar vad som är troligt.
row-before = Före: rapporten för { $quarter }
row-before-undated = Före
row-unchanged = Väntat utan ändring
row-after = Från { $day }
column-when = Tid
column-number = Mått
table-rebound = { $measure }, { $group }
fact-view = Deltagarnas bild
fact-owner = Ansvar
fact-review = Mäts om
fact-takes = Vad som krävs
view-confirmed = bekräftar
view-contradicted = säger emot
view-not_asked = inte tillfrågade om detta
view-with-comment = { $view }. { $comment }
review-after = Mäts om i första rapporten efter { $day }.
review-moved = Mäts om i första rapporten efter { $day }. Det var tänkt till { $asked }, men då hade för få personer hunnit komma.
review-nothing = Inget ändras, så inget mäts om. Frågan tas upp igen efter { $day }.
measurable-on = Från { $day } skulle det gå.
lacks-NOTHING_EXPECTED = Inget ändras, så inget mäts om.
lacks-NO_BASELINE = Kommer inte att gå att mäta: det finns inget tal att utgå från.
lacks-COUNTS_UNTOLD = Hur många personer som krävs vet vi inte: antalen bakom talet är dolda.
lacks-NO_METHOD = Hur många personer som krävs går inte att räkna ut: det finns ingen metod för ett sådant tal.
lacks-BASELINE_TOO_UNSURE = Kommer inte att gå att mäta: talet före är för osäkert.
lacks-INFLOW_UNKNOWN = Om det går att mäta vet vi inte: det är inte känt hur många som kommer.
lacks-TOO_FEW = Kommer inte att gå att mäta: för få personer hinner komma före uppföljningen.
takes = { $required } efter ändringen
takes-gap = { $required } i varje grupp efter ändringen
takes-and-has = { $required } efter ändringen. Vi har { $has }
takes-and-expects = { $required } efter ändringen krävs, { $expected } väntas
takes-and-expects-gap = { $required } i varje grupp krävs efter ändringen, { $expected } väntas
change-unseen = Med dem som har kommit hade ändringar under { $gap } inte synts.
sure-met = Ändringen är större än vad slumpen ensam väntas ge. Att den är så stor som ni hoppades är möjligt, men inte fastställt.
sure-not_met = Den ändring som ni hoppades på går inte ihop med talen efter ändringen.
sure-worse = Talet har gått åt fel håll, mer än vad slumpen ensam väntas ge.
sure-cannot_be_told = Talen går ihop både med ingen ändring och med den som ni hoppades på.
sure-beyond = Utöver slumpen är ändringen troligen { $range }.
not-said-met = Att beslutet är hela förklaringen. Annat kan ha ändrats samtidigt.
not-said-not_met = Att beslutet var fel. Läget kunde ha varit ett annat utan det.
not-said-worse = Att beslutet är förklaringen. Annat kan ha ändrats samtidigt.
not-said-cannot_be_told = Att beslutet var rätt eller fel. Talet räcker inte för att ändra igen.
earlier-heading = Beslut som har mätts om tidigare
waiting-heading = Beslut som väntar
short-measured = Beslutat i { $quarter }. { $verdict }.
short-decided = Beslutat i { $quarter }. Ansvar: { $owner }.
short-view = Deltagarnas bild: { $view }
role-steering_group = styrgruppen
role-project_owner = projektägaren
role-project_lead = projektledningen
role-process_lead = processledaren
role-activity_lead = den som leder aktiviteten
role-coach_team = coacherna
role-case_workers = handläggarna
role-partner_organisation = en partner
role-municipality = kommunen
role-employment_service = Arbetsförmedlingen
role-social_insurance_agency = Försäkringskassan
role-health_care = vården
role-civil_society = civilsamhället
role-researcher = forskaren

## Nytt och säkert
section-news = Nytt och säkert
explore-news = Vad som är nytt och säkert skrivs av det som har släppts, när en körning är klar.
news-intro = Bara det som klarar larmstrecket står här. Det är ett strängare krav, eftersom vi tittar många gånger.
news-intro-first = Bara det som klarar larmstrecket står här. Det finns ingen tidigare rapport att jämföra med.
news-intro-unkept = Bara det som klarar larmstrecket står här. Fynden i tidigare rapporter är inte sparade, så det finns inget att jämföra med.
news-nothing = Inget är nytt och säkert det här kvartalet.
news-nothing-else = Inget annat är nytt och säkert det här kvartalet.
news-more = { $count ->
    [one] Ett fynd till är nytt och säkert. Det står i avsnitten nedan.
    [2] Två fynd till är nya och säkra. De står i avsnitten nedan.
    [3] Tre fynd till är nya och säkra. De står i avsnitten nedan.
    [4] Fyra fynd till är nya och säkra. De står i avsnitten nedan.
    [5] Fem fynd till är nya och säkra. De står i avsnitten nedan.
    [6] Sex fynd till är nya och säkra. De står i avsnitten nedan.
   *[other] Fler fynd är nya och säkra. De står i avsnitten nedan.
}
news-level = Nivå: { $level }.
news-view = Deltagarnas bild: { $view }
news-link = Se mer under { $part }
level-E0 = för lite underlag
level-E1 = beskrivning
level-E2 = skillnad eller samband
level-E3 = samband, med hänsyn till annat
level-E4 = jämförelse genom lottning eller start i bestämd ordning

## Sidans delar, i korthet
part-decided-part = Förra gången
part-news-part = Nytt och säkert
part-equity = Rättvisa
part-participants-voice = Vad deltagarna säger
part-targets = Målen
part-questions-asked = Frågor att besluta om
part-depth = Fördjupning
part-activity-effects = Aktiviteterna
part-time-to-employment = Tid till arbete
part-process = Vägen och väntan
part-participants = Vilka deltagarna är
part-indicators = Styrgruppens egna mått
part-esf-plus = ESF+
part-remeasure = Uppföljda beslut
depth-intro = Öppna det som ni vill veta mer om. Varje rad är ett svar.
part-depth-equity = Mer om rättvisa
part-depth-participants-voice = Mer om vad deltagarna säger
part-depth-targets = Mer om målen

## Det viktigaste, i högst tre meningar
lead-none-measured = Inget av besluten är moget att mätas om än.
lead-check = Inget är fastställt, men se på det här nu: { $list }.
lead-established = Det här är fastställt: { $list }.
lead-target = { $said }.
status-changed = Ändrat sedan förra rapporten
status-changed-first = Det här är den första
status-changed-unkept = Den första vars fynd sparas
status-changed-none = Inget nytt är säkert
status-changed-news = { $count ->
    [one] Ett fynd är nytt och säkert
    [2] Två fynd är nya och säkra
    [3] Tre fynd är nya och säkra
    [4] Fyra fynd är nya och säkra
    [5] Fem fynd är nya och säkra
    [6] Sex fynd är nya och säkra
   *[other] Flera fynd är nya och säkra
}
status-changed-measured = { $count ->
    [one] ett beslut har mätts om
    [2] två beslut har mätts om
    [3] tre beslut har mätts om
    [4] fyra beslut har mätts om
    [5] fem beslut har mätts om
    [6] sex beslut har mätts om
   *[other] flera beslut har mätts om
}

## Figurer, rad för rad
walk-rows = Läs figuren rad för rad med piltangenterna
