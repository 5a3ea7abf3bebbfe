// Problem: several questions look at the network inside a campus, and must mean the same by it.
// Solution: campuses, their actors and the ties between these, for each question that includes this file.
// The campus itself is no part of its network: it is the hub, and would hold any network together.

// name: campuses
MATCH (k:Campus)
WITH k, COLLECT {
    MATCH (k)-[:IN_FILIERE]->(f:Filiere) RETURN DISTINCT f.id ORDER BY f.id
  } AS filieres,
  COLLECT {
    MATCH (k)-[:COVERS]->(z) RETURN z.id AS territory
    UNION
    MATCH (k)-[:COVERS]->(:Territory)<-[:WITHIN]-(d:Department) RETURN d.id AS territory
    UNION
    MATCH (k)-[:COVERS]->(:Territory)<-[:WITHIN]-(:Department)-[:WITHIN]->(t:Territory) RETURN t.id AS territory
    UNION
    MATCH (k)-[:COVERS]->(:Department)-[:WITHIN]->(t:Territory) RETURN t.id AS territory
    UNION
    MATCH (k)-[:HAS_MEMBER|SUPPORTED_BY|LOCATED_IN]->(s:Establishment|Commune)
    UNWIND ['region/' + s.region, 'academy/' + s.academy, 'department/' + s.department] AS territory
    RETURN territory
  } AS territories
RETURN k.id AS campus, k.label AS campus_label, 'campus/' + k.possible_duplicate_of AS duplicate_of, filieres,
  ($campus IS NULL OR k.id = 'campus/' + $campus)
    AND ($filiere IS NULL OR coalesce('filiere/' + $filiere IN filieres, false))
    AND ($region IS NULL OR coalesce('region/' + $region IN territories, false))
    AND ($academy IS NULL OR coalesce('academy/' + $academy IN territories, false))
    AND ($department IS NULL OR coalesce('department/' + $department IN territories, false)) AS asked;

// name: actors
MATCH (k:Campus)-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a:Establishment|ResearchLab|Partner)
WHERE (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
  AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
WITH DISTINCT k, a, CASE type(r) WHEN 'SUPPORTED_BY' THEN 'support' ELSE r.role END AS role ORDER BY role
WITH k, a, collect(role) AS roles
WITH k, roles, a, CASE
    WHEN a:Establishment THEN 'Establishment'
    WHEN a:ResearchLab THEN 'ResearchLab'
    WHEN a:CompetitivenessCluster THEN 'CompetitivenessCluster'
    ELSE 'Partner'
  END AS kind
RETURN k.id AS campus, a.id AS actor, kind, a.label AS label, a.category AS category, roles,
  kind = 'Establishment' AND (EXISTS { (a)-[:TEACHES]->(d:Diploma) WHERE d.level <= 4 }
    OR a.category STARTS WITH 'lycee' OR a.category = 'cfa') AS secondary,
  kind = 'Establishment' AND (EXISTS { (a)-[:TEACHES]->(d:Diploma) WHERE d.level >= 6 }
    OR a.category IN ['universite', 'iut', 'superieur'] OR a.category STARTS WITH 'ecole') AS higher,
  EXISTS { (a)-[:TEACHES]->(:Diploma) } AS teaches;

// name: ties
// What leads on from a member and what a member teaches are gathered per campus and diploma: no member is matched with another.
CALL () {
  CALL () {
    MATCH (k:Campus)-[r:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
    WHERE (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
      AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
    WITH DISTINCT k, e
    MATCH (e)-[t:TEACHES]->(o:Diploma)-[:CONTINUES_TO]->(d:Diploma)
    WHERE t.rule <> 'presumed-speciality' AND d.level >= 5 AND d.level > o.level
    RETURN DISTINCT k, d, e AS start, null AS end
    UNION ALL
    MATCH (k:Campus)-[r:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
    WHERE (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
      AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
    WITH DISTINCT k, e
    MATCH (e)-[t:TEACHES]->(d:Diploma)
    WHERE t.rule <> 'presumed-speciality'
    RETURN DISTINCT k, d, null AS start, e AS end
  }
  WITH k, d, collect(start) AS starts, collect(end) AS ends
  UNWIND starts AS s
  UNWIND ends AS h
  WITH k, s, h WHERE s <> h
  RETURN DISTINCT k.id AS campus, s.id AS start_id, h.id AS end_id, 'poursuite' AS kind
  UNION ALL
  MATCH (k:Campus)-[a:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(s:Establishment|ResearchLab|Partner)
  WHERE (a.since IS NULL OR a.since <= left($as_of, size(a.since)))
    AND (a.until IS NULL OR a.until >= left($as_of, size(a.until)))
  WITH DISTINCT k, s
  MATCH (s)-[r:COOPERATES_WITH|PART_OF]->(h:Establishment|ResearchLab|Partner)
  WHERE s <> h AND (r.campus IS NULL OR 'campus/' + replace(r.campus, 'campus/', '') = k.id)
    AND (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
    AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
  WITH DISTINCT k, s, h, CASE type(r) WHEN 'PART_OF' THEN 'composante' ELSE r.kind END AS kind
  MATCH (k)-[b:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(h)
  WHERE (b.since IS NULL OR b.since <= left($as_of, size(b.since)))
    AND (b.until IS NULL OR b.until >= left($as_of, size(b.until)))
  RETURN DISTINCT k.id AS campus, s.id AS start_id, h.id AS end_id, kind
}
RETURN campus, start_id, end_id, kind;
