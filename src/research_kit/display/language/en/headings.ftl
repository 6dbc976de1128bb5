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
heading-gaps-check-shown = No difference is established among the groups that can be shown, but { $count ->
    [one] one should be looked into
   *[other] { $n } should be looked into
}
heading-gaps-none-shown = No difference is established among the groups that can be shown
heading-gaps-none = No difference between the groups is established
heading-gaps-insufficient = The groups are too small to compare
heading-gaps-blocked = The groups cannot be compared in this study
heading-missing = { $what }: not in the data of this study
heading-untold = What we cannot answer
