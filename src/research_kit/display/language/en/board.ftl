## Last time: decisions and what came of them (METHODS 11)
section-decided = What we decided last time, and what happened
explore-decided = What came of the decisions is written from what was released, when a run is done.
decided-none = The board has taken no decision that is followed up here.
decided-none-measured = No decision has been measured again yet.
decided-waiting = { $count ->
    [one] One decision waits for its review.
    [2] Two decisions wait for their review.
    [3] Three decisions wait for their review.
    [4] Four decisions wait for their review.
    [5] Five decisions wait for their review.
    [6] Six decisions wait for their review.
   *[other] Several decisions wait for their review.
}
one-measured-met = One decision has been measured again. It is met.
one-measured-not_met = One decision has been measured again. It is not met.
one-measured-worse = One decision has been measured again. Things are worse than before.
one-measured-cannot_be_told = One decision has been measured again. Whether it is met could not be told.
several-measured = { $count ->
    [one] One decision has been measured again: { $list }.
    [2] Two decisions have been measured again: { $list }.
    [3] Three decisions have been measured again: { $list }.
    [4] Four decisions have been measured again: { $list }.
    [5] Five decisions have been measured again: { $list }.
    [6] Six decisions have been measured again: { $list }.
   *[other] Several decisions have been measured again: { $list }.
}
all-of-them-met = { $count ->
    [2] both are met
   *[other] all are met
}
all-of-them-not_met = none is met
all-of-them-worse = { $count ->
    [2] for both things are worse
   *[other] for all things are worse
}
all-of-them-cannot_be_told = none could be told
of-them-met = { $count ->
    [one] one is met
    [2] two are met
    [3] three are met
    [4] four are met
    [5] five are met
    [6] six are met
   *[other] several are met
}
of-them-not_met = { $count ->
    [one] one is not met
    [2] two are not met
    [3] three are not met
    [4] four are not met
    [5] five are not met
    [6] six are not met
   *[other] several are not met
}
of-them-worse = { $count ->
    [one] for one things are worse
    [2] for two things are worse
    [3] for three things are worse
    [4] for four things are worse
    [5] for five things are worse
    [6] for six things are worse
   *[other] for several things are worse
}
of-them-cannot_be_told = { $count ->
    [one] one could not be told
    [2] two could not be told
    [3] three could not be told
    [4] four could not be told
    [5] five could not be told
    [6] six could not be told
   *[other] several could not be told
}
mark-new = New in this report
decided_then-met = Met
decided_then-met-rebound = Met, but a large part would be expected anyway
decided_then-not_met = Not met
decided_then-not_met-rebound = Not met: a large part would be expected anyway
decided_then-worse = Worse than before
decided_then-cannot_be_told = Could not be told
decided_then-cannot_be_told-rebound = Could not be told: a large part would be expected anyway
in-quarter-1 = the first quarter of { $year }
in-quarter-2 = the second quarter of { $year }
in-quarter-3 = the third quarter of { $year }
in-quarter-4 = the fourth quarter of { $year }
decided-when = You decided this in { $quarter }. It is measured for { $group }: { $measure }.
hoped-higher = You hoped for { $size } more.
hoped-lower = You hoped for { $size } less.
since-then = Since then: { $change } ({ $range }); { $chance }.
since-untold = What has happened since then cannot be told: { $reason }
chance-part = { $size } of it would be expected with no change
chance-apart = with no change { $size } would be expected
chance-none = none of it would be expected with no change
chance-unknown = how much of it would be expected anyway is not known
after-FEW_PEOPLE = too few people have come after the change.
after-FEW_BEFORE = too few people had come before the change.
after-FEW_EVENTS = too little has happened after the change.
after-NO_TABLE = the study has no such data on those who came after the change.
after-NO_METHOD = there is no method to measure such a number again.
after-NOT_TOLD = the number after the change cannot be made.
after-SUBTRACTED = a few people could be worked out with the help of earlier reports.
after-WITHHELD = it concerns so few people that someone might be recognised.
after-other = there is not enough to go on after the change.
label-before = Before { $value }
label-after = After { $value }
label-rebound = expected with no change: { $size }
label-no-rebound = nothing expected with no change
claim-measure = the measure
claim-beside = { $what } ({ $beside })
claim-number = { $what }, { $group }: { $value }
figure-title-rebound = { $measure }, { $group }: before and after the change.
desc-after-likely = After the change the likely value is { $range }.
caption-rebound = The ring is the number before the change, the filled dot the number after. The hatched part is what chance alone would be expected to do.
caption-before-after = The ring is the number before the change, the filled dot the number after.
caption-likely = The thick bar shows what is likely.
row-before = Before: the report for { $quarter }
row-before-undated = Before
row-unchanged = Expected with no change
row-after = From { $day }
column-when = Time
column-number = Measure
table-rebound = { $measure }, { $group }
fact-view = Participants’ view
fact-owner = Responsible
fact-review = Measured again
fact-takes = What it takes
view-confirmed = confirms
view-contradicted = contradicts
view-not_asked = not asked about this
view-with-comment = { $view }. { $comment }
review-after = Measured again in the first report after { $day }.
review-moved = Measured again in the first report after { $day }. It was meant for { $asked }, but by then too few people would have come.
review-nothing = Nothing is changed, so nothing is measured again. The question comes back after { $day }.
measurable-on = From { $day } it could be.
lacks-NOTHING_EXPECTED = Nothing is changed, so nothing is measured again.
lacks-NO_BASELINE = Will not be measurable: there is no number to start from.
lacks-COUNTS_UNTOLD = How many people it takes is not known: the counts behind the number are hidden.
lacks-NO_METHOD = How many people it takes cannot be worked out: there is no method for such a number.
lacks-BASELINE_TOO_UNSURE = Will not be measurable: the number before is too uncertain.
lacks-INFLOW_UNKNOWN = Whether it will be measurable is not known: nobody knows how many will come.
lacks-TOO_FEW = Will not be measurable: too few people come before the review.
takes = { $required } after the change
takes-gap = { $required } in each group after the change
takes-and-has = { $required } after the change. There are { $has }
takes-and-expects = { $required } after the change are needed, { $expected } are expected
takes-and-expects-gap = { $required } in each group are needed after the change, { $expected } are expected
change-unseen = With those who have come, changes under { $gap } would not have shown.
sure-met = The change is larger than chance alone would be expected to make. That it is as large as you hoped is possible, but not established.
sure-not_met = The change that you hoped for does not fit the numbers after the change.
sure-worse = The number has gone the wrong way, by more than chance alone would be expected to make.
sure-cannot_be_told = The numbers fit both no change and the one that you hoped for.
sure-beyond = Beyond chance the change is likely { $range }.
not-said-met = That the decision is the whole explanation. Other things may have changed at the same time.
not-said-not_met = That the decision was wrong. Things might have been different without it.
not-said-worse = That the decision is the explanation. Other things may have changed at the same time.
not-said-cannot_be_told = That the decision was right or wrong. This number is not enough to change again.
earlier-heading = Decisions measured again earlier
waiting-heading = Decisions that wait
short-measured = Decided in { $quarter }. { $verdict }.
short-decided = Decided in { $quarter }. Responsible: { $owner }.
short-view = Participants’ view: { $view }
role-steering_group = the board
role-project_owner = the project owner
role-project_lead = the project lead
role-process_lead = the process lead
role-activity_lead = whoever leads the activity
role-coach_team = the coaches
role-case_workers = the case workers
role-partner_organisation = a partner
role-municipality = the municipality
role-employment_service = the employment service
role-social_insurance_agency = the social insurance agency
role-health_care = health care
role-civil_society = civil society
role-researcher = the researcher

