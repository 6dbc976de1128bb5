## Frågor att besluta om

section-questions = Frågor att besluta om
heading-questions = Vad borde ändras?
questions-lead = Frågorna bygger på det som rapporten visar. Styrgruppen väljer vilka den tar upp.
questions-none = Rapporten ger inga egna frågor att besluta om den här gången.
not-said-questions = Vad styrgruppen ska svara. Det väger in mer än det som går att räkna.
ask-gap = Vad står i vägen för { $who }?
ask-gap-established = Skillnaden är fastställd. Gå igenom vägen steg för steg, och fråga dem det gäller.
ask-gap-check = Skillnaden är inte fastställd. Gå igenom vägen steg för steg, och fråga dem det gäller.
ask-need = Vad ska göras åt den största luckan, { $theme }?
ask-need-shown = Vad ska göras åt den största luckan av dem som kan visas, { $theme }?
ask-needs = Vilken lucka ska stängas först: { $list }?
ask-needs-tied = Vilken som är störst går inte att säga.
ask-EARLIER_WORK = Vilka får börja med { $what }, och vilka får vänta?
ask-EARLIER_WORK-because = Att börja med { $what } hänger ihop med fler i arbete.
ask-LATER_WORK = Vilka är { $what } till för?
ask-LATER_WORK-because = Att börja med { $what } hänger ihop med färre i arbete. Det kan vara de med längst väg kvar som börjar, eller så tar aktiviteten tid från att söka arbete.
ask-NONE_SEEN = Vad säger deltagarna själva om { $what }?
ask-NONE_SEEN-because = Ingen skillnad i arbete är fastställd mellan dem som börjar och andra.
ask-MORE_PEOPLE = Ska fler erbjudas { $what }, eller ska frågan vänta?
ask-MORE_PEOPLE-because = Det går inte att säga än om det hänger ihop med arbete.
ask-UNBALANCED = Kan platserna i { $what } lottas när de inte räcker till alla?
ask-UNBALANCED-because = De som börjar och de andra är för olika för att jämföra.
ask-reading = { $count ->
    [one] Hur ska målet { $list } läsas?
   *[other] Hur ska målen { $list } läsas?
}
ask-reading-same = Texten kan läsas på två sätt. Båda visas tills styrgruppen har valt.
ask-reading-differs = Texten kan läsas på två sätt, och de ger olika svar. Båda visas tills styrgruppen har valt.
ask-answers = Hur kan fler få säga sitt?
ask-answers-because = Efter { $t } månader svarade { $percent } av dem som skulle ha svarat. När färre än 6 av 10 svarar säger svaren inte nog om de andra.
explore-questions = Frågorna till styrgruppen skrivs av det som har släppts, när en körning är klar.
