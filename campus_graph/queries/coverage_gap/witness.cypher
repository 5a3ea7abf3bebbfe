// Evidence: the campuses there (or else the nearest) with filière, label, zone and sites; some offers of the filière;
// the counts of campuses that a source states for the territory or its region.
CALL () {
  MATCH (k:Campus)-[:IN_FILIERE]->(f:Filiere {id: $row_filiere})
  WHERE k.id IN $row_campuses OR k.id = $row_nearest_campus
  RETURN k.id AS start_id, 'IN_FILIERE' AS relation, f.id AS end_id
  UNION ALL
  MATCH (k:Campus)-[r:AWARDED|COVERS]->(x)
  WHERE k.id IN $row_campuses OR k.id = $row_nearest_campus
  RETURN k.id AS start_id, type(r) AS relation, x.id AS end_id
  UNION ALL
  MATCH (k:Campus)-[r:SUPPORTED_BY|HAS_MEMBER]->(e:Establishment)
  WHERE (k.id IN $row_campuses OR k.id = $row_nearest_campus)
    AND (r.since IS NULL OR r.since <= left($as_of, size(r.since)))
    AND (r.until IS NULL OR r.until >= left($as_of, size(r.until)))
    AND $row_territory IN ['region/' + e.region, 'academy/' + e.academy, 'department/' + e.department,
      'employment-zone/' + e.employment_zone]
  RETURN DISTINCT k.id AS start_id, type(r) AS relation, e.id AS end_id
  UNION ALL
  MATCH (f:Filiere {id: $row_filiere})<-[:BELONGS_TO]-(d:Diploma)<-[t:TEACHES]-(e:Establishment)
  WHERE ($year IS NULL OR t.year = $year) AND $row_territory IN ['region/' + e.region, 'academy/' + e.academy, 'department/' + e.department,
      'employment-zone/' + e.employment_zone]
  WITH DISTINCT e.id AS e, d.id AS d ORDER BY e, d LIMIT 5
  UNWIND [[e, 'TEACHES', d], [d, 'BELONGS_TO', $row_filiere]] AS fact
  WITH DISTINCT fact
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (e:Establishment)
  WHERE $row_territory IN ['region/' + e.region, 'academy/' + e.academy, 'department/' + e.department,
    'employment-zone/' + e.employment_zone]
  WITH collect(DISTINCT 'region/' + e.region) AS regions
  MATCH (i:Indicator)
  WHERE i.subject IN [$row_territory] + regions
    AND i.measure IN ['campus labellisés', 'campus nouvellement labellisés']
  RETURN i.id AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
