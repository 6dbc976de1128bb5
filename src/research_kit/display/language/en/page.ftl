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
status-who-withheld = people whose number is not shown
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
lead-gaps-check-shown = No difference is established among the groups that can be shown, but look into: { $list }.
lead-gaps-none-shown = No difference is established among the groups that can be shown.
lead-gaps-none = No difference between groups is established.
footer-heading = How this page is made
footer-withheld = Withheld cells concern so few people that someone might be recognised. Groups under { $k } people are never shown. Sometimes one more cell is withheld, so that the first cannot be worked out.
footer-likely = The thick bar shows what is plausible: in 95 cases of 100 the right value lies there. The alarm bar is wider. Only what passes the alarm bar is called established.
footer-unknown = Those of whom we know nothing are counted on their own, never as no.
footer-offline = The page fetches nothing from the network and works without scripts.
footer-methods = Methods: { $methods }. Version { $version }. Data until { $day }.
footer-fake = Invented numbers. The study is for trying the tool.

gap-lead = This is not one of the differences chosen beforehand. Take it as a lead, not as a conclusion.
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
explore-route = { $said } Method: { $method }.
explore-hidden-ratios = The hazard ratios are not shown: the ratio changes over time (G-PH). Read the months.

## Approval and index
mark-unapproved = Not approved for release
mark-draft = Draft, not approved for release
mark-note = Do not pass this page on.
index-title = { $title }: reports to the steering group
index-heading = Reports in English
index-nothing = No report has been approved yet.
index-alerts = Alerts of unequal terms in force now
index-more = More on:
index-page-01_participants = the participants
index-page-02_time_to_employment = time to employment
index-page-03_process = the way through the project
index-page-04_participants_voice = what participants say
index-page-05_equal_access_and_results = equal terms
index-page-06_activity_effects = the activities
index-page-07_targets_and_decisions = the targets
