// Evidence: offers of the level here, else of the nearest levels below and above; the nearest offer of it elsewhere;
// for a campus the members that teach and the counts that are stated for it.
CALL () {
  CALL () {
    MATCH (site:Establishment)
    WHERE $row_place IN ['region/' + site.region, 'academy/' + site.academy, 'department/' + site.department,
      'employment-zone/' + site.employment_zone]
    RETURN site
    UNION
    MATCH (:Campus {id: $row_place})-[:HAS_MEMBER|SUPPORTED_BY]->(site) RETURN site
    UNION
    MATCH (:Campus {id: $row_place})-[:HAS_MEMBER|SUPPORTED_BY]->()<-[:PART_OF]-(site) RETURN site
  }
  MATCH (site)-[t:TEACHES]->(d:Diploma)-[:BELONGS_TO]->(:Filiere {id: $row_filiere})
  WHERE $year IS NULL OR t.year = $year
  WITH DISTINCT site.id AS start_id, d.id AS end_id, d.level AS level
  WITH collect({start: start_id, end: end_id, level: level}) AS offers
  WITH offers, reduce(m = null, o IN offers | CASE WHEN o.level < $row_level AND (m IS NULL OR o.level > m) THEN o.level
      ELSE m END) AS below,
    reduce(m = null, o IN offers | CASE WHEN o.level > $row_level AND (m IS NULL OR o.level < m) THEN o.level
      ELSE m END) AS above
  UNWIND offers AS o
  WITH o, below, above
  WHERE o.level = $row_level OR ($row_offers = 0 AND (o.level = below OR o.level = above))
  WITH o.start AS site, o.end AS diploma ORDER BY site, diploma LIMIT 10
  OPTIONAL MATCH (p:Establishment {id: site})-[:PART_OF]->(w)<-[:HAS_MEMBER|SUPPORTED_BY]-(:Campus {id: $row_place})
  UNWIND [[site, 'TEACHES', diploma], [diploma, 'BELONGS_TO', $row_filiere], [p.id, 'PART_OF', w.id]] AS fact
  WITH DISTINCT fact WHERE fact[0] IS NOT NULL
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (e:Establishment {id: $row_nearest_establishment})-[t:TEACHES]->(d:Diploma)-[:BELONGS_TO]->(:Filiere {id: $row_filiere})
  WHERE d.level = $row_level AND ($year IS NULL OR t.year = $year)
  WITH DISTINCT e.id AS site, d.id AS diploma ORDER BY diploma LIMIT 5
  UNWIND [[site, 'TEACHES', diploma], [diploma, 'BELONGS_TO', $row_filiere]] AS fact
  RETURN fact[0] AS start_id, fact[1] AS relation, fact[2] AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_place})-[r:HAS_MEMBER|SUPPORTED_BY]->(m)
  WITH DISTINCT k.id AS start_id, type(r) AS relation, m.id AS end_id
  ORDER BY end_id, relation LIMIT 20
  RETURN start_id, relation, end_id
  UNION ALL
  MATCH (i:Indicator {subject: $row_place, measure: 'membres'})
  RETURN i.id AS start_id, null AS relation, null AS end_id
  UNION ALL
  RETURN $row_place AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
