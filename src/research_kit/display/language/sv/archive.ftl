## Arkivet: alla rapporter, och fynd som kan följas över tid
archive-since = Ändrat sedan { $quarter }:
archive-first = Den första rapporten. Det finns inget att jämföra med.
archive-same = Inget nytt är säkert. Inget beslut har mätts om.
archive-certain = { $count ->
    [one] Ett fynd är nytt och säkert:
   *[other] { $n } fynd är nya och säkra:
}
archive-more = { $count ->
    [one] och ett till
   *[other] och { $n } till
}
archive-measured = Beslutet ”{ $text }” har mätts om: { $verdict }.
archive-verdict-met = uppfyllt
archive-verdict-not_met = inte uppfyllt
archive-verdict-worse = sämre än förut
archive-verdict-cannot_be_told = gick inte att säga
archive-definitions = Definitioner har ändrats för { $list }.
archive-answer-activity_effects = aktiviteterna
archive-answer-equity = lika villkor
archive-answer-esf_plus = ESF+
archive-answer-indicators = styrgruppens egna mått
archive-answer-participants = deltagarna
archive-answer-participants_voice = vad deltagarna säger
archive-answer-process = vägen genom projektet
archive-answer-remeasure = uppföljda beslut
archive-answer-targets = målen
archive-answer-time_to_employment = tid till arbete
archive-formats = Andra format:
archive-format-pdf = PDF
archive-format-large = stor stil
archive-format-text = ren text
archive-format-numbers = kalkylblad med alla tal
archive-format-accessibility = om tillgänglighet
archive-findings = Fynd och beslut över tid
archive-findings-title = { $title }: fynd och beslut över tid
archive-findings-intro = Här står de fynd som någon gång har varit säkra, och de som styrgruppen har beslutat om. Talen är de som visades då. Ett nyare tal ersätter det äldre.
archive-findings-none = Inget fynd har varit säkert än. Inget beslut är fattat.
archive-claim = { $what }: { $group }
archive-column-quarter = Kvartal
archive-column-number = Tal
archive-column-likely = Troligt
archive-column-level = Nivå
archive-column-standing = Gäller
archive-standing-current = gäller nu
archive-standing-superseded = ersatt av ett nyare
archive-level-E0 = för lite underlag
archive-level-E1 = beskrivning
archive-level-E2 = skillnad eller samband
archive-level-E3 = samband, med hänsyn till annat
archive-level-E4 = jämförelse genom lottning eller start i bestämd ordning
archive-untold = inte visat
archive-decided = Beslut den { $day }: ”{ $text }.” { $came }
archive-came-met = Mätt om i { $quarter }: uppfyllt.
archive-came-not_met = Mätt om i { $quarter }: inte uppfyllt.
archive-came-worse = Mätt om i { $quarter }: sämre än förut.
archive-came-cannot_be_told = Mätt om i { $quarter }: gick inte att säga.
archive-came-waits = Inte mätt om än.
archive-back = Alla rapporter
