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
sure-bounds = Det här är yttersta gränser, inte troliga värden. Slumpen kommer till. Som tappade räknas de som vi inte nådde vid den senaste uppföljning som skulle ha gjorts, även den som har lämnat projektet.
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

## Skäl
reason-ONE_LEVEL = alla deltagare hör till samma grupp. En jämförelse kräver uppgifter utifrån.
reason-INTERVAL = för många starter är bara kända som ett långt tidsspann.
reason-INTERVAL_ROWS = för många starter är bara kända som ett långt tidsspann, och det som då behövs finns inte i parternas tabeller.
reason-DETECT = dagen för uppföljningen är inte dagen då arbetet började.
reason-FEW_PEOPLE = det är för få personer.
reason-FEW_EVENTS = det har hänt för få ännu.
reason-FEW_AT_RISK = för få har följts så länge.
reason-FEW_FOLLOWED = för få har följts så länge.
reason-WIDE = osäkerheten är stor.
reason-NO_TABLE = studien har inga sådana uppgifter.
reason-OF_WHOLE = det här gäller bara projektet som helhet.
reason-OF_REFERRED = de anvisade räknas från dagen då de anvisades.
reason-NOT_REACHED = hälften har ännu inte nått dit.
reason-WITHHELD = så få personer att någon kunde kännas igen, eller en uppgift som annars hade avslöjat det.
reason-EXCEPTED = få personer, men projektet har beslutat att visa uppgiften.
reason-DOMINANCE = en enda person betyder för mycket för talet.
reason-FEW_PER_TERM = det har hänt för få för att ta hänsyn till så mycket.
reason-UNSTABLE = modellen gav inget säkert svar.
reason-FEW_PER_STATE = i något läge finns för få personer.
reason-NO_REGISTER = ingen följs genom ett register.
reason-NOT_PROPORTIONAL = skillnaden ändras över tid. Månaderna visas i stället.
reason-NOT_SUSTAINED_YET = för få har följts så länge efter en start.
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
