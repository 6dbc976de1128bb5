## Rapporten på andra sätt
format-large = Stora bokstäver
format-text-note = Det här är rapporten som bara text. Rubriker börjar med #. En tabell är skriven rad för rad. Först står vilka det gäller. Sedan står varje tal med sitt namn.
format-name-large = Stora bokstäver
format-name-text = Bara text
format-name-numbers = Alla tal i ett kalkylblad
format-name-accessibility = Kan alla läsa rapporten?
number-note = Varje tabell har ett blad. Om ett tal inte visas står det i ord. Det är inte noll. Ett streck (–) betyder att det inte finns något tal.
number-status-ok = visas
number-status-wide = visas, men är mycket osäkert
number-status-suppressed = visas inte
number-status-insufficient = vi vet för lite
number-status-blocked = kan vi inte svara på

## Kan alla läsa rapporten?
statement-title = { $title }: kan alla läsa rapporten?
statement-heading = Kan alla läsa rapporten?
statement-lead = Här står vad vi har prövat och vad som inte är bra än. Här står också hur du kan läsa på andra sätt, och vem du kan fråga.
statement-formats = Välj det sätt som passar dig
statement-formats-note = Alla sätt säger samma sak. Talen är lika.
statement-follows = Vilka regler följer rapporten?
statement-own-judgement = Det är vi själva som tycker så. Ingen annan har prövat rapporten.
statement-tested = Vad har vi prövat?
statement-tested-note = Vi prövar sidor av samma slag varje gång något ändras. Vi prövar inte just den här rapporten.
statement-short = Det här är inte bra än
statement-short-people = Vi har inte bett någon som själv behöver stöd för att läsa att prova.
statement-ask = Om något inte fungerar
statement-about = Om den här sidan
