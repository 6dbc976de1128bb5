## Questions to decide on

section-questions = Questions to decide on
heading-questions = What should change?
questions-lead = The questions rest on what the report shows. The board chooses which of them to take up.
questions-none = The report has no questions of its own to decide on this time.
not-said-questions = What the board is to answer. That weighs in more than can be counted.
ask-gap = What stands in the way of { $who }?
ask-gap-established = The difference is established. Go through the way step by step, and ask those whom it concerns.
ask-gap-check = The difference is not established. Go through the way step by step, and ask those whom it concerns.
ask-need = What is to be done about the largest gap, { $theme }?
ask-need-shown = What is to be done about the largest gap of those that can be shown, { $theme }?
ask-needs = Which gap is to be closed first: { $list }?
ask-needs-tied = Which is the largest cannot be told.
ask-EARLIER_WORK = Who may start { $what }, and who has to wait?
ask-EARLIER_WORK-because = Starting { $what } goes together with more in work.
ask-LATER_WORK = Whom is { $what } for?
ask-LATER_WORK-because = Starting { $what } goes together with fewer in work. Those with the longest way to go may be the ones who start, or it takes time from looking for work.
ask-NONE_SEEN = What do the participants themselves say of { $what }?
ask-NONE_SEEN-because = No difference in work is established between those who start and others.
ask-MORE_PEOPLE = Should more be offered { $what }, or should the question wait?
ask-MORE_PEOPLE-because = Whether it goes together with work cannot be told yet.
ask-UNBALANCED = Can places in { $what } be drawn by lot when there are not enough for all?
ask-UNBALANCED-because = Those who start and the others are too different to compare.
ask-reading = { $count ->
    [one] How is the target { $list } to be read?
   *[other] How are the targets { $list } to be read?
}
ask-reading-same = The text can be read in two ways. Both are shown until the board has chosen.
ask-reading-differs = The text can be read in two ways, and they give different answers. Both are shown until the board has chosen.
ask-answers = How can more be heard?
ask-answers-because = After { $t } months { $percent } of those who should have answered did so. When fewer than 6 in 10 answer, the answers do not say enough of the others.
explore-questions = The questions to the board are written from what has been released, when a run has ended.
