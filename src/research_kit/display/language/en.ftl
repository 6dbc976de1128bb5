### English. The keys are those of sv.ftl, which is the reference. Digits arrive written.

range-to = to

## Groups
group-all = All
group-all-in-sentence = everybody
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

## Headings of the answers on the page
section-participants = The participants
section-time_to_employment = Time to work
section-time_to_event = How long it took
section-other = Results
notes-sure = How sure is this?
notes-not-said = What this does not say
table-heading = The numbers in a table

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

## Sentences (METHODS Annex B)
ending-plausibly = { $main } (plausibly { $range }).
ending-range = { $main } ({ $range }).
ending-uncertainty = { $main } ({ $lo } to { $hi }).
ending-wide = { $main }, but uncertainty is large: { $range }.
ending-bare = { $main }.
ending-limits = { $main } ({ $lo } to { $hi }).
ending-states = { $main } (in work, plausibly { $range }).
ending-states-wide = { $main }, but uncertainty is large: in work, { $range }.
said-insufficient = Not enough data to say anything about { $group }: { $people }.
said-insufficient-reason = Not enough data to say anything about { $group }: { $reason }
said-insufficient-gap = Not enough data to say anything about { $group }: { $people }. Differences under { $gap } would not show.
said-blocked = This cannot be answered with the design we have: { $reason }
said-changing = { $group } against { $other }: { $reason }
blocked-dimensions = { $list } cannot be compared here: { $reason }
said-suppressed = { $group }: withheld, { $reason }
within-all = Within { $t } months { $x } had { $outcome }
within-group = Within { $t } months { $x } among { $group } had { $outcome }
within-own-all = For { $x } it was true within { $t } months that { $outcome }
within-own-group = For { $x } among { $group } it was true within { $t } months that { $outcome }
median-all = Half had { $outcome } after about { $m } months
median-group = Among { $group }, half had { $outcome } after about { $m } months
median-own-all = For half it was true after about { $m } months that { $outcome }
median-own-group = Among { $group }, it was true for half after about { $m } months that { $outcome }
median-not-reached-all = Half have not got there yet.
median-not-reached-group = Among { $group }, half have not got there yet.
months_in_work-all = Of the first { $t } months, { $m } on average were in work, counted from the first day of work
months_in_work-group = Among { $group }, { $m } of the first { $t } months on average were in work, counted from the first day of work
months_in_work-own-all = Of the first { $t } months, { $m } on average came after { $outcome }
months_in_work-own-group = Among { $group }, { $m } of the first { $t } months on average came after { $outcome }
months_without-all = In the first { $t } months participants were without work { $m } months on average
months_without-group = In the first { $t } months { $group } were without work { $m } months on average
months_without-own-all = Of the first { $t } months, { $m } on average went by before { $outcome }
months_without-own-group = Among { $group }, { $m } of the first { $t } months on average went by before { $outcome }
gap_within-more = { $group } had { $outcome } { $d } more often than { $other } within { $t } months
gap_within-less = { $group } had { $outcome } { $d } less often than { $other } within { $t } months
gap_within-same = { $group } had { $outcome } as often as { $other } within { $t } months
gap_within-own-more = { $group } were { $d } above { $other } in the share for whom { $outcome } within { $t } months
gap_within-own-less = { $group } were { $d } below { $other } in the share for whom { $outcome } within { $t } months
gap_within-own-same = { $group } were level with { $other } in the share for whom { $outcome } within { $t } months
gap_months-in-more = In the first { $t } months { $group-lower } were in work { $d } longer on average than { $other }
gap_months-in-less = In the first { $t } months { $group-lower } were in work { $d } less on average than { $other }
gap_months-in-same = In the first { $t } months { $group-lower } were in work as long on average as { $other }
gap_months-without-more = In the first { $t } months { $group-lower } were without work { $d } longer on average than { $other }
gap_months-without-less = In the first { $t } months { $group-lower } were without work { $d } less on average than { $other }
gap_months-without-same = In the first { $t } months { $group-lower } were without work as long on average as { $other }
gap_months-own-without-more = Among { $group-lower }, { $d } more on average went by than among { $other } before { $outcome }
gap_months-own-without-less = Among { $group-lower }, { $d } less on average went by than among { $other } before { $outcome }
gap_months-own-without-same = Among { $group-lower }, as long on average went by as among { $other } before { $outcome }
gap_months-own-in-more = Among { $group-lower }, { $d } more of the first { $t } months on average came after { $outcome } than among { $other }
gap_months-own-in-less = Among { $group-lower }, { $d } less of the first { $t } months on average came after { $outcome } than among { $other }
gap_months-own-in-same = Among { $group-lower }, as much of the first { $t } months on average came after { $outcome } as among { $other }
gap-established = This is established.
gap_standardised = Allowing for { $x } at start the difference is { $d }
allowed-unnamed = the situation
gap_standardised-pair = { $group } against { $other }.
gap_standardised-raw = { $group } against { $other }: the difference is { $d } as it stands.
gap_standardised-months = The difference changes over time. Rely on the months instead.
share_standardised-group = Allowing for { $allowed } at start, { $x } among { $group } had { $outcome } within { $t } months
share_standardised-next = Among { $group } it was { $x }
share_standardised-own-group = Allowing for { $allowed } at start, it was true for { $x } among { $group } within { $t } months that { $outcome }
share_sustained-all = { $x } had got a job lasting at least { $d } days
share_sustained-group = { $x } among { $group } had got a job lasting at least { $d } days
sustained-started = In all, { $x } ({ $percent }) had started work within { $t } months.
sustained-longer = For { $x } ({ $percent }) it lasted at least { $d } days.
share_in_state-all-year = One year on, { $work } are in work, { $education } in education, { $in_project } still in the project
share_in_state-all = { $t } months on, { $work } are in work, { $education } in education, { $in_project } still in the project
share_in_state-group-year = One year on, { $work } among { $group } are in work, { $education } in education, { $in_project } still in the project
share_in_state-group = { $t } months on, { $work } among { $group } are in work, { $education } in education, { $in_project } still in the project
share_in_state-row-all = { $x } are { $state } { $t } months on
share_in_state-row-group = { $x } among { $group } are { $state } { $t } months on
states-ended = The others are out of the project without work or studies.
states-now = Being in work is not the same as having started work: a job may end and another begin.
bounds-none = If none of those we have lost touch with had got there, the share is { $x }
bounds-all = If all those we have lost touch with had got there, the share is { $x }
bounds-none-group = Among { $group }: if none of those we have lost touch with had got there, the share is { $x }
bounds-all-group = Among { $group }: if all those we have lost touch with had got there, the share is { $x }
bounds-verified = Among those whom a register follows, the share is { $x }
bounds-verified-group = Among { $group } whom a register follows, the share is { $x }
bounds-sentence = Of those we have lost touch with, all or none may have { $outcome }. If none had, the share is { $low }; if all had, it is { $high }.
bounds-sentence-own = We do not know how it went for those we have lost touch with. If none of them had got there, the share is { $low }; if all had, it is { $high }.
bounds-headline = The headline, { $x }, counts as if it went for them as for the others.
bounds-nobody-lost = The share is the same, { $x }, however it went for those we have lost touch with.
share-both = { $x } ({ $percent })
gap-not-told = This cannot be told yet.
share_of_participants-group = { $group } are { $x } of the participants
outcome_known_12_months-all = We know how it went for { $x } who enrolled at least a year ago
outcome_known_12_months-group = Among { $group }, we know how it went for { $x } who enrolled at least a year ago
flow-all = Of { $referred } referred, { $enrolled } enrolled; for { $unknown } we do not yet know the outcome.
flow-no-unknown = Of { $referred } referred, { $enrolled } enrolled.
flow-enrolled = { $enrolled } enrolled.
flow-withheld = How many enrolled cannot be shown.

