// What several questions about campuses fetch alike; a question names those it takes as `shared` in its question.toml.

// name: campuses
MATCH (k:Campus)
RETURN k.id AS campus, k.label AS campus_label, k.category AS category,
  coalesce('campus/' + k.possible_duplicate_of, k.id) AS same_as;

// name: campus_filieres
MATCH (k:Campus)-[:IN_FILIERE]->(f:Filiere) RETURN k.id AS campus, f.id AS filiere, f.label AS filiere_label;

// name: awards
MATCH (k:Campus)-[:AWARDED]->(l:Label)
RETURN k.id AS campus, l.id AS award, l.label AS award_label, l.category AS category, l.issued_year AS issued_year,
  l.duration_years AS duration_years, l.expiry_year AS expiry_year;

// The territories that a campus touches: its zone, where its support and seat lie, what is inside and around.
// name: places
MATCH (k:Campus)
CALL (k) {
  MATCH (k)-[:COVERS|LOCATED_IN]->(zone) RETURN zone
  UNION
  MATCH (k)-[:SUPPORTED_BY]->(e:Establishment) MATCH (zone:Department {id: 'department/' + e.department}) RETURN zone
}
CALL (zone) {
  RETURN zone AS below
  UNION MATCH (zone)<-[:WITHIN]-(below:Department) RETURN below
  UNION MATCH (zone)<-[:WITHIN]-(below:Academy) RETURN below
  UNION MATCH (zone)<-[:WITHIN]-(:Academy)<-[:WITHIN]-(below:Department) RETURN below
  UNION MATCH (zone)-[:WITHIN]->(below:Department) RETURN below
  UNION
  MATCH (zone)<-[:WITHIN]-(:Commune)-[:WITHIN]->(below:Department)
  WHERE zone:EmploymentZone OR zone:Intercommunality
  RETURN below
}
WITH DISTINCT k, below
CALL (below) {
  RETURN below AS territory
  UNION MATCH (below)-[:WITHIN]->(territory) RETURN territory
}
RETURN DISTINCT k.id AS campus, territory.id AS territory;

// name: counts
MATCH (i:Indicator)
WHERE i.measure IN ['campus labellisés', 'campus nouvellement labellisés', 'membres', 'conventions']
  AND i.value IS NOT NULL AND i.year IS NOT NULL AND (i.period IS NOT NULL OR i.measure IN ['membres', 'conventions'])
RETURN i.id AS indicator, i.subject AS subject, i.measure AS measure, coalesce(i.period, toString(i.year)) AS period,
  i.year AS year, i.value AS value;
