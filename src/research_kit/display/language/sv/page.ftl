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
status-who-withheld = personer vilkas antal inte visas
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
lead-gaps-check-shown = Ingen skillnad är fastställd bland de grupper som kan visas, men se efter: { $list }.
lead-gaps-none-shown = Ingen skillnad är fastställd bland de grupper som kan visas.
lead-gaps-none = Ingen skillnad mellan grupper är fastställd.
footer-heading = Så är sidan gjord
footer-withheld = Prickade rutor rör så få personer att någon kunde kännas igen. Grupper under { $k } personer visas aldrig. Ibland prickas en ruta till, så att den första inte går att räkna ut.
footer-likely = Det tjocka strecket visar vad som är troligt: i 95 fall av 100 ligger det rätta värdet där. Larmstrecket är bredare. Bara det som klarar larmstrecket kallas fastställt.
footer-unknown = Den som vi inte vet något om räknas för sig, aldrig som nej.
footer-offline = Sidan hämtar inget från nätet och fungerar utan skript.
footer-methods = Metoder: { $methods }. Version { $version }. Uppgifter till och med { $day }.
footer-fake = Påhittade siffror. Studien är till för att prova verktyget.

gap-lead = Skillnaden hör inte till dem som valdes ut i förväg. Se den som ett uppslag, inte en slutsats.
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
explore-route = { $said } Metod: { $method }.
explore-hidden-ratios = Hazardkvoterna visas inte: kvoten ändras över tid (G-PH). Läs månaderna.

## Godkännande och förteckning
mark-unapproved = Ej godkänd för publicering
mark-draft = Utkast, ej godkänt för publicering
mark-note = Sprid inte sidan vidare.
index-title = { $title }: rapporter till styrgruppen
index-heading = Rapporter på svenska
index-nothing = Ingen rapport är godkänd ännu.
index-alerts = Larm om lika villkor som gäller nu
index-more = Mer om:
index-page-01_participants = deltagarna
index-page-02_time_to_employment = tid till arbete
index-page-03_process = vägen genom projektet
index-page-04_participants_voice = vad deltagarna säger
index-page-05_equal_access_and_results = lika villkor
index-page-06_activity_effects = aktiviteterna
index-page-07_targets_and_decisions = målen
