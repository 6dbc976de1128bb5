## Hur säkert är det?
sure-counted = Vi har räknat alla. Vi gissar inte.
sure-months = Om vi tar alla är snittet nog { $range } månader.
sure-gap = Se på de minsta grupperna här. Mellan dem syns inte en skillnad under { $gap }.
sure-unknown = Vi vet inte än hur det är för { $people } efter { $t } månader. Vi räknar dem aldrig som nej.
sure-known-part = När vi vet mer om fler blir allt på sidan mer säkert.
sure-curve = Linjen slutar där vi följer för få. Ett långt streck uppåt och neråt betyder att det är osäkert.
sure-look = Vi tittar { $looks } gånger. Därför är det tunna strecket bredare. Då larmar vi sällan av en slump.
sure-look-many = Vi tittar många gånger. Därför är det tunna strecket bredare. Då larmar vi sällan av en slump.
sure-median = Vi vet ungefär när det hände, inte vilken dag.
sure-sustained = Vi räknar bara arbete som vi har kunnat följa i { $d } dagar.
sure-bounds = Det här är det lägsta och det högsta det kan vara. Det är inte det mest troliga. Slumpen gör det lite mer osäkert. Några hittar vi inte längre. Till dem hör alla som inte svarade den senaste gången vi skulle fråga. Till dem hör också de som har slutat.
sure-standardised = Här räknar vi som om grupperna var lika i { $x } vid start.
sure-standardised-bare = Här räknar vi som om grupperna var lika vid start.
sure-states = En del hittar vi inte längre. Vi tänker att de har det som de andra.
method-M3-1 = Så räknar vi: nästan ingen slutar av andra skäl. Därför följer vi hur många som inte har kommit så långt än.
method-M3-2 = Så räknar vi: den som studerar eller slutar för gott är kvar i gruppen. Vi räknar inte det som arbete.
method-M3-2-own = Så räknar vi: den som slutar av andra skäl är kvar i gruppen. Den personen har inte kommit så långt.
method-M3-3 = Så räknar vi: ofta vet vi bara ungefär när arbetet började. Det var någon gång mellan två gånger som vi frågade. Vi räknar med hela den tiden. Vi gissar ingen dag.
sure-few = { $count ->
    [one] Vi vet för lite om en grupp.
   *[other] Vi vet för lite om { $n } grupper.
}
sure-wide = { $count ->
    [one] Vi är mycket osäkra på svaret för en grupp.
   *[other] Vi är mycket osäkra på svaret för { $n } grupper.
}

## Det här säger talen inte
not-said-flow = En del har inte varit med ett år än. De har inte slutat. Det går inte att dela det sista talet med det första.
not-said-composition = Om det är rätt grupper som är med. Då måste vi veta vilka projektet är till för.
not-said-known = Hur det gick för dem som vi inte vet något om. Det kan ha gått på ett annat sätt för dem.
not-said-within = Varför det blev så. Och om de fick ha arbetet kvar. Grupper kan vara olika på fler sätt än det vi visar.
not-said-within-own = Varför det blev så. Grupper kan vara olika på fler sätt än det vi visar.
not-said-curve = Om de fick ha arbetet kvar. Den som slutar för gott eller studerar har inte arbete här.
not-said-curve-own = Vad som hände sedan. Linjen visar bara när det hände första gången.
not-said-median = Hur det går för den andra hälften. För en del tar det lång tid. En del kommer aldrig så långt.
not-said-months = Om de fick ha arbetet kvar. Vi räknar tiden från första dagen.
not-said-months-own = Vad som hände sedan. Vi räknar bara tiden till första gången.
not-said-gaps = Varför det skiljer. Även om vi inte ser någon skillnad kan det finnas en.
not-said-sustained = Om de har arbetet kvar nu. Och varför en del arbeten tog slut.
not-said-bounds = Hur det gick för dem som vi inte hittar.
not-said-standardised = Hur det gick på riktigt. Vi har räknat som om alla var lika vid start.
not-said-adjusted = Varför det skiljer. De kan ha varit olika vid start på sätt som vi inte vet om.
not-said-states = Hur länge ett arbete varar. Och varför det är som det är.

