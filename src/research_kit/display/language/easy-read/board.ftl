## Förra gången: beslut och vad som hände sedan
section-decided = Det här beslutade ni förra gången. Så gick det
explore-decided = Vad som hände efter besluten skrivs när allt är klart.
decided-none = Ni har inte beslutat något som vi kan följa här.
decided-none-measured = Vi har inte mätt något beslut igen än.
decided-waiting = { $count ->
    [one] Ett beslut väntar på att vi ska mäta igen.
    [2] Två beslut väntar på att vi ska mäta igen.
    [3] Tre beslut väntar på att vi ska mäta igen.
    [4] Fyra beslut väntar på att vi ska mäta igen.
    [5] Fem beslut väntar på att vi ska mäta igen.
    [6] Sex beslut väntar på att vi ska mäta igen.
   *[other] Flera beslut väntar på att vi ska mäta igen.
}
one-measured-met = Ett beslut har vi mätt igen. Det gick som ni ville.
one-measured-not_met = Ett beslut har vi mätt igen. Det gick inte som ni ville.
one-measured-worse = Ett beslut har vi mätt igen. Det är sämre än förut.
one-measured-cannot_be_told = Ett beslut har vi mätt igen. Det gick inte att säga hur det blev.
several-measured = { $count ->
    [one] Ett beslut har vi mätt igen. Så här gick det: { $list }.
    [2] Två beslut har vi mätt igen. Så här gick det: { $list }.
    [3] Tre beslut har vi mätt igen. Så här gick det: { $list }.
    [4] Fyra beslut har vi mätt igen. Så här gick det: { $list }.
    [5] Fem beslut har vi mätt igen. Så här gick det: { $list }.
    [6] Sex beslut har vi mätt igen. Så här gick det: { $list }.
   *[other] Flera beslut har vi mätt igen. Så här gick det: { $list }.
}
of-them-met = { $count ->
    [one] ett gick som ni ville
    [2] två gick som ni ville
    [3] tre gick som ni ville
    [4] fyra gick som ni ville
    [5] fem gick som ni ville
    [6] sex gick som ni ville
   *[other] flera gick som ni ville
}
of-them-not_met = { $count ->
    [one] ett gick inte som ni ville
    [2] två gick inte som ni ville
    [3] tre gick inte som ni ville
    [4] fyra gick inte som ni ville
    [5] fem gick inte som ni ville
    [6] sex gick inte som ni ville
   *[other] flera gick inte som ni ville
}
of-them-worse = { $count ->
    [one] för ett är det sämre än förut
    [2] för två är det sämre än förut
    [3] för tre är det sämre än förut
    [4] för fyra är det sämre än förut
    [5] för fem är det sämre än förut
    [6] för sex är det sämre än förut
   *[other] för flera är det sämre än förut
}
of-them-cannot_be_told = { $count ->
    [one] för ett gick det inte att säga hur det blev
    [2] för två gick det inte att säga hur det blev
    [3] för tre gick det inte att säga hur det blev
    [4] för fyra gick det inte att säga hur det blev
    [5] för fem gick det inte att säga hur det blev
    [6] för sex gick det inte att säga hur det blev
   *[other] för flera gick det inte att säga hur det blev
}
all-of-them-met = { $count ->
    [2] båda gick som ni ville
   *[other] alla gick som ni ville
}
all-of-them-not_met = inget gick som ni ville
all-of-them-worse = { $count ->
    [2] för båda är det sämre än förut
   *[other] för alla är det sämre än förut
}
all-of-them-cannot_be_told = för inget gick det att säga hur det blev
mark-new = Nytt den här gången
decided_then-met = Det gick som ni ville
decided_then-met-rebound = Det gick som ni ville, men en stor del hade nog kommit ändå
decided_then-not_met = Det gick inte som ni ville
decided_then-not_met-rebound = Det gick inte som ni ville. En stor del hade nog kommit ändå
decided_then-worse = Det är sämre än förut
decided_then-cannot_be_told = Det gick inte att säga hur det blev
decided_then-cannot_be_told-rebound = Det gick inte att säga hur det blev. En stor del hade nog kommit ändå
decided-when = Ni beslutade det här i { $quarter }. Vi mäter { $measure }. Vi mäter det för { $group }.
hoped-higher = Ni ville att talet skulle gå upp { $size }.
hoped-lower = Ni ville att talet skulle gå ner { $size }.
since-then = Sedan dess har talet ändrats: { $change }. Det är osäkert. Det kan vara { $range }. { $chance }.
since-untold = Vi kan inte säga vad som har hänt sedan dess. Skälet: { $reason }
chance-part = Av det hade { $size } nog kommit ändå, av bara slump
chance-apart = Bara av slump hade det nog blivit { $size }
chance-none = Inget av det hade kommit av bara slump
chance-unknown = Vi vet inte hur mycket av det som bara är slump
after-FEW_PEOPLE = för få har kommit efter att ni ändrade.
after-FEW_BEFORE = för få hade kommit innan ni ändrade.
after-FEW_EVENTS = det har hänt för få efter att ni ändrade.
after-NO_TABLE = vi vet inget om dem som kom efteråt.
after-NO_METHOD = ett sådant tal kan vi inte mäta igen.
after-NOT_TOLD = vi kan inte få fram talet efteråt.
after-SUBTRACTED = någon skulle kunna räkna ut tal om några få personer.
after-WITHHELD = det är så få att någon kan bli igenkänd.
after-other = vi vet för lite om tiden efteråt.
label-rebound = hade nog kommit ändå: { $size }
label-no-rebound = inget hade kommit ändå
claim-measure = talet
figure-title-rebound = { $measure }, { $group }: före och efter att ni ändrade.
desc-after-likely = Efter att ni ändrade är talet nog { $range }.
caption-rebound = Ringen är talet innan ni ändrade. Den fyllda punkten är talet efter. Fältet med ränder är det som slumpen ensam nog hade gett.
caption-before-after = Ringen är talet innan ni ändrade. Den fyllda punkten är talet efter.
caption-likely = Det rätta talet finns nog på det tjocka strecket.
row-before = Före: rapporten för { $quarter }
row-before-undated = Före
row-unchanged = Hade nog kommit ändå
fact-view = Vad de som är med säger
fact-owner = Vem gör det?
fact-review = När mäter vi igen?
fact-takes = Hur många behövs?
view-confirmed = de håller med
view-contradicted = de håller inte med
view-not_asked = vi har inte frågat dem om det här
review-after = Vi mäter igen i den första rapporten efter { $day }.
review-moved = Vi mäter igen i den första rapporten efter { $day }. Ni tänkte er { $asked }. Men då hade för få hunnit komma.
review-nothing = Ni ändrar inget. Då finns inget att mäta. Frågan kommer igen efter { $day }.
measurable-on = Från { $day } hade det gått.
lacks-NOTHING_EXPECTED = Ni ändrar inget. Då finns inget att mäta.
lacks-NO_BASELINE = Det går inte att mäta. Vi har inget tal från tiden före.
lacks-COUNTS_UNTOLD = Vi vet inte hur många som behövs. En del av talen får vi inte visa.
lacks-NO_METHOD = Vi kan inte räkna ut hur många som behövs. Det går inte för ett sådant tal.
lacks-BASELINE_TOO_UNSURE = Det går inte att mäta. Talet före är för osäkert.
lacks-INFLOW_UNKNOWN = Vi vet inte om det går att mäta. Vi vet inte hur många som kommer.
lacks-TOO_FEW = Det går inte att mäta. För få hinner komma innan dess.
takes = { $required } efter att ni ändrade
takes-gap = { $required } i varje grupp efter att ni ändrade
takes-and-has = { $required } efter att ni ändrade. Vi har { $has }
takes-and-expects = { $required } efter att ni ändrade. Vi tror att det kommer { $expected }
takes-and-expects-gap = { $required } i varje grupp efter att ni ändrade. Vi tror att det kommer { $expected }
change-unseen = Så få har kommit att vi bara kan se en ändring på minst { $gap }.
sure-met = Talet har ändrats mer än det brukar göra av bara slump. Det kan ha ändrats så mycket som ni ville. Men det är inte säkert.
sure-not_met = Talen efter att ni ändrade passar inte med det som ni ville.
sure-worse = Talet har gått åt fel håll, mer än det brukar göra av bara slump.
sure-cannot_be_told = Kanske har inget ändrats. Kanske har det ändrats så som ni ville. Talen passar med båda.
sure-beyond = Om vi tar bort slumpen har talet nog ändrats { $range }.
not-said-met = Att det bara är ert beslut som syns. Annat kan ha ändrats då.
not-said-not_met = Att ni beslutade fel. Det hade kunnat gå på ett annat sätt utan det.
not-said-worse = Att det är ert beslut som syns. Annat kan ha ändrats då.
not-said-cannot_be_told = Att ni beslutade rätt eller fel. Talet räcker inte för att ändra igen.
earlier-heading = Beslut som vi har mätt igen förut
short-measured = Ni beslutade det i { $quarter }. { $verdict }.
short-decided = Ni beslutade det i { $quarter }. Den som gör det: { $owner }.
short-view = Vad de som är med säger: { $view }
role-project_owner = den som äger projektet
role-project_lead = de som leder projektet
role-process_lead = den som leder vägen genom projektet
role-activity_lead = den som leder det som görs
role-case_workers = de som tar hand om ärenden
role-partner_organisation = någon som vi arbetar med
role-civil_society = en förening

