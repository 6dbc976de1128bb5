### Ord som är för svåra på vanlig svenska. Namn på grupper är som där.

range-dash = till

## Vad som hänt (orden efter "hade")
outcome-terminal = slutat för gott
outcome-self_support = fått egna pengar till att leva av
measure-label-self_support = { $outcome } (arbete eller studier med egna pengar, när vi vet det)

## Lägen: samma namn i tabellerna
state-ended = inte kvar, och utan arbete och studier
state-neither = utan arbete och utan studier
wide-row = Alla, även studier, arbete med stöd och kort arbete
self-support-row = Alla, egna pengar
