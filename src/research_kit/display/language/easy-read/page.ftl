## Sidan
page-skip = Gå till texten
page-fake = Talen är påhittade. Personerna finns inte. Så här gick det inte på riktigt.
page-kick = Till er i styrgruppen. Den här sidan är lättläst
page-kick-quarter = Till er i styrgruppen. Den här sidan är lättläst. { $quarter }
page-contents = Det här finns på sidan
page-title = { $title }: rapport som är lättläst, { $quarter }
page-title-plain = { $title }: rapport som är lättläst
page-title-fake = { $title } (talen är påhittade)
page-description = Rapport på lättläst svenska om { $title }. Den gäller till och med { $day }.
status-who = Vilka är med?
status-who-withheld = hur många får vi inte visa
status-who-dates = { $people }. De kom in från { $start } till { $end }
status-until = Vi vet vad som hände till och med
status-known = Vet vi hur det gick efter ett år?
status-known-all = Ja, för alla { $n }
status-known-some = Ja, för { $known } av { $n }. För { $unknown } vet vi inte
status-known-share = Ja, för { $percent }
status-number = Rapport nummer
status-number-planned = { $number } av { $planned } som ska göras
status-withheld = Tal som vi inte visar
status-withheld-none = Inga. Vi visar alla tal
status-withheld-some = { $count ->
    [0] I huvudfiguren visar vi alla tal. I en del tabeller visar vi inte alla
    [one] Vi visar inte tal om en grupp i huvudfiguren. Då kan ingen bli igenkänd
   *[other] Vi visar inte tal om { $n } grupper i huvudfiguren. Då kan ingen bli igenkänd
}
lead-gaps-check = Ingen skillnad mellan grupper är säker. Men se efter: { $list }.
lead-gaps-check-shown = Ingen skillnad är säker. Men vi får inte visa alla grupper. Se efter: { $list }.
lead-gaps-none-shown = Ingen skillnad är säker. Men vi får inte visa alla grupper.
lead-gaps-none = Ingen skillnad mellan grupper är säker.
footer-heading = Så har vi gjort sidan
footer-withheld = En del tal visar vi inte. Det är när det är så få att någon kan bli igenkänd. En grupp under { $k } personer visar vi aldrig. Ibland visar vi inte heller ett tal till. Annars går det att räkna ut det som ska vara dolt.
footer-likely = Ett tal är sällan helt säkert. Det tjocka strecket visar var det rätta talet nog är. Så är det i 95 fall av 100. Det tunna strecket är bredare. Vi säger bara säker om en skillnad som klarar det tunna strecket.
footer-unknown = Ibland vet vi inte hur det gick för någon. Då räknar vi det aldrig som nej.
footer-offline = Sidan hämtar inget från nätet. Den fungerar utan skript.
footer-fake = Talen är påhittade. De är till för att prova.

gap-lead = Vi valde inte den här gruppen i förväg. Se det som ett tips. Det är inget säkert svar.
gap-check = Det kan vara en skillnad, men den är inte säker. Se efter, men tro inget än.
heading-flow-lost = Flest slutade { $where }: { $people }
lost-at-accepted = innan de fick ja
lost-at-enrolled = innan de kom in
lost-at-any_activity = innan de började med något
lost-at-followed_1 = innan vi frågade efter 3 månader
lost-at-followed_2 = innan vi frågade efter 6 månader
lost-at-followed_3 = innan vi frågade efter 9 månader
lost-at-followed_4 = innan vi frågade efter 12 månader
tag-established = Skillnaden är säker
tag-check = Se efter
tag-insufficient = Vi vet för lite
tag-blocked = Det kan vi inte svara på
tag-changing = Ändras med tiden

## Godkännande och förteckning
mark-unapproved = Ingen har sagt ja till sidan än
mark-draft = Det här är ett utkast. Ingen har sagt ja till det
mark-note = Visa den inte för andra.
index-title = { $title }: rapporter till styrgruppen
index-heading = Rapporter på lättläst svenska
index-nothing = Det finns ingen klar rapport än.
index-alerts = Larm som gäller nu
index-page-01_participants = vilka som är med
index-page-03_process = vägen genom projektet
index-page-04_participants_voice = vad de som är med säger
index-page-06_activity_effects = vad de gör i projektet