## Headings that say what matters
heading-flow = { $enrolled } of { $referred } referred enrolled
heading-flow-enrolled = { $enrolled } enrolled
heading-flow-plain = The way through the project
heading-composition = { $people }: who they are
heading-composition-plain = Who the participants are
heading-known = For { $x } we know how it went after a year
heading-known-plain = For how many we know the outcome
heading-within = { $x } had { $outcome } within { $t } months
heading-within-own = For { $x } within { $t } months: { $outcome }
heading-within-plain = The share within { $t } months
heading-within-insufficient = Not enough data to say how many had { $outcome }
heading-curve = { $x } after { $t } months: how the share grew
heading-curve-plain = How the share grew over time
heading-median = After about { $m } months half had { $outcome }
heading-median-own = After about { $m } months, true for half: { $outcome }
heading-median-not-reached = Half have not yet { $outcome }
heading-median-not-reached-own = Half have not got there yet
heading-median-plain = When half have got there
heading-months-in = { $m } of the first { $t } months in work on average
heading-months-without = { $m } of the first { $t } months without work on average
heading-months-own-in = { $m } of the first { $t } months on average after { $outcome }
heading-months-own-without = { $m } of the first { $t } months on average before { $outcome }
heading-months-plain = Months on average
heading-gaps-established = { $count ->
    [one] One difference between groups is established
   *[other] { $n } differences between groups are established
}
heading-gaps-check = No difference is established, but { $count ->
    [one] one should be looked into
   *[other] { $n } should be looked into
}
heading-gaps-none = No difference between the groups is established
heading-gaps-insufficient = The groups are too small to compare
heading-gaps-blocked = The groups cannot be compared in this study
heading-missing = { $what }: not in the data of this study

