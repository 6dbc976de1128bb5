## Rubriker som säger vad som är viktigt
heading-flow = { $enrolled } av { $referred } hänvisade kom in i projektet
heading-flow-enrolled = { $enrolled } skrevs in i projektet
heading-flow-plain = Vägen genom projektet
heading-composition = { $people }: vilka de är
heading-composition-plain = Vilka deltagarna är
heading-known = För { $x } vet vi hur det gick efter ett år
heading-known-plain = Hur många vi vet resultatet för
heading-within = { $x } hade { $outcome } inom { $t } månader
heading-within-own = För { $x } gällde inom { $t } månader: { $outcome }
heading-within-plain = Andelen inom { $t } månader
heading-within-insufficient = För lite underlag för att säga hur många som hade { $outcome }
heading-curve = { $x } efter { $t } månader: så växte andelen
heading-curve-plain = Så växte andelen över tid
heading-median = Efter ungefär { $m } månader hade hälften { $outcome }
heading-median-own = Efter ungefär { $m } månader gällde för hälften: { $outcome }
heading-median-not-reached = Hälften har ännu inte { $outcome }
heading-median-not-reached-own = Hälften har ännu inte nått dit
heading-median-plain = När hälften har nått dit
heading-months-in = I snitt { $m } av de första { $t } månaderna i arbete
heading-months-without = I snitt { $m } av de första { $t } månaderna utan arbete
heading-months-own-in = I snitt { $m } av de första { $t } månaderna efter att { $outcome }
heading-months-own-without = I snitt { $m } av de första { $t } månaderna innan { $outcome }
heading-months-plain = Månader i snitt
heading-gaps-established = { $count ->
    [one] En skillnad mellan grupper är fastställd
   *[other] { $n } skillnader mellan grupper är fastställda
}
heading-gaps-check = Ingen skillnad är fastställd, men { $count ->
    [one] en bör ni se efter
   *[other] { $n } bör ni se efter
}
heading-gaps-check-shown = Ingen skillnad är fastställd bland de grupper som kan visas, men { $count ->
    [one] en bör ni se efter
   *[other] { $n } bör ni se efter
}
heading-gaps-none-shown = Ingen skillnad är fastställd bland de grupper som kan visas
heading-gaps-none = Ingen skillnad mellan grupperna är fastställd
heading-gaps-insufficient = Grupperna är för små för att jämföra
heading-gaps-blocked = Grupperna kan inte jämföras i den här studien
heading-missing = { $what }: uppgifter saknas i den här studien
heading-untold = Vad vi inte kan svara på
