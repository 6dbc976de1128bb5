### English. The keys are those of the Swedish, which is the reference. Digits arrive written.

range-to = to
range-dash = –

## Groups
group-all = All
group-all-in-sentence = everybody
group-before = before
group-rest = all others
dimension-gender = Gender
dimension-foreign_born = Country of birth
dimension-age_band = Age
dimension-education = Education
dimension-years_in_sweden_band = Years in Sweden
dimension-target_group = Target group
dimension-target_long_term_sick = Long-term sick
dimension-target_unemployed = Unemployed
dimension-target_income_support = People on income support
dimension-target_youth = Young people
dimension-target_newly_arrived = Newly arrived
dimension-language_support = Language support
dimension-disability_support = Disability support
dimension-children_u18_band = Children at home
dimension-labour_status_at_entry = Labour market status
dimension-age_years = Age
split-crossed = { $a } and { $b }
code-gender-woman = Women
code-gender-man = Men
code-gender-non_binary = Non-binary people
code-gender-unstated = Gender not stated
code-foreign_born-yes = Foreign-born
code-foreign_born-no = Native-born
code-foreign_born-unknown = Country of birth unknown
cross-woman-yes = Foreign-born women
cross-woman-no = Native-born women
cross-woman-unknown = Women, country of birth unknown
cross-man-yes = Foreign-born men
cross-man-no = Native-born men
cross-man-unknown = Men, country of birth unknown
cross-non_binary-yes = Foreign-born non-binary people
cross-non_binary-no = Native-born non-binary people
cross-non_binary-unknown = Non-binary people, country of birth unknown
cross-unstated-yes = Foreign-born, gender not stated
cross-unstated-no = Native-born, gender not stated
cross-unstated-unknown = Gender and country of birth unknown
code-age_band-15-24 = Aged 15–24
code-age_band-25-34 = Aged 25–34
code-age_band-35-44 = Aged 35–44
code-age_band-45-54 = Aged 45–54
code-age_band-55-75 = Aged 55–75
code-age_band-unknown = Age unknown
code-years_in_sweden_band-0-4 = 0–4 years in Sweden
code-years_in_sweden_band-5-9 = 5–9 years in Sweden
code-years_in_sweden_band-10- = At least 10 years in Sweden
code-years_in_sweden_band-unknown = Years in Sweden unknown
code-education-lt9y = Less than 9 years of school
code-education-9y = 9 years of school
code-education-upper_sec = Upper secondary school
code-education-post_sec = After upper secondary school
code-education-unknown = Education unknown

## What had happened (the words after "had")
outcome-employment = started work
outcome-education = started studies
outcome-terminal = left for good
outcome-any_success = started work or studies
outcome-self_support = become self-supporting
outcome-sustained = got a job lasting at least { $d } days
measure-label-wide = { $outcome } (wide sense: supported work too)
measure-label-self_support = { $outcome } (work or studies with an income of one's own, where the income is known)
wide-row = All, studies, supported and shorter work included
self-support-row = All, self-supporting

## States
state-work = in work
state-education = in education
state-in_project = still in the project
state-ended = out of the project without work or studies
state-neither = in neither work nor education

## Parts in numbers
of-ten = { $x } in 10
of-ten-less = fewer than 1 in 10
of-ten-more = more than 9 in 10
tenths-none = none
tenths-less = fewer than 1
tenths-more = more than 9
of-count = { $a } of { $b }
range-of-ten = { $lo } to { $hi } in 10
range-percent = { $lo } to { $hi }
range-between = between { $lo } and { $hi }
range-from = at least { $lo }
people = { $count ->
    [one] { $n } person
   *[other] { $n } people
}
fewer-than = fewer than { $k } people
points = { $count ->
    [one] { $n } point
   *[other] { $n } points
}
months = { $count ->
    [one] { $n } month
   *[other] { $n } months
}
