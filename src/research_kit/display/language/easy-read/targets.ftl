## Mål och ESF+
section-targets = Gör vi det som vi har lovat?
section-esf_plus = Tal till ESF+
target-reading = { $name } (sätt { $reading })
heading-attainment-plain = Hur nära målen är vi?
heading-attainment-ABOVE = Vi har nått målet
heading-attainment-BELOW = Vi har inte nått målet
heading-attainment-CANNOT_TELL = Når vi målet? Det går inte att säga än
heading-attainment-mixed = En del mål har vi nått, andra inte
heading-attainment-some-BELOW = Ett mål har vi inte nått. Om de andra går det inte att säga än
heading-attainment-some-ABOVE = Ett mål har vi nått. Om de andra går det inte att säga än
code-organisation-self = Sökte själv
attainment-sentence = { $name }: { $x } har kommit så långt. Det är osäkert. Det rätta talet är nog { $range } %. Målet är { $target }. Når vi målet? { $verdict }.
attainment-ABOVE = Ja, vi är över
attainment-BELOW = Nej, vi är under
attainment-CANNOT_TELL = Det går inte att säga än
attainment-wide = Talet är mycket osäkert.
caption-attainment = Punkten är vårt bästa svar. Det rätta svaret finns nog på det tjocka strecket. Det tunna strecket avgör om vi har nått målet.
sure-attainment = Vi ser hur det är den dag som målet gäller. Den som har haft ett arbete men inte har det kvar räknas inte.
not-said-attainment = Varför vi når målet, eller inte.

heading-progress-plain = Mål som är ett antal personer
progress-sentence = { $name }: vi har nått { $n } hittills. Målet är { $target }.
not-said-progress = Om det går nog fort. Det ser du i nästa del.

heading-forecast = { $name }: vi når nog { $lo } till { $hi }, målet är { $target }
heading-forecast-plain = Hur långt når vi om det går som nu?
forecast-sentence = { $name }: om det går som nu når { $lo } till { $hi } personer målet. Vi vill nå { $target }.
forecast-chance = Chansen är ungefär { $p }.
desc-forecast = { $target }. Mitten { $value }, åtta gånger av tio { $inner }, nästan alltid { $outer }
caption-forecast = Det rätta talet är på det tjocka strecket åtta gånger av tio. På det tunna strecket är det nästan alltid.
sure-forecast = Det här gäller bara om inget ändras.
not-said-forecast = Vad som händer om ni ändrar något.

heading-backtest = Hur bra var våra svar förra gången? { $x } var rätt
heading-backtest-every = Alla våra svar förra gången var rätt
heading-backtest-none = Inget av våra svar förra gången var rätt
heading-backtest-plain = Hur bra var våra svar förra gången?
backtest-sentence-all = Av det som vi har trott förut var { $x } rätt
backtest-sentence-all-every = Allt som vi har trott förut var rätt
backtest-sentence-all-none = Inget som vi har trott förut var rätt
caption-backtest = Punkten är vårt bästa svar. Det rätta svaret finns nog på strecket.
not-said-backtest = Om det vi tror nu är rätt.

heading-indicators = { $count ->
    [one] { $n } person i tabellen till ESF+
   *[other] { $n } personer i tabellen till ESF+
}
heading-indicators-plain = Tal till ESF+
indicators-sentence = { $n } personer har varit med. Vi räknar varje person en gång.
indicators-missing = En del vet vi inget om. Det står inte i tabellen.
not-said-indicators = Hur det går på längre sikt. Att vara född utrikes och att ha rötter utrikes är inte samma sak.
reason-ABOVE = målet är nått.
reason-BELOW = målet är inte nått.
reason-CANNOT_TELL = det går inte att säga än.
reason-UNDER_REPRESENTED = det är för få av gruppen.
reason-NOT_UNDER = det är inte för få av gruppen.
reason-YELLOW = ni bör titta mer på hur det är för gruppen nu.
reason-LEAD = det är ett tips, ingen säker skillnad.
reason-OLD_BENCHMARK = det vi jämför med är äldre än två år.
reason-NO_SOURCE = vi vet inte var talet kommer från.
reason-NO_SAMPLE_SIZE = vi vet inte hur många talet bygger på.
reason-NO_BENCHMARK = vi har inget att jämföra med.
reason-FEW_MATURE = vi har följt för få så länge.
reason-NO_TARGETS = det finns inga mål.

# Larm om lika tillgång och resultat: ord utan antal
alert-title = Larm: är det lika för alla?
alert-page-title = { $title }: larm på lättläst svenska
alert-page-description = Larm om att det inte är lika för alla. Uppgifter till och med { $day }.
alert-lead-red = En skillnad är säker. Ni ska besluta vad ni gör.
alert-lead-yellow = Se efter något nu. Ingen skillnad är säker.
alert-lead-report = Någon har sagt att det inte är lika för alla.
alert-lead-none = Just nu finns inget larm.
alert-heading-red = Rött larm: skillnaden är säker
alert-heading-yellow = Gult larm: se efter nu
alert-heading-report = Någon har sagt till
alert-status-evaluated = Vi prövade senast
alert-status-until = Vi vet vad som hände till och med
alert-evaluated-look = När rapporten gjordes
alert-evaluated-load = När det kom nya uppgifter
alert-evaluated-never = Inte än
alert-red = { $group } har { $what } mer sällan än { $other }. Skillnaden är säker. Ni ska besluta vad ni gör.
alert-red-minute = Skriv in det ni beslutar i ert protokoll. Larmet är kvar tills vi har mätt igen och det är bra.
alert-yellow = Se efter nu: { $group } har { $what } mer sällan än { $other }. Slumpen ger en sådan signal ungefär 1 gång på { $n } under projektet.
alert-yellow-often = Se efter nu: { $group } har { $what } mer sällan än { $other }. Slumpen ger ofta en sådan signal under projektet.
alert-report = { $who } har sagt att { $about } inte är lika för alla.
alert-report-group = { $who } har sagt att { $about } inte är lika för alla. Det gäller { $group }.
alert-report-forwarded = Vi skickar vidare det som någon har sagt. Vi prövar det inte först.
alert-since = Det gäller sedan { $day }.
alert-reported-on = Det blev sagt { $day }.
alert-by-staff = Någon som arbetar här
alert-by-participant = En deltagare
alert-by-partner = Någon som vi arbetar med
alert-silence = Att det inte finns något larm betyder inte att allt är lika. En liten skillnad syns inte.
alert-note-levels = Gult larm prövar vi när det kommer nya uppgifter. Rött larm prövar vi bara när det kommer en ny rapport. Det som någon säger till om går alltid vidare.
alert-note-words = Vi säger larm i ord, utan tal. Då kan ingen bli igenkänd.
alert-mail-page = Alla larm som gäller står på sidan { $page }. Den finns i mappen för rapporter.
alert-mail-auto = Brevet kommer från research-kit. Ingen har skrivit det för hand.
axis-attainment = hur många ({ $name })
figure-title-attainment = Hur många som har nått målen, grupp för grupp.