## Skäl
reason-ONE_LEVEL = alla hör till samma grupp. Vi har inga andra att jämföra med.
reason-INTERVAL = för många vet vi bara på ett ungefär när de började.
reason-INTERVAL_ROWS = för många vet vi bara på ett ungefär när de började. Det som vi då måste ha finns inte i det vi får.
reason-DETECT = den dag då vi frågade är inte den dag då de började arbeta.
reason-FEW_EVENTS = det har hänt för få än.
reason-FEW_AT_RISK = vi har följt för få så länge.
reason-FEW_FOLLOWED = vi har följt för få så länge.
reason-WIDE = svaret är mycket osäkert.
reason-NO_TABLE = vi har inga sådana uppgifter.
reason-OF_WHOLE = det här gäller bara hela projektet.
reason-OF_REFERRED = de räknas från en annan dag.
reason-NOT_REACHED = hälften har inte kommit så långt än.
reason-WITHHELD = det är så få att någon kan bli igenkänd. Eller så går talet att använda för att räkna ut ett dolt tal.
reason-EXCEPTED = det är få personer, men det är beslutat att talet får visas.
reason-DOMINANCE = en enda person betyder för mycket för talet.
reason-FEW_PER_TERM = det har hänt för få för att ta hänsyn till så mycket.
reason-UNSTABLE = det blev inget säkert svar.
reason-FEW_PER_STATE = på något ställe finns för få personer.
reason-NO_REGISTER = vi följer ingen i ett register.
reason-NOT_PROPORTIONAL = det skiljer olika mycket vid olika tid. Vi visar månader.
reason-NOT_SUSTAINED_YET = vi har följt för få så länge efter start.
reason-other = vi vet för lite.

## Vakter
guard-G-ABSENCE = Att vi inte vet betyder inte "nej".
guard-G-MATURE = Vi har inte följt alla i { $h } månader.
guard-G-CUT = Om vi inte vet får vi inte säga "utan arbete".
guard-G-DETECT = Den dag då vi frågade är inte den dag då det började.
guard-G-CAUSE = Det kan gå på andra sätt. Den som studerar eller slutar för gott kan inte börja arbeta. Det har vi räknat med.
guard-G-SUSTAIN = Vi vet inte än om det som är nytt varar. Det gäller det som är nytt de senaste { $d } dagarna.
guard-G-EVER = Att ha haft ett arbete är inte att ha ett nu.
guard-G-DEFSWITCH = Vi räknar på ett nytt sätt sedan förra rapporten.
guard-G-DENOM = Målet går att läsa på två sätt.
guard-G-IMMORTAL = Gruppen kom till först efter start.
guard-G-MEDIATOR = Vi fick veta det först efter start.
guard-G-PH = Skillnaden ändras med tiden. Därför visar vi månader.
guard-G-COMPLETED = Vi räknade bara dem som har slutat.
guard-G-ONGOING = Vi räknade bara dem som har slutat.
guard-G-LOOK = Vi får bara säga det om det tunna strecket klarar det.
guard-G-SHRINK = De här talen får inte ge larm.
guard-G-RTM = En del av det som har ändrats är nog bara slump.
guard-G-CEILING = Många har redan svarat så högt det går.
guard-G-CAUSAL = Texten säger varför, men det kan vi inte veta.
guard-G-DELTA = Det går att se några få personer om vi jämför med förra rapporten.
guard-G-DOSE = Se efter: fler timmar är gjorda än det finns i planen.
guard-G-TRUNC = En del kom in innan vi började skriva upp. Vi räknar dem från första dagen vi ser dem.
guard-G-MIDPOINT = Ibland vet vi bara ungefär när det började. Då räknar vi mitt i den tiden.
guard-other = Se efter om talen stämmer ({ $code }).
