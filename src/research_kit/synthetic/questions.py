"""The survey questions and needs of the synthetic studies; every wording is invented."""

from __future__ import annotations

from research_kit.synthetic.truth import Question, Scale, Voice

_EMPOWERMENT = Scale(
    name="empowerment",
    items=(
        "Jag kan påverka min egen situation.",
        "Jag vet hur jag ska ta nästa steg.",
        "Jag vågar säga vad jag tycker.",
        "Jag klarar av sådant som är svårt.",
    ),
    growth=0.12,
)
_LIFE_SPACE = Scale(
    name="life_space",
    items=("Jag rör mig fritt där jag bor.", "Jag träffar människor utanför familjen.", "Jag har tid för mig själv."),
    growth=0.08,
)
_CHOICES = Scale(
    name="choices",
    items=("Jag kan välja mellan olika vägar.", "Mina önskemål räknas.", "Jag bestämmer om min vardag."),
    thresholds=(-2.0, -1.3, -0.5, 0.2),
    growth=0.06,
)
_OPPORTUNITIES = Scale(
    name="knows_opportunities",
    items=(
        "Jag känner till vilken hjälp som finns.",
        "Jag vet vart jag kan vända mig.",
        "Jag vet vilka rättigheter jag har.",
    ),
    growth=0.15,
)

_A_SAY = Question(
    code="say_1",
    wordings=(
        (0.0, "Jag har fått säga min mening om min plan."),
        (14.0, "Jag har varit med och bestämt vad som står i min plan."),
    ),
    agree=0.45,
)

BOTKYRKA_VOICE = Voice(
    scales=(_EMPOWERMENT, _LIFE_SPACE, _CHOICES, _OPPORTUNITIES),
    closer=0.50,
    languages=(("sv", 0.34), ("ar", 0.28), ("so", 0.16), ("tr", 0.12), ("en", 0.10)),
    themes=("svenska", "yrke", "natverk", "halsa", "samhalle", "egenmakt", "barnomsorg"),
    theme_weights=(3.0, 2.4, 1.6, 1.0, 1.0, 1.2, 0.8),
)
SAMBA_VOICE = Voice(
    scales=(_EMPOWERMENT, _OPPORTUNITIES),
    closer=0.55,
    languages=(("sv", 0.82), ("ar", 0.10), ("en", 0.08)),
    themes=("praktik", "yrke", "halsa", "vagledning", "svenska", "eget_foretag", "natverk"),
    theme_weights=(2.6, 2.2, 2.0, 1.8, 1.0, 0.5, 0.8),
    questions=(_A_SAY,),
)
