## Frågor att besluta om
section-questions = Frågor som ni ska besluta om
heading-questions = Vad borde ni ändra?
questions-lead = Frågorna kommer från det som sidan visar. Ni väljer vilka ni tar upp.
questions-none = Den här gången finns inga frågor från rapporten.
not-said-questions = Vad ni ska svara. Allt viktigt går inte att räkna.
ask-gap-established = Skillnaden är säker. Gå igenom vägen steg för steg. Fråga dem som det gäller.
ask-gap-check = Skillnaden är inte säker. Gå igenom vägen steg för steg. Fråga dem som det gäller.
ask-need = Det som mest saknas är { $theme }. Vad ska ni göra åt det?
ask-need-shown = Av det som vi får visa saknas mest { $theme }. Vad ska ni göra åt det?
ask-needs = Det här saknas: { $list }. Vad ska ni göra något åt först?
ask-needs-tied = Vi vet inte vad som saknas mest.
ask-EARLIER_WORK-because = Fler av dem som börjar med { $what } är i arbete.
ask-LATER_WORK = För vem är { $what }?
ask-LATER_WORK-because = Färre av dem som börjar med { $what } är i arbete. Kanske har de som börjar längst väg kvar. Kanske tar det tid från att söka arbete.
ask-NONE_SEEN = Vad säger de som är med själva om { $what }?
ask-NONE_SEEN-because = Vi ser ingen säker skillnad i arbete mellan dem som börjar och andra.
ask-MORE_PEOPLE = Ska fler få { $what }, eller ska frågan vänta?
ask-MORE_PEOPLE-because = Vi vet inte än om det hör ihop med arbete.
ask-UNBALANCED = Alla får inte plats i { $what }. Kan ni lotta?
ask-UNBALANCED-because = De som börjar är för olika de andra. Vi kan inte jämföra.
ask-reading = { $count ->
    [one] Målet är { $list }. Hur ska ni läsa det?
   *[other] Målen är { $list }. Hur ska ni läsa dem?
}
ask-reading-same = Det går att läsa på två sätt. Vi visar båda tills ni har valt.
ask-reading-differs = Det går att läsa på två sätt. Svaren blir olika. Vi visar båda tills ni har valt.
ask-answers = Hur kan fler få säga vad de tycker?
ask-answers-because = Efter { $t } månader svarade { $percent } av dem som vi skulle fråga. När färre än 6 av 10 svarar vet vi för lite om de andra.
explore-questions = Frågorna till er skrivs när allt är klart.