## More sentences for the figures
within-extremes = The share is lowest among { $low } ({ $lowest }), highest among { $high } ({ $highest }).
within-not-yet = Further on, up to { $t } months, it cannot be told yet: { $reason }
within-overlap = Their plausible ranges overlap.
within-apart = Their plausible ranges do not overlap.
within-wide = Counting studies, supported work and work under half time too, it is { $x } ({ $percent }).
within-self-support = { $x } ({ $percent }) had become self-supporting: in work or studies with an income of their own. Only a known income counts.
curve-sentence = The curve shows what share had { $outcome } at different times after the start.
curve-sentence-own = The curve shows for what share it was true, at different times after the start, that { $outcome }.
curve-at = For everybody the share was { $list }.
curve-point = { $percent } after { $t } months
composition-lead = Divided by both, the largest group is { $group } ({ $percent }).
composition-sentence = This is how those who count are divided. Each way to divide them stands on its own.
gaps-none-seen = No difference was seen. Differences under about { $gap } would not have been seen.
missing-sentence = The study has no data on this, so there is neither a number nor a figure here.
list-or = { $a } or { $b }
heading-gaps-plain = Differences between groups
heading-sustained = { $x } had got a job lasting at least { $d } days
heading-sustained-plain = Work that lasted
heading-bounds = { $lo } to { $hi } in 10 had { $outcome }, however it went for those we have lost
heading-bounds-own = { $lo } to { $hi } in 10, however it went for those we have lost
heading-bounds-same = { $x } had { $outcome }, however it went for those we have lost
heading-bounds-same-own = { $x }, however it went for those we have lost
heading-bounds-plain = What those we have lost touch with could change
heading-standardised-plain = Shares allowing for the situation at start
heading-adjusted-established = The difference is established also when allowing for the situation at start
heading-adjusted-check = No difference is established when allowing for the situation at start, but look into it
heading-adjusted-none = No difference is established when allowing for the situation at start
heading-adjusted-insufficient = Not enough data to allow for the situation at start
heading-adjusted-blocked = The groups cannot be compared allowing for the situation at start
heading-adjusted-changing = The difference changes over time, and the months are shown instead
heading-adjusted-plain = Differences allowing for the situation at start
heading-states-year = { $x } are in work one year on
heading-states = { $x } are in work { $t } months on
heading-states-plain = Where participants are, quarter by quarter
list-and = { $a } and { $b }

