"""The French words of a profile: sections, and the terms of the vocabularies that it shows.

The ontology holds the same words; reading it takes longer than all the rest of the answer, so a test compares them.
"""

from __future__ import annotations

SECTIONS = {
    "labels": "labels",
    "support": "support",
    "members": "membres",
    "partners": "partenaires",
    "offers": "offres par niveau",
    "learners": "apprenants par voie",
    "indicators": "indicateurs",
    "findings": "constats",
    "neighbours": "voisins",
}
NOTHING = {
    "labels": "aucun label connu à cette date",
    "support": "établissement support inconnu",
    "members": "aucun membre connu",
    "partners": "aucun partenaire connu",
    "offers": "aucune offre connue d’un membre",
    "learners": "aucun effectif ni capacité connus",
    "indicators": "aucun indicateur connu du campus ni de ses membres",
    "findings": "aucun constat",
    "neighbours": "aucun campus connu de la même filière ou aux acteurs communs",
}
YEAR_MEANINGS = {
    "label": "label",
    "excellence": "excellence",
    "renouvellement": "renouvellement",
    "creation": "création",
    "pia": "financement PIA",
}
CAMPUS_CATEGORIES = {
    "CMQ": "campus des métiers et des qualifications",
    "CMQE": "campus d’excellence",
    "projet": "projet de campus",
}
STEPS = {
    "caen": "avis du conseil académique (CAEN)",
    "crefop": "avis du Crefop",
    "expert-group": "avis du groupe national d’experts",
    "cnee": "avis du Conseil national éducation économie",
    "decision": "décision",
    "interim-report": "rapport d’étape",
    "renewal": "renouvellement",
}
VOIES = {
    "scolaire": "voie scolaire",
    "apprentissage": "apprentissage",
    "continue": "formation continue",
    "superieur": "enseignement supérieur",
}
LEVELS = {
    2: "niveau 2",
    3: "niveau 3 (CAP)",
    4: "niveau 4 (bac)",
    5: "niveau 5 (bac+2)",
    6: "niveau 6 (bac+3)",
    7: "niveau 7 (bac+5)",
    8: "niveau 8 (doctorat)",
}
ROLES = {
    "support": "établissement support",
    "copilote": "copilote",
    "financeur": "financeur",
    "membre": "membre",
    "partenaire": "partenaire",
}
CATEGORIES = {
    "lycee-professionnel": "lycée professionnel",
    "lycee-polyvalent": "lycée polyvalent",
    "lycee-general-technologique": "lycée général et technologique",
    "lycee-agricole": "lycée agricole",
    "lycee": "lycée (nature non précisée)",
    "erea": "EREA",
    "cfa": "centre de formation d’apprentis",
    "greta": "GRETA",
    "universite": "université",
    "iut": "IUT",
    "ecole-ingenieurs": "école d’ingénieurs",
    "ecole": "école supérieure",
    "superieur": "établissement d’enseignement supérieur",
    "inconnu": "nature inconnue",
    "entreprise": "entreprise",
    "cluster": "grappe",
    "branche": "branche professionnelle",
    "plateforme": "plateforme technologique",
    "collectivite": "collectivité",
    "service-public": "service public",
    "association": "association",
    "pole": "pôle de compétitivité",
    "formation": "établissement de formation sans UAI connu",
    "laboratoire": "laboratoire sans numéro connu",
    "autre": "autre",
}
LAB = "laboratoire"
