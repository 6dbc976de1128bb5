## The archive: all reports, and findings that can be followed over time
archive-since = Changed since { $quarter }:
archive-first = The first report. There is nothing to compare with.
archive-same = Nothing new is certain. No decision was measured again.
archive-certain = { $count ->
    [one] One finding is new and certain:
   *[other] { $n } findings are new and certain:
}
archive-more = { $count ->
    [one] and one more
   *[other] and { $n } more
}
archive-measured = The decision “{ $text }” was measured again: { $verdict }.
archive-verdict-met = met
archive-verdict-not_met = not met
archive-verdict-worse = worse than before
archive-verdict-cannot_be_told = could not be told
archive-definitions = Definitions were changed for { $list }.
archive-answer-activity_effects = the activities
archive-answer-equity = equal terms
archive-answer-esf_plus = ESF+
archive-answer-indicators = the board's own measures
archive-answer-participants = the participants
archive-answer-participants_voice = what participants say
archive-answer-process = the way through the project
archive-answer-remeasure = decisions followed up
archive-answer-targets = the targets
archive-answer-time_to_employment = time to employment
archive-formats = Other formats:
archive-format-pdf = PDF
archive-format-large = large print
archive-format-text = plain text
archive-format-numbers = spreadsheet of all numbers
archive-format-accessibility = about accessibility
archive-findings = Findings and decisions over time
archive-findings-title = { $title }: findings and decisions over time
archive-findings-intro = Here are the findings that were certain at some time, and those that the board has decided on. The numbers are those that were shown then. A newer number takes the place of the older one.
archive-findings-none = No finding has been certain yet. No decision has been taken.
archive-claim = { $what }: { $group }
archive-column-quarter = Quarter
archive-column-number = Number
archive-column-likely = Likely
archive-column-level = Level
archive-column-standing = Standing
archive-standing-current = stands now
archive-standing-superseded = a newer one has taken its place
archive-level-E0 = too little data
archive-level-E1 = description
archive-level-E2 = difference or association
archive-level-E3 = association, with other things allowed for
archive-level-E4 = comparison by lot, or by starts in a fixed order
archive-untold = not shown
archive-decided = Decision on { $day }: “{ $text }.” { $came }
archive-came-met = Measured again in { $quarter }: met.
archive-came-not_met = Measured again in { $quarter }: not met.
archive-came-worse = Measured again in { $quarter }: worse than before.
archive-came-cannot_be_told = Measured again in { $quarter }: could not be told.
archive-came-waits = Not measured again yet.
archive-back = All reports