## Figures: what they show
figure-title-within = Share that had { $outcome } within { $t } months, by group.
figure-title-within-own = Share by group for whom { $outcome } within { $t } months.
figure-title-curve = Share that had { $outcome }, 0 to { $t } months after the start, by group.
figure-title-curve-own = Share for whom { $outcome }, 0 to { $t } months after the start, by group.
figure-title-median = Time until half had { $outcome }, by group.
figure-title-median-own = Time until it was true for half that { $outcome }, by group.
figure-title-months = Months on average of the first { $t }, by group.
figure-title-gap_within = Difference in share within { $t } months, group by group.
figure-title-gap_months = Difference in months during the first { $t }, group by group.
figure-title-sustained = Share that within { $t } months had started work, and whose work lasted.
figure-title-bounds = Share had none, or all, of the lost got there within { $t } months, by group.
figure-title-standardised = Share within { $t } months allowing for the situation at start, by group.
figure-title-adjusted = Difference in share within { $t } months, as it stands and allowing for the situation at start.
figure-title-states = Share in each state, quarter by quarter after the start.
figure-title-states-groups = Share in each state { $t } months after the start, by group.
figure-title-known = Share whose outcome we know, by group.
figure-title-composition = How the participants are divided, group by group.
figure-title-flow = The way through the project, step by step.
desc-estimate = { $group } { $value }
desc-likely = { $group } { $value }, plausibly { $range }
desc-alarm = { $group } { $value }, plausibly { $range }, alarm bar { $alarm }
desc-words = { $group }: { $words }
desc-curve = At { $t } months: { $list }.
desc-followed = Number followed, { $group }: { $list }.
followed-at = { $n } at { $t } months
axis-within = share that had { $outcome } within { $t } months
axis-within-own = share for whom { $outcome } within { $t } months
axis-curve = months after the start
axis-share = share of all
axis-known = share whose outcome we know
axis-median = months until half had { $outcome }
axis-median-own = months until it was true for half
axis-months = months of the first { $t }
axis-gap_within = difference in points (percentage points)
axis-gap_months = difference in months
axis-sustained = share within { $t } months (groups: lasted at least { $d } days)
axis-bounds = share within { $t } months
axis-states = share of the group
axis-states-groups = share of the group, { $t } months after the start
states-after = After { $t } months
sustained-row-started = All: started work
sustained-row = All: at least { $d } days
bounds-row-verified = Those whom a register follows
adjusted-row-raw = { $pair }
adjusted-row = { $pair }, allowing
desc-bounds = { $group } from { $lo } to { $hi }, headline { $value }
read-headline = the headline
read-bounds = if none – if all
no-gap = no difference
read-title = How to read:
read-best = best estimate
read-likely = plausible (95%)
read-alarm = alarm bar
word-suppressed = withheld
word-insufficient = not enough data: { $people }
word-insufficient-short = not enough data
word-blocked = all belong to the same group
word-blocked-other = cannot be answered here
word-not-reached = half are not there yet
note-suppressed = Withheld: { $groups }.
note-not-reached = Half are not there yet: { $groups }.
note-insufficient = Not enough data: { $groups }.
note-blocked = Cannot be answered here: { $groups }.
gap-label = { $group } against { $other }
gap-points-value = { $d } points
followed-heading = Number followed at each time
panels-words = Under each picture: months after the start and, in bold, the number followed.
at-month = at { $t } mo.
months-short = { $m } mo.
flow-fewer = { $n } fewer
lost-withheld = number withheld { $reasons }
lost-item = { $n } { $reason }
stage-referred = Referred to the project
stage-accepted = Accepted
stage-enrolled = Enrolled
stage-any_activity = Began an activity
stage-followed_1 = Followed at 3 months
stage-followed_2 = Followed at 6 months
stage-followed_3 = Followed at 9 months
stage-followed_4 = Followed at 12 months
stage-outcome_known = Followed a year, outcome known
lost-declined_by_project = were declined by the project
lost-declined_by_person = declined themselves
lost-waiting = still wait
lost-no_show = never came
lost-no_activity_yet = have no activity yet
lost-not_enrolled_yet = are not enrolled yet
lost-not_enrolled = never enrolled
lost-not_reached = could not be reached
lost-declined = did not want to answer
lost-moved = have moved
lost-ill = were ill
lost-staff_missed = were missed by staff
lost-not_due = will be followed up later
lost-withdrawn = withdrew their consent
lost-ended = ended before that
lost-not_known = not known
lost-other = for another reason