## Nytt och säkert
explore-news = Vad som är nytt och säkert skrivs när allt är klart.
news-intro = Här står bara det som är säkert. Vi tittar många gånger. Därför kräver vi mer för att säga säkert.
news-intro-first = Här står bara det som är säkert. Det finns ingen rapport från förut att jämföra med.
news-intro-unkept = Här står bara det som är säkert. Vi har inte sparat vad som stod förut. Då kan vi inte jämföra.
news-nothing = Inget är nytt och säkert det här kvartalet.
news-nothing-else = Inget mer är nytt och säkert det här kvartalet.
news-more = { $count ->
    [one] En sak till är ny och säker. Den står längre ner.
    [2] Två saker till är nya och säkra. De står längre ner.
    [3] Tre saker till är nya och säkra. De står längre ner.
    [4] Fyra saker till är nya och säkra. De står längre ner.
    [5] Fem saker till är nya och säkra. De står längre ner.
    [6] Sex saker till är nya och säkra. De står längre ner.
   *[other] Flera saker till är nya och säkra. De står längre ner.
}
news-level = Så mycket kan vi säga: { $level }.
news-view = Vad de som är med säger: { $view }
news-link = Läs mer under { $part }
level-E0 = vi vet för lite
level-E1 = hur det är
level-E2 = att det skiljer eller hör ihop
level-E3 = att det hör ihop, när vi tar hänsyn till annat
level-E4 = vad som hände när lotten eller en bestämd ordning styrde

