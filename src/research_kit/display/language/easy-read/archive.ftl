## Arkivet: alla rapporter, och svar som går att följa över tid
archive-since = Det här är nytt sedan { $quarter }:
archive-first = Det här är den första rapporten. Det finns inget att jämföra med.
archive-same = Inget nytt är säkert. Inget beslut är mätt igen.
archive-certain = { $count ->
    [one] En sak är ny och säker:
   *[other] { $n } saker är nya och säkra:
}
archive-more = { $count ->
    [one] och en till
   *[other] och { $n } till
}
archive-measured = Ni beslutade ”{ $text }”. Vi har mätt igen. Så gick det: { $verdict }.
archive-verdict-met = som ni ville
archive-verdict-not_met = inte som ni ville
archive-verdict-worse = sämre än förut
archive-verdict-cannot_be_told = det gick inte att säga hur det blev
archive-definitions = Vi räknar på ett nytt sätt för { $list }.
archive-answer-activity_effects = vad de gör i projektet
archive-answer-equity = om det är lika för alla
archive-answer-indicators = styrgruppens egna frågor
archive-answer-participants = vilka som är med
archive-answer-participants_voice = vad de som är med säger
archive-answer-remeasure = beslut som är mätta igen
archive-formats = Läs på andra sätt:
archive-format-large = stora bokstäver
archive-format-accessibility = om sidan går att läsa för alla
archive-findings = Svar och beslut över tid
archive-findings-title = { $title }: svar och beslut över tid
archive-findings-intro = Här står de svar som någon gång har varit säkra. Här står också de som ni har beslutat om. Talen är de som vi visade då. Ett nytt tal tar platsen för det gamla.
archive-findings-none = Inget svar har varit säkert än. Ni har inte beslutat något.
archive-column-likely = Här är det nog
archive-column-level = Så mycket kan vi säga
archive-standing-superseded = det finns ett nyare
archive-level-E0 = vi vet för lite
archive-level-E1 = hur det är
archive-level-E2 = att det skiljer eller hör ihop
archive-level-E3 = att det hör ihop, när vi tar hänsyn till annat
archive-level-E4 = vad som hände när lotten eller en bestämd ordning styrde
archive-untold = visas inte
archive-decided = Den { $day } beslutade ni: ”{ $text }” { $came }
archive-came-met = Vi mätte igen i { $quarter }. Det gick som ni ville.
archive-came-not_met = Vi mätte igen i { $quarter }. Det gick inte som ni ville.
archive-came-worse = Vi mätte igen i { $quarter }. Det är sämre än förut.
archive-came-cannot_be_told = Vi mätte igen i { $quarter }. Det gick inte att säga hur det blev.
archive-came-waits = Vi har inte mätt igen än.