## How to read the figures
caption-flow = Light grey: did not go on. Empty dashed box: waiting or to be followed up later, they are not gone. Hatched: not known, never counted as no.
caption-composition = The bar shows the group's part of all. Hatched means that the information is missing.
caption-known = Hatched are those of whom we know nothing. They are never counted as no.
caption-within = The dot is the best estimate. The thick bar shows what is plausible. The alarm bar is wider so that chance seldom raises an alarm, although we look many times.
caption-curve = The upright bars show the plausible range (95%) where the curve ends. Each step rests on several people. A sloping line: several quarters are merged.
caption-curve-gender = Solid line: women. Dashed line: men.
caption-curve-panels = Coloured line: the group. Grey line: all. The upright bar shows the plausible range (95%) where the curve ends. Each step rests on several people. A sloping line: several quarters are merged.
caption-median = The dot is the best estimate. The bar shows what is plausible. An arrow means that the range goes on.
caption-months = The dot is the best estimate. The bar shows what is plausible.
caption-gaps = Where the alarm bar does not reach nought, the difference is established. Where only the thick bar does not: look into it. Otherwise it cannot be told yet.
caption-sustained = The dot is the best estimate. The thick bar shows what is plausible. A break of at most two weeks does not end the job.
caption-bounds = The bar runs from if none to if all of those we have lost touch with had got there. The dot is the headline.
caption-standardised = The dot is the best estimate. The thick bar shows what is plausible.
caption-adjusted = Grey square: the difference as it stands. Blue dot: allowing for the situation at start. Where the alarm bar does not reach nought, the difference is established.
caption-states = Each row is the whole group. From the left: in work, in education (squared), still in the project (empty and dashed) and out of the project without work or studies.

## How sure is this?
sure-counted = Counted, not estimated.
sure-months = For everybody the average is plausibly { $range } months.
sure-gap = Between the smallest groups here, differences under about { $gap } would not have been seen.
sure-unknown = For { $people } we do not yet know the state after { $t } months. They are never counted as no.
sure-known-part = The more of them we know about, the surer is everything else on this page.
sure-curve = The curve ends where too few are followed. The longer the upright bar, the less sure.
sure-look = We look { $looks } times; the alarm bar is wider so chance seldom raises an alarm.
sure-look-many = We look many times; the alarm bar is wider so chance seldom raises an alarm.
sure-median = The time is known as a range, not as a day.
sure-sustained = A start counts only when the job could be followed for { $d } days.
sure-bounds = These are outer limits, not plausible values. Chance comes on top.
sure-standardised = This counts as if the groups were alike in { $x } at start.
sure-standardised-bare = This counts as if the groups were alike at start.
sure-states = Those we have lost touch with are assumed to be as the others.
method-M3-1 = How we count: hardly anybody leaves for other reasons, so we follow how many have not got there yet.
method-M3-2 = How we count: those who go to studies or leave for good do not count as in work, but stay in the group.
method-M3-2-own = How we count: those who leave for other reasons have not got there, but stay in the group.
method-M3-3 = How we count: many starts are known only as a range between two follow-ups. We use the whole range, not a guessed day.
sure-few = { $count ->
    [one] For one group there are not enough data.
   *[other] For { $n } groups there are not enough data.
}
sure-wide = { $count ->
    [one] For one group uncertainty is large.
   *[other] For { $n } groups uncertainty is large.
}

## What this does not say
not-said-flow = Those who have not been followed for a year are not gone. The last number cannot be divided by the first.
not-said-composition = Whether the division is right. That takes a comparison with those whom the project is for.
not-said-known = How it went for those of whom we know nothing. They may differ from the others.
not-said-within = Why it came out so, and whether the work lasted. Groups may differ in other ways than the one shown.
not-said-within-own = Why it came out so. Groups may differ in other ways than the one shown.
not-said-curve = Whether the work lasted. Those who leave for good or go to studies are not counted as in work.
not-said-curve-own = What happened afterwards. The curve shows only when it first happened.
not-said-median = How it goes for the other half. Some get there much later, others not at all.
not-said-months = Whether the work lasted. Time is counted from the start of work.
not-said-months-own = What happened afterwards. Time is counted to the first time only.
not-said-gaps = Why the groups differ. That no difference is seen does not mean that they are equal.
not-said-sustained = Whether the work still lasts, and why some jobs ended.
not-said-bounds = How it went for those we have lost touch with.
not-said-standardised = How it went in reality: this is a calculation for groups that are alike at start.
not-said-adjusted = Why the groups differ. They may differ at start in ways that are not measured.
not-said-states = How long a job lasts, and why things are as they are.

