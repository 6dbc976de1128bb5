## Equal access and equal results (METHODS 4.4 and 7)
section-equity = Is everybody treated equally?
what-accepted = been accepted
what-enrolled = been enrolled
what-activity = begun an activity
what-referred = been referred
what-attained = reached the goal
dimension-organisation = Organisation

heading-access = { $x } of those referred had { $what } within { $t } days
heading-access-plain = How many of those referred get started
access-sentence-all = Of all referred { $x } had { $what } within { $t } days
axis-access = share of those referred that had { $what } within { $t } days
figure-title-access = Share of those referred that had { $what } within { $t } days, group by group.
table-access = Share of those referred that came so far in time
column-access-accepted = Accepted
column-access-enrolled = Enrolled
column-access-activity = Began an activity
caption-access = The dot is the best estimate. The thick bar shows what is plausible.
sure-access = Only those referred so long before the report that the time has passed count.
not-said-access = Why anyone did not get started.
untold-access = how many of those referred get started

heading-access_gaps-established = { $count ->
    [one] One difference on the way in is established
   *[other] { $n } differences on the way in are established
}
heading-access_gaps-check = No difference on the way in is established, but one should be looked into
heading-access_gaps-check-shown = No difference on the way in is established among the groups that can be shown, but one should be looked into
heading-access_gaps-none = No difference on the way in is established
heading-access_gaps-none-shown = No difference on the way in is established among the groups that can be shown
heading-access_gaps-insufficient = The groups are too small to compare the way in
heading-access_gaps-plain = Differences on the way in
gap_access-more = { $group } had { $what } within { $t } days { $d } more often than { $other }
gap_access-less = { $group } had { $what } within { $t } days { $d } less often than { $other }
gap_access-same = { $group } had { $what } within { $t } days as often as { $other }
figure-title-access_gaps = Difference in the share that had { $what } in time, group by group.
table-access_gaps = Difference in the share that had { $what } in time, in points
caption-access_gaps = Where the alarm bar does not reach nought the difference is established. Where only the thick bar does not: check. Otherwise it cannot be told yet.
not-said-access_gaps = Why the groups differ. That no difference is seen does not mean that they are equal.
untold-access_gaps = whether all groups have the same way in

heading-results-established = { $count ->
    [one] One difference in results is established
   *[other] { $n } differences in results are established
}
heading-results-check = No difference in results is established, but one should be looked into
heading-results-check-shown = No difference in results is established among the groups that can be shown, but one should be looked into
heading-results-none = No difference in results is established
heading-results-none-shown = No difference in results is established among the groups that can be shown
heading-results-insufficient = The groups are too small to compare results
heading-results-plain = Differences in results
gap_results-more = { $group } had { $what } { $d } more often than { $other } within { $t } months
gap_results-less = { $group } had { $what } { $d } less often than { $other } within { $t } months
gap_results-same = { $group } had { $what } as often as { $other } within { $t } months
verdict-UNDER_REPRESENTED = { $group } are under-represented among those who had { $what }.
verdict-NOT_UNDER = { $group } are not under-represented among those who had { $what }.
verdict-CANNOT_TELL = It cannot be told whether { $group } are under-represented among those who had { $what }.
verdict-YELLOW = Check now: { $group } have { $what } less often than the others.
figure-title-results = Difference in the share that had { $what }, group by group.
table-results = Difference in the share that had { $what }, in points
caption-results = Where the alarm bar does not reach nought the difference is established. Where only the thick bar does not: check. Otherwise it cannot be told yet.
not-said-results = Why the groups differ. That no difference is seen does not mean that they are equal.
untold-results = whether all groups reach the goal as often

heading-interaction-established = The difference between women and men is not the same for foreign-born and native-born
heading-interaction-check = The difference between women and men may not be the same for foreign-born and native-born: check
heading-interaction-none = It cannot be told whether gender matters differently for foreign-born and native-born
heading-interaction-insufficient = The groups are too small to compare gender and country of birth together
heading-interaction-plain = Gender and country of birth together
interaction-more = The difference between women and men is { $d } larger among the foreign-born than among the native-born: { $what }
interaction-less = The difference between women and men is { $d } smaller among the foreign-born than among the native-born: { $what }
interaction-same = The difference between women and men is the same among the foreign-born and the native-born: { $what }
figure-title-interaction = The difference between two differences: { $what }.
table-interaction = The difference between women and men, foreign-born against native-born, in points: { $what }
caption-interaction = Where the alarm bar does not reach nought the difference is established. Otherwise it cannot be told yet.
not-said-interaction = Why it is so.
untold-interaction = whether gender matters differently for foreign-born and native-born
group-interaction = women and men among the foreign-born
group-interaction-other = among the native-born

