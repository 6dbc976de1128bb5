### Svenska: förlagan. Klarspråk, inga facktermer, inga ord som påstår orsak. Siffror kommer färdigskrivna.

range-to = till
range-dash = –

## Grupper
group-all = Alla
group-all-in-sentence = alla
group-before = före
group-rest = alla andra
dimension-gender = Kön
dimension-foreign_born = Födelseland
dimension-age_band = Ålder
dimension-education = Utbildning
dimension-years_in_sweden_band = År i Sverige
dimension-target_group = Målgrupp
dimension-target_long_term_sick = Långtidssjuka
dimension-target_unemployed = Arbetslösa
dimension-target_income_support = Personer med försörjningsstöd
dimension-target_youth = Unga
dimension-target_newly_arrived = Nyanlända
dimension-language_support = Språkstöd
dimension-disability_support = Stöd vid funktionsnedsättning
dimension-children_u18_band = Barn hemma
dimension-labour_status_at_entry = Läge på arbetsmarknaden
dimension-age_years = Ålder
split-crossed = { $a } och { $b }
code-gender-woman = Kvinnor
code-gender-man = Män
code-gender-non_binary = Icke-binära
code-gender-unstated = Kön inte angett
code-foreign_born-yes = Utrikes födda
code-foreign_born-no = Inrikes födda
code-foreign_born-unknown = Födelseland okänt
cross-woman-yes = Utrikes födda kvinnor
cross-woman-no = Inrikes födda kvinnor
cross-woman-unknown = Kvinnor, födelseland okänt
cross-man-yes = Utrikes födda män
cross-man-no = Inrikes födda män
cross-man-unknown = Män, födelseland okänt
cross-non_binary-yes = Utrikes födda icke-binära
cross-non_binary-no = Inrikes födda icke-binära
cross-non_binary-unknown = Icke-binära, födelseland okänt
cross-unstated-yes = Utrikes födda, kön inte angett
cross-unstated-no = Inrikes födda, kön inte angett
cross-unstated-unknown = Kön och födelseland okända
code-age_band-15-24 = 15–24 år
code-age_band-25-34 = 25–34 år
code-age_band-35-44 = 35–44 år
code-age_band-45-54 = 45–54 år
code-age_band-55-75 = 55–75 år
code-age_band-unknown = Ålder okänd
code-years_in_sweden_band-0-4 = 0–4 år i Sverige
code-years_in_sweden_band-5-9 = 5–9 år i Sverige
code-years_in_sweden_band-10- = Minst 10 år i Sverige
code-years_in_sweden_band-unknown = År i Sverige okänt
code-education-lt9y = Kortare skola än 9 år
code-education-9y = 9 års skola
code-education-upper_sec = Gymnasium
code-education-post_sec = Efter gymnasium
code-education-unknown = Utbildning okänd

## Vad som hänt (orden efter "hade")
outcome-employment = börjat arbeta
outcome-education = börjat studera
outcome-terminal = lämnat för gott
outcome-any_success = börjat arbeta eller studera
outcome-self_support = fått egen försörjning
outcome-sustained = fått ett arbete som varade minst { $d } dagar
measure-label-wide = { $outcome } (vid mening: även arbete med stöd)
measure-label-self_support = { $outcome } (arbete eller studier med egen inkomst, där inkomsten är känd)
wide-row = Alla, även studier, stött och kortare arbete
self-support-row = Alla, egen försörjning

## Lägen
state-work = i arbete
state-education = i utbildning
state-in_project = kvar i projektet
state-ended = ute ur projektet utan arbete eller studier
state-neither = varken i arbete eller studier

## Delar i tal
of-ten = { $x } av 10
of-ten-less = färre än 1 av 10
of-ten-more = fler än 9 av 10
tenths-none = ingen
tenths-less = färre än 1
tenths-more = fler än 9
range-of-ten = mellan { $lo } och { $hi } av 10
range-percent = mellan { $lo } och { $hi }
range-between = mellan { $lo } och { $hi }
range-from = minst { $lo }
of-count = { $a } av { $b }
people = { $count ->
    [one] { $n } person
   *[other] { $n } personer
}
fewer-than = färre än { $k } personer
points = { $count ->
    [one] { $n } punkt
   *[other] { $n } punkter
}
months = { $count ->
    [one] { $n } månad
   *[other] { $n } månader
}