## Tables
column-group = Group
column-people = People
column-in-group = In the group
column-known = Outcome known
column-unknown = Not known yet
column-share = Share
column-likely = Plausible (95%)
column-alarm = Alarm bar
column-month = { $t } mo.
column-of-first = Of the first (months)
column-stage = Step
column-compared = Compared with
column-gap = Difference
column-median = Months
column-months = Months on average
column-status = Verdict
column-visible = Smallest difference that would have been seen
column-lasted = At least { $d } days
column-none-started = If none
column-all-started = If all
column-headline = The headline
column-verified = Followed by register
column-raw = As it stands
column-adjusted = Allowing
column-time = Months after the start
table-sustained = Share that within { $t } months had got a job that lasted, with its plausible range (95%)
table-bounds = Share within { $t } months, had none or all of those we have lost touch with got there
table-standardised = Share within { $t } months allowing for the situation at start, with its plausible range (95%)
table-adjusted = Difference in share within { $t } months, in points, as it stands and allowing for the situation at start
table-states = Share in each state by time since the start, everybody
table-states-groups = Share in each state { $t } months after the start, by group, with its plausible range (95%)
table-flow = The way through the project: number of people. { $split }
table-composition = The participants by group
table-known = Enrolled at least a year ago: for how many we know the outcome
table-within = Share that had { $outcome }, with plausible range (95%)
table-within-own = Share for whom { $outcome }, with plausible range (95%)
table-curve = Share that had { $outcome } by time since the start, with plausible range (95%)
table-curve-own = Share for whom { $outcome } by time since the start, with plausible range (95%)
table-median = Months until half had { $outcome }
table-median-own = Months until it was true for half that { $outcome }
table-months = Months on average of the first { $t }: { $outcome }
table-gap_within = Difference in share within { $t } months, in points: { $outcome }
table-gap_months = Difference in months during the first { $t }: { $outcome }
table-lost-row = lost before this step: { $reason }
cell-none = –
cell-none-note = A dash (–) means that there is no number of its own: the step is merged with the next, or is no longer followed.
cell-suppressed = withheld
cell-insufficient = not enough data
cell-blocked = cannot be answered
cell-not-reached = not reached
cell-established = established
cell-check = look into it
cell-not-told = cannot be told yet
cell-or-more = { $lo } or more
withheld-note = Withheld: { $reason }
blocked-note = Cannot be answered: { $reason }
insufficient-note = Not enough data: { $reason }

## Reasons
reason-ONE_LEVEL = all participants belong to one group; comparison needs outside data.
reason-INTERVAL = too many starts are known only as a long span of time.
reason-DETECT = the day of the follow-up is not the day work started.
reason-FEW_PEOPLE = there are too few people.
reason-FEW_EVENTS = too little has happened yet.
reason-FEW_AT_RISK = too few have been followed this long.
reason-FEW_FOLLOWED = too few have been followed this long.
reason-WIDE = uncertainty is large.
reason-NO_TABLE = the study has no such data.
reason-NOT_REACHED = half have not got there yet.
reason-WITHHELD = so few people that someone might be recognised, or a number that would otherwise have given them away.
reason-DOMINANCE = one single person means too much for the number.
reason-FEW_PER_TERM = it has happened to too few to allow for so much.
reason-UNSTABLE = the model gave no reliable answer.
reason-FEW_PER_STATE = there are too few people in one of the states.
reason-NO_REGISTER = nobody is followed by a register.
reason-NOT_PROPORTIONAL = the difference changes over time. The months are shown instead.
reason-NOT_SUSTAINED_YET = nobody has been followed that long after a start.
reason-other = there are not enough data.

