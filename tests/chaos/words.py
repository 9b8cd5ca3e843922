"""Common words of four languages, from which the articles of the chaos suite are made.

None of them is a name, a number or a phrase that a rule of the pipeline looks for, so that the records
stay short and quick to make. The languages are ones whose articles go to different partitions of four.
"""

_TEXTS = {
    "en": (
        "the and with from their about would there which people could other than then them these some her "
        "make like into time has look two more write see way been call who its now find long down did get "
        "come made may part over new sound take only little work know place year live back give most very "
        "after thing our just name good sentence man think say great where help through much before line "
        "right too means old any same tell boy follow came want show also around form three small set put "
        "end does another well large must big even such because turn here why ask went men read need land "
        "different home us move try kind hand picture again change off play spell air away animal house "
        "point page letter mother answer found study still learn should world high every near add food"
    ),
    "de": (
        "der die und das nicht mit sich auf für ist eine auch nach bei einer aus aber wenn nur noch wird "
        "wie über einen diese kann hat dann schon mehr durch vor zwischen immer unter wieder sehr haben "
        "waren gegen vom können Jahr ihre seine werden doch Zeit Hand heute Haus Leben Kind Frau Mann Welt "
        "Stadt Weg Frage Abend Arbeit Wasser Straße Auge Wort Seite Teil Ende Morgen Nacht Bild Schule "
        "Gruppe Garten Baum Brücke Fenster Tür Tisch Stuhl Buch Brief Vater Mutter Bruder Schwester klein "
        "groß lang kurz schnell langsam leise laut hell dunkel warm kalt früh spät gerne selten oft dort "
        "hier damals später vorher trotzdem deshalb obwohl während bevor nachdem sobald gehen kommen sehen "
        "hören sprechen fragen antworten lesen schreiben arbeiten wohnen bleiben finden suchen geben nehmen"
    ),
    "nl": (
        "het een van en dat niet met zijn voor maar ook als bij door naar dan heeft over nog wordt uit "
        "aan deze wel kan meer geen moet veel hun onder zou daar toch tegen zonder omdat terwijl tussen "
        "altijd weer zeer hebben waren jaar tijd hand huis leven kind vrouw man wereld stad weg vraag "
        "avond werk oog woord zijde deel einde ochtend nacht beeld school groep tuin boom brug venster "
        "deur tafel stoel boek brief vader moeder broer zus klein groot lang kort snel langzaam zacht "
        "luid licht donker koud vroeg laat graag zelden vaak hier toen later eerder daarom hoewel nadat "
        "zodra gaan komen zien horen spreken vragen antwoorden lezen schrijven werken wonen blijven "
        "vinden zoeken geven nemen brengen denken weten willen zullen mogen laten houden dragen schijnen"
    ),
    "es": (
        "los las una por con para como pero más este cuando muy sin sobre también hasta hay donde quien "
        "desde todo nos durante todos uno les contra otros ese eso ante ellos esto antes algunos qué unos "
        "otro otras otra tanto esa estos mucho quienes nada muchos cual poco ella estar estas algunas algo "
        "nosotros tiempo vida día noche mañana tarde casa ciudad calle camino mano ojos mujer hombre niño "
        "madre padre hermano escuela libro carta mesa silla puerta ventana jardín árbol puente agua tierra "
        "cielo voz palabra pregunta respuesta trabajo grupo parte fin principio pequeño grande largo corto "
        "rápido lento suave fuerte claro oscuro cálido frío temprano siempre nunca aquí allí entonces "
        "aunque mientras después ir venir ver oír hablar preguntar leer escribir trabajar vivir quedar"
    ),
}
WORDS = {language: tuple(dict.fromkeys(text.split())) for language, text in _TEXTS.items()}