heading-in_results = The groups' part of the results against their part of the participants
heading-in_results-plain = The groups' part of the results
in_results-sentence-all = The group's part of those who reached the goal is { $x } times its part of the participants
in_results-sentence-group = { $group }: the part of those who reached the goal is { $x } times the part of the participants
axis-in_results = part of those who reached the goal divided by part of the participants (1 = equal)
figure-title-in_results = The group's part of those who reached the goal against its part of the participants.
table-in_results = The group's part of those who reached the goal divided by its part of the participants
caption-in_results = One means an equal part. Below one: the group reaches the goal less often than all.
not-said-in_results = Why it is so.
untold-in_results = whether the groups are as common among those who reach the goal

heading-representation = The groups' part of the project against their part of the population
heading-representation-plain = The groups' part of the project against their part outside it
representation-sentence-all = The group's part is { $x } times its part of the population
axis-representation = part of those who had { $what } divided by the part according to: { $source } (1 = equal)
figure-title-representation = The group's part of those who had { $what } against the part according to: { $source }.
table-representation = The group's part of the project divided by the part according to: { $source }
column-representation-referred = Referred
column-representation-enrolled = Enrolled
column-representation-attained = Reached the goal
caption-representation = One means as large a part as in what the group is compared with. Below one: fewer than that.
sure-representation = What the group is compared with may be uncertain too. That is allowed for.
not-said-representation = Whether it is the right thing to compare with.
untold-representation = whether the project reaches those it is for

heading-pooled = Small groups, smoothed
heading-pooled-plain = Small groups, smoothed
pooled-sentence-all = Everybody together: { $x }
pooled-sentence-groups = Each group's share stands as it is, and drawn towards the other groups.
axis-pooled = share, smoothed
figure-title-pooled = Share in each group, smoothed towards the others.
table-pooled = Share in each group, as it is and smoothed
column-pooled-share_raw = As it is
column-pooled-share_pooled = Smoothed
caption-pooled = Small groups are drawn towards the others. That gives fewer extremes by chance, but also hides a group that really is worse off.
sure-pooled = Smoothed numbers are only for showing, never for alarms or goals.
not-said-pooled = Which group is worst off.
untold-pooled = what small groups look like smoothed

heading-organisations-plain = The organisations against the project
heading-organisations-usual = The organisations are where chance usually puts them
heading-organisations-outside = An organisation is outside what chance usually gives
organisations-sentence-all = In the whole project { $x } of those referred had { $what } within { $t } days.
organisations-outside = { $group } is outside what chance usually gives.
organisations-own = the organisation
organisations-usual = usually here (95%)
organisations-limit = nearly always here (99.8%)
axis-organisations = share of those referred
figure-title-organisations = Each organisation against the whole project.
table-organisations = Each organisation against the whole project: share that had { $what } in time
column-limit = Nearly always between
caption-organisations = The bars show where an organisation with so many referred usually lies if it is like the project. The order is no ranking.
sure-organisations = Few referred give wide bars.
not-said-organisations = Which organisation is best. They have different people.
untold-organisations = how those whom each organisation refers get on

heading-screening-established = { $count ->
    [one] One group should be checked now
   *[other] { $n } groups should be checked now
}
heading-screening-check = A group should be checked
heading-screening-none = No group needs to be checked now
heading-screening-none-shown = None of the groups that can be shown needs to be checked now
heading-screening-insufficient = The groups are too small to compare
heading-screening-plain = Age, target group and disability
gap_screening-more = { $group } had { $what } { $d } more often than { $other }
gap_screening-less = { $group } had { $what } { $d } less often than { $other }
gap_screening-same = { $group } had { $what } as often as { $other }
figure-title-screening = Difference in the share that had { $what }, group by group.
table-screening = Difference in the share that had { $what }, in points
sure-screening = Many groups are looked at. Some signals come from chance.
caption-screening = This looks for groups that should be checked. Such a signal is no established difference.
not-said-screening = That it is equal for the others. Small differences would not have been seen.
untold-screening = whether any age or target group gets started less often
