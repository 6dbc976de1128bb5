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
sure-bounds = These are outer limits, not plausible values. Chance comes on top. Those whom we did not reach at the last follow-up that was due count as lost, also those who have left the project.
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

## Reasons
reason-ONE_LEVEL = all participants belong to one group; comparison needs outside data.
reason-INTERVAL = too many starts are known only as a long span of time.
reason-INTERVAL_ROWS = too many starts are known only as a long span of time, and what that needs is not in the partners' tables.
reason-DETECT = the day of the follow-up is not the day work started.
reason-FEW_PEOPLE = there are too few people.
reason-FEW_EVENTS = too little has happened yet.
reason-FEW_AT_RISK = too few have been followed this long.
reason-FEW_FOLLOWED = too few have been followed this long.
reason-WIDE = uncertainty is large.
reason-NO_TABLE = the study has no such data.
reason-OF_WHOLE = this is told of the whole project only.
reason-OF_REFERRED = those referred are counted from the day of their referral.
reason-NOT_REACHED = half have not got there yet.
reason-WITHHELD = so few people that someone might be recognised, or a number that would otherwise have given them away.
reason-EXCEPTED = few people, but the project has decided to show the number.
reason-DOMINANCE = one single person means too much for the number.
reason-FEW_PER_TERM = it has happened to too few to allow for so much.
reason-UNSTABLE = the model gave no reliable answer.
reason-FEW_PER_STATE = there are too few people in some state.
reason-NO_REGISTER = nobody is followed by a register.
reason-NOT_PROPORTIONAL = the difference changes over time. The months are shown instead.
reason-NOT_SUSTAINED_YET = too few have been followed that long after a start.
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
