// Problem: a campus without co-pilots, director, committee or funds goes to sleep, and nobody sees it from outside.
// Solution: fetch what is said of steering and of priorities; what nobody says is told apart from what is vacant.

// name: said
MATCH (s)-[r:STEERED_BY]->(h)
RETURN s.id AS subject, h.id AS holder, CASE WHEN h:SteeringFunction THEN h.code ELSE 'copilots' END AS need,
  CASE WHEN h:SteeringFunction THEN h.label END AS need_label, r.status AS status, r.since AS since, r.until AS until;

// name: roles
MATCH (k:Campus)-[r:PARTNERS_WITH|HAS_MEMBER]->(h)
WHERE r.role IN ['copilote', 'financeur']
RETURN k.id AS subject, h.id AS holder, r.role AS role, r.since AS since, r.until AS until;

// name: territories
MATCH (t:Region|Academy) WHERE t:Academy OR NOT coalesce(t.former, false)
RETURN t.id AS subject, t.label AS subject_label;

// name: around
MATCH (d:Department)-[:WITHIN]->(t) RETURN d.id AS department, t.id AS territory
UNION ALL
MATCH (d:Department) RETURN d.id AS department, d.id AS territory;

// name: priorities
CALL () {
  MATCH (r:Region)-[p:PRIORITISES]->(f:Filiere)
  WHERE p.year IS NULL OR p.year <= $as_of_year
  RETURN r.id AS region, f, coalesce(p.plan, '') AS plan, count(p) AS number
  UNION ALL
  MATCH (r:Region)-[p:PRIORITISES]->(d:Diploma)-[:BELONGS_TO]->(f:Filiere)
  WHERE p.year IS NULL OR p.year <= $as_of_year
  RETURN r.id AS region, f, coalesce(p.plan, '') AS plan, count(DISTINCT d) AS number
}
RETURN region, f.id AS filiere, f.label AS filiere_label, sum(number) AS priorities, plan;
