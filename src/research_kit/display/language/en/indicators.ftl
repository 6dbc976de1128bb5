## The board's own indicators
section-indicators = The board's own indicators
indicator-changed-asked = { $name }: asked in a new way since { $since }. It was decided on { $on } by { $by }. The reason: “{ $why }” Answers before and after are not compared.
indicator-changed-counted = { $name }: counted in a new way since { $since }. It was decided on { $on } by { $by }. The reason: “{ $why }” Values before and after are not compared.
indicator-new-way = in a new way since { $since }
indicator-old-way = as it was asked before { $until }
indicator-label = { $name }, { $at }
indicator-sentence = { $name }: { $value }, { $period }
indicator-part = { $part } of { $n } { $unit } ({ $percent })
indicator-number = { $value } { $unit }
indicator-share-of = { $value } of { $unit }
indicator-score = { $value } on average, { $n } { $unit } answered
heading-indicator = { $name }: { $x }
column-at-start = At the start
column-answered = Answered, { $at }
column-period = Period
column-out-of = Out of
column-whole-project = The whole project
table-indicator = { $name }: “{ $question }”, counted like this since { $since }
figure-title-indicator = { $name }, period by period.
chart-legend-new-way = here something else begins to be counted

heading-indicator_answers = { $x } { $name }
heading-indicator_answers-plain = What participants answer to the board's questions
indicator_answers-sentence = { $percent } of those who answered { $name }, { $t } months after the start
indicator_answers-sentence-start = { $percent } of those who answered { $name } at the start
indicator_answers-asked = { $n } of { $asked } asked have answered.
indicator_answers-between = Had all answered it would be between { $lo } and { $hi }.
axis-indicator_answers = share of those who answered
figure-title-indicator_answers = Share of those who answered, question by question.
table-indicator_answers = { $name }: “{ $question }”, from the answer “{ $least }” up. Asked like this since { $since }
caption-indicator_answers = The dot is the best estimate. The thick bar shows what is plausible. Questions that were changed stand apart.
sure-indicator_answers = Only those who answered are in it. Where a question was changed each wording is counted by itself.
not-said-indicator_answers = What those think who did not answer.
untold-indicator_answers = what participants answer to the board's questions

heading-indicator_responses = { $x } answered after { $t } months
heading-indicator_responses-plain = How many answer
indicator_responses-sentence-all = Of those who should have answered after { $t } months { $x } did
axis-indicator_responses = share that answered after { $t } months
figure-title-indicator_responses = Share that answered after { $t } months, group by group.
table-indicator_responses = Share that answered, months after the start
caption-indicator_responses = The dot is the share that answered. The thick bar shows what is plausible.
not-said-indicator_responses = What those think who did not answer.
untold-indicator_responses = how many answer

heading-indicator_bounds-plain = What the loss of answers may mean
indicator_bounds-sentence = Everybody asked is in it: those who did not answer are first counted as if none of them agreed, then as if all did.
column-asked = Asked
column-if-none = If none of the others agree
column-if-all = If all others do
table-indicator_bounds = { $name }, { $at }
sure-indicator_bounds = The bounds hold whatever those would have said who did not answer.
not-said-indicator_bounds = Why some did not answer.
untold-indicator_bounds = what the loss of answers may mean

heading-indicator_shares-plain = The staff, as the board follows it
caption-indicator_shares = The dot is the period's value. The line is broken where something else begins to be counted.
sure-indicator_shares = The staff are few, so one person more or less shows. Their numbers too are withheld when they are small.
not-said-indicator_shares = Why it has become so.
untold-indicator_shares = the staff, as the board follows it

heading-indicator_counts-plain = Numbers that the board follows
caption-indicator_counts = The dot is the period's number. The line is broken where something else begins to be counted.
sure-indicator_counts = The numbers are counted, not estimated.
not-said-indicator_counts = Why it has become so.
untold-indicator_counts = numbers of people that the board follows

heading-indicator_values-plain = Rooms, contacts and surveys, as the board follows them
caption-indicator_values = The dot is the period's value. The line is broken where something else begins to be counted.
sure-indicator_values = The numbers are the project's own. Where few things are counted a share swings much by chance.
not-said-indicator_values = Why it has become so.
untold-indicator_values = rooms, contacts and surveys, as the board follows them