## Sidans delar, i korthet
part-equity = Är det lika för alla?
part-participants-voice = Vad de som är med säger
part-questions-asked = Frågor som ni ska besluta om
part-depth = Läs mer
part-activity-effects = Vad de gör i projektet
part-participants = Vilka som är med
part-indicators = Styrgruppens egna frågor
part-remeasure = Beslut som vi har mätt igen
depth-intro = Öppna det som ni vill veta mer om. Varje rad är ett svar.
part-depth-equity = Mer om det är lika för alla
part-depth-participants-voice = Mer om vad de som är med säger

## Det viktigaste, i högst tre meningar
lead-none-measured = Det är för tidigt att mäta besluten igen.
lead-check = Inget är säkert, men se på det här nu: { $list }.
lead-established = Det här är säkert: { $list }.
status-changed = Nytt sedan förra rapporten
status-changed-news = { $count ->
    [one] En sak är ny och säker
    [2] Två saker är nya och säkra
    [3] Tre saker är nya och säkra
    [4] Fyra saker är nya och säkra
    [5] Fem saker är nya och säkra
    [6] Sex saker är nya och säkra
   *[other] Flera saker är nya och säkra
}
status-changed-measured = { $count ->
    [one] vi har mätt ett beslut igen
    [2] vi har mätt två beslut igen
    [3] vi har mätt tre beslut igen
    [4] vi har mätt fyra beslut igen
    [5] vi har mätt fem beslut igen
    [6] vi har mätt sex beslut igen
   *[other] vi har mätt flera beslut igen
}
walk-rows = Läs en rad i taget. Tryck på pil upp eller ner
status-changed-unkept = Den första gången vi sparar svaren
