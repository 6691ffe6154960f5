"""Words that a Dutch sentence of this product is made of, and that no English one has."""

import re

WORD = re.compile(
    r"""\b(
    aan | afgetekend | aftekenen | aftekening | alle | beheerder | beoordelaar | beoordelen |
    beoordeling | bestand | bestanden | bevestigen | bewijs | bewijsstuk | bezig | bijlage | dan
    | deze | dit | docent | docenten | een | eigen | examencommissie | geen | goed | heb | hebt
    | het | ingeleverd | inleveren | inloggen | intrekken | jij | jouw | kerntaak | kerntaken |
    kies | klas | klassen | kwalificatie | leerling | logboek | maar | mijn | moet | naar | niet
    | niveau | nog | omdat | onvoldoende | ook | opslaan | overzicht | praktijk |
    praktijkopleider | rollen | specialisatie | uitloggen | uitstroom | uitstroomprofiel |
    verplicht | versie | vervallen | voldoende | voor | vrijgesteld | vrijstelling | waar |
    wachtwoord | werkproces | werkprocessen | wijzigen | wordt | zijn
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
