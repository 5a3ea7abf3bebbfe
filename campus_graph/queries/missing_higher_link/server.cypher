// Problem: a campus that does not reach higher education or research leads its pupils nowhere after the BTS.
// Solution: fetch each network, what its members teach of the filière, its laboratories and its dated agreements.

// name: network
MATCH (k:Campus)-[m:HAS_MEMBER|SUPPORTED_BY]->(e)
RETURN k.id AS campus, e.id AS member, CASE WHEN e:Establishment THEN e.category ELSE 'laboratoire' END AS category,
  m.since AS since, m.until AS until;

// name: partners
MATCH (k:Campus)-[:PARTNERS_WITH]->(p:Partner)
WHERE p.category IN ['formation', 'laboratoire']
RETURN DISTINCT k.id AS campus, p.id AS partner, p.label AS label, p.category AS category;

// name: taught
MATCH (:Campus)-[:HAS_MEMBER|SUPPORTED_BY]->(m)
WITH DISTINCT m
CALL (m) {
  RETURN m AS site
  UNION MATCH (site)-[:PART_OF]->(m) RETURN site
}
MATCH (site)-[:TEACHES]->(d:Diploma)
WITH DISTINCT m, d
OPTIONAL MATCH (d)-[:BELONGS_TO]->(f:Filiere)
RETURN DISTINCT m.id AS member, f.id AS filiere, d.level AS level;

// name: somewhere
MATCH (d:Diploma)
WHERE d.level >= 5 AND d.level <= 7 AND EXISTS { (d)<-[:TEACHES]-() }
MATCH (d)-[:BELONGS_TO]->(f:Filiere)
RETURN DISTINCT f.id AS filiere, d.level AS level;

// name: agreements
MATCH (a)-[c:COOPERATES_WITH {kind: 'convention'}]->(b)
WHERE c.since IS NOT NULL
RETURN a.id AS start_id, b.id AS end_id, c.campus AS campus, c.since AS since, c.until AS until,
  CASE WHEN a:Partner AND NOT a:CompetitivenessCluster THEN a.label END AS start_label,
  CASE WHEN a:ResearchLab THEN 'laboratoire' WHEN NOT a:CompetitivenessCluster THEN a.category END AS start_category,
  CASE WHEN b:Partner AND NOT b:CompetitivenessCluster THEN b.label END AS end_label,
  CASE WHEN b:ResearchLab THEN 'laboratoire' WHEN NOT b:CompetitivenessCluster THEN b.category END AS end_category;
