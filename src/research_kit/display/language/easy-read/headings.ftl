## Rubriker som säger vad som är viktigt
heading-flow = { $enrolled } av { $referred } kom in i projektet
heading-flow-enrolled = { $enrolled } kom in i projektet
heading-flow-plain = Så gick vägen genom projektet
heading-composition = { $people }: vilka är de?
heading-composition-plain = Vilka är med i projektet?
heading-known-plain = För hur många vet vi hur det gick?
heading-within-own = Inom { $t } månader hände det här för { $x }: { $outcome }
heading-within-plain = Hur många inom { $t } månader?
heading-within-insufficient = Vi vet för lite om hur många som hade { $outcome }
heading-curve = { $x } efter { $t } månader: så blev det fler och fler
heading-curve-plain = Så blev det fler och fler
heading-median = Det tog cirka { $m } månader innan hälften hade { $outcome }
heading-median-own = Det tog cirka { $m } månader innan det här hade hänt för hälften: { $outcome }
heading-median-not-reached = Hälften har inte { $outcome } än
heading-median-not-reached-own = Hälften har inte kommit så långt än
heading-median-plain = När har hälften kommit så långt?
heading-months-in = I snitt hade de arbete i { $m } av de första { $t } månaderna
heading-months-without = I snitt var de utan arbete i { $m } av de första { $t } månaderna
heading-months-plain = Hur många månader blir det i snitt?
heading-gaps-established = { $count ->
    [one] En skillnad mellan grupper är säker
   *[other] { $n } skillnader mellan grupper är säkra
}
heading-gaps-check = Ingen skillnad är säker, men { $count ->
    [one] en bör ni se efter
   *[other] { $n } bör ni se efter
}
heading-gaps-check-shown = Ingen skillnad är säker bland grupper som vi får visa, men { $count ->
    [one] en bör ni se efter
   *[other] { $n } bör ni se efter
}
heading-gaps-none-shown = Ingen skillnad är säker bland grupper som vi får visa
heading-gaps-none = Ingen skillnad mellan grupperna är säker
heading-gaps-insufficient = Grupperna är för små. De går inte att jämföra
heading-gaps-blocked = Här kan vi inte jämföra grupper
heading-missing = { $what } Det vet vi inte
heading-untold = Det här kan vi inte svara på