## New and certain
section-news = New and certain
explore-news = What is new and certain is written from what was released, when a run is done.
news-intro = Only what passes the alarm bar is here. That is a stricter rule, because we look many times.
news-intro-first = Only what passes the alarm bar is here. There is no earlier report to compare with.
news-intro-unkept = Only what passes the alarm bar is here. The findings of earlier reports were not kept, so there is nothing to compare with.
news-nothing = Nothing is new and certain this quarter.
news-nothing-else = Nothing else is new and certain this quarter.
news-more = { $count ->
    [one] One more finding is new and certain. It is in the parts below.
    [2] Two more findings are new and certain. They are in the parts below.
    [3] Three more findings are new and certain. They are in the parts below.
    [4] Four more findings are new and certain. They are in the parts below.
    [5] Five more findings are new and certain. They are in the parts below.
    [6] Six more findings are new and certain. They are in the parts below.
   *[other] More findings are new and certain. They are in the parts below.
}
news-level = Level: { $level }.
news-view = Participants’ view: { $view }
news-link = See more under { $part }
level-E0 = not enough to go on
level-E1 = description
level-E2 = difference or association
level-E3 = association, allowing for other things
level-E4 = comparison by lot, or by starts in a fixed order

## The page's parts, in short
part-decided-part = Last time
part-news-part = New and certain
part-equity = Fairness
part-participants-voice = What participants say
part-targets = The targets
part-questions-asked = Questions to decide
part-depth = In depth
part-activity-effects = The activities
part-time-to-employment = Time to employment
part-process = The way and the waits
part-participants = Who the participants are
part-indicators = The board’s own measures
part-esf-plus = ESF+
part-remeasure = Decisions followed up
depth-intro = Open what you want to know more about. Each line is an answer.
part-depth-equity = More on fairness
part-depth-participants-voice = More of what participants say
part-depth-targets = More on the targets

## What matters most, in three sentences at most
lead-none-measured = None of the decisions is ripe to be measured again yet.
lead-check = Nothing is established, but look at this now: { $list }.
lead-established = This is established: { $list }.
lead-target = { $said }.
status-changed = Changed since the last report
status-changed-first = This is the first one
status-changed-unkept = The first whose findings are kept
status-changed-none = Nothing new is certain
status-changed-news = { $count ->
    [one] One finding is new and certain
    [2] Two findings are new and certain
    [3] Three findings are new and certain
    [4] Four findings are new and certain
    [5] Five findings are new and certain
    [6] Six findings are new and certain
   *[other] Several findings are new and certain
}
status-changed-measured = { $count ->
    [one] one decision has been measured again
    [2] two decisions have been measured again
    [3] three decisions have been measured again
    [4] four decisions have been measured again
    [5] five decisions have been measured again
    [6] six decisions have been measured again
   *[other] several decisions have been measured again
}

## Figures, row by row
walk-rows = Read the figure row by row with the arrow keys