## Guards (METHODS 13)
guard-G-ABSENCE = Missing is not "no".
guard-G-MATURE = Not everyone has been followed { $h } months.
guard-G-CUT = Unverified status cannot count as "not working".
guard-G-DETECT = Follow-up date is not start date.
guard-G-CAUSE = Competing outcomes: those who study or have left for good cannot start work. That is counted in.
guard-G-SUSTAIN = Starts in the last { $d } days cannot be judged.
guard-G-EVER = "Ever worked" is not "in work".
guard-G-DEFSWITCH = Definition changed since last release.
guard-G-DENOM = The target can be read in two ways.
guard-G-IMMORTAL = Group was formed after time zero.
guard-G-MEDIATOR = Variable measured after time zero.
guard-G-PH = Ratio changes over time; months shown.
guard-G-COMPLETED = Only completed spells were counted.
guard-G-ONGOING = Only completed spells were counted.
guard-G-LOOK = The claim needs the alarm bar.
guard-G-SHRINK = Pooled values are not for alerts.
guard-G-RTM = Part of the change is expected by chance.
guard-G-CEILING = Many are already at the top.
guard-G-CAUSAL = Text claims cause without a design for it.
guard-G-DELTA = Difference from last release exposes few people.
guard-G-DOSE = Check input: attendance is above the plan.
guard-G-TRUNC = Some enrolled before the data begin. They count from the day they first appear.
guard-G-MIDPOINT = Some starts are known only as a span of time. They count in the middle of it.
guard-other = Check input ({ $code }).

## The page
page-skip = Skip to the content
page-fake = Invented numbers. The people do not exist and the results are not real.
page-kick = Report to the steering group
page-kick-quarter = Report to the steering group · { $quarter }
quarter-1 = { $year }, first quarter
quarter-2 = { $year }, second quarter
quarter-3 = { $year }, third quarter
quarter-4 = { $year }, fourth quarter
page-contents = On this page
page-title = { $title }: report to the steering group, { $quarter }
page-title-plain = { $title }: report to the steering group
page-title-fake = { $title } (invented numbers)
page-description = Quarterly report to the steering group of { $title }. Data until { $day }.
status-who = Who counts
status-who-dates = { $people }, enrolled from { $start } to { $end }
status-who-plain = { $people }
status-until = Data until
status-known = How it went after a year
status-known-all = Known for all { $n }
status-known-some = Known for { $known } of { $n }. For { $unknown } we do not know
status-known-share = Known for { $percent }
status-number = Report number
status-number-planned = { $number } of { $planned } planned
status-withheld = Withheld cells
status-withheld-none = None
status-withheld-some = { $count ->
    [0] None in the main figure. The tables have some
    [one] One group in the main figure, so that nobody can be recognised
   *[other] { $n } groups in the main figure, so that nobody can be recognised
}
lead-gaps-check = No difference between groups is established, but look into: { $list }.
lead-gaps-none = No difference between groups is established.
footer-heading = How this page is made
footer-withheld = Withheld cells concern so few people that someone might be recognised. Groups under { $k } people are never shown. Sometimes one more cell is withheld, so that the first cannot be worked out.
footer-likely = The thick bar shows what is plausible: in 95 cases of 100 the right value lies there. The alarm bar is wider. Only what passes the alarm bar is called established.
footer-unknown = Those of whom we know nothing are counted on their own, never as no.
footer-offline = The page fetches nothing from the network and works without scripts.
footer-methods = Methods: { $methods }. Version { $version }. Data until { $day }.
footer-fake = Invented numbers. The study is for trying the tool.

gap-check = The thick bar does not reach nought, but the alarm bar does. Look into it, but draw no conclusion yet.
heading-flow-lost = Most dropped out { $where }: { $people }
lost-at-accepted = before being accepted
lost-at-enrolled = before enrolling
lost-at-any_activity = before the first activity
lost-at-followed_1 = before the follow-up after 3 months
lost-at-followed_2 = before the follow-up after 6 months
lost-at-followed_3 = before the follow-up after 9 months
lost-at-followed_4 = before the follow-up after 12 months
lost-at-outcome_known = before we learned how it went
tag-established = Established difference
tag-check = Look into this
tag-none = Cannot be told yet
tag-insufficient = Not enough data
tag-blocked = Cannot be answered here
tag-changing = Changes over time
## Exploration
explore-mark = Not for release
explore-note = Exact numbers about few people. Only for those who work with the study's data.
explore-missing = The answer has no table { $table }. It has: { $tables }.
explore-hidden-ratios = The hazard ratios are not shown: the ratio changes over time (G-PH). Read the months.
