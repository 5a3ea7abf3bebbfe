// Evidence, by section: the award and its step; the membership; some offers; some indicators; for a finding, the members
// on which it rests; for a neighbour, the filière and the actors in common.
CALL () {
  MATCH (k:Campus {id: $row_campus})-[:AWARDED]->(l:Label)
  WHERE $row_section = 'labels' AND (l.id = $row_item OR EXISTS { (l)-[:HAS_STEP]->(:LabelStep {id: $row_item}) })
  RETURN DISTINCT k.id AS start_id, 'AWARDED' AS relation, l.id AS end_id
  UNION ALL
  MATCH (:Campus {id: $row_campus})-[:AWARDED]->(l:Label)-[:HAS_STEP]->(s:LabelStep {id: $row_item})
  WHERE $row_section = 'labels'
  RETURN DISTINCT l.id AS start_id, 'HAS_STEP' AS relation, s.id AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a:Entity {id: $row_item})
  WHERE $row_section IN ['support', 'members', 'partners']
  RETURN DISTINCT k.id AS start_id, type(r) AS relation, a.id AS end_id
  UNION ALL
  MATCH (:Campus {id: $row_campus})-[:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
  WHERE $row_section = 'offers'
  WITH DISTINCT e
  MATCH (e)-[t:TEACHES]->(d:Diploma)
  WHERE 'level/' + d.level = $row_item AND t.rule <> 'presumed-speciality'
  WITH DISTINCT e.id AS start_id, d.id AS end_id ORDER BY start_id, end_id LIMIT 10
  RETURN start_id, 'TEACHES' AS relation, end_id
  UNION ALL
  MATCH (:Campus {id: $row_campus})-[:HAS_MEMBER|SUPPORTED_BY]->(e:Establishment)
  WHERE $row_section = 'learners'
  WITH DISTINCT e
  MATCH (e)-[o:OFFERS]->(d:Diploma)
  WHERE (o.voie + '/enrolled' = $row_item AND o.enrolled IS NOT NULL)
    OR (o.voie + '/capacity' = $row_item AND o.capacity IS NOT NULL)
  WITH DISTINCT e.id AS start_id, d.id AS end_id ORDER BY start_id, end_id LIMIT 10
  RETURN start_id, 'OFFERS' AS relation, end_id
  UNION ALL
  MATCH (i:Indicator {measure: $row_item})
  WHERE $row_section = 'indicators' AND (i.subject = $row_campus
    OR EXISTS { MATCH (:Campus {id: $row_campus})-[:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a:Entity) WHERE a.id = i.subject })
  WITH i ORDER BY coalesce(i.year, 0) DESC, i.id LIMIT 10
  RETURN i.id AS start_id, null AS relation, null AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(e:Establishment)
  WHERE $row_section = 'findings'
  WITH DISTINCT k.id AS start_id, type(r) AS relation, e.id AS end_id ORDER BY relation, end_id LIMIT 20
  RETURN start_id, relation, end_id
  UNION ALL
  MATCH (one:Campus {id: $row_campus})-[:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a)
  WHERE $row_section = 'neighbours'
  MATCH (a)<-[:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]-(other:Campus {id: $row_item})
  WITH DISTINCT one, other, a
  MATCH (k:Campus)-[r:HAS_MEMBER|SUPPORTED_BY|PARTNERS_WITH]->(a)
  WHERE k IN [one, other]
  RETURN DISTINCT k.id AS start_id, type(r) AS relation, a.id AS end_id
  UNION ALL
  MATCH (one:Campus {id: $row_campus})-[:IN_FILIERE]->(f:Filiere)
  WHERE $row_section = 'neighbours'
  MATCH (f)<-[:IN_FILIERE]-(other:Campus {id: $row_item})
  UNWIND [one.id, other.id] AS campus
  RETURN DISTINCT campus AS start_id, 'IN_FILIERE' AS relation, f.id AS end_id
  UNION ALL
  MATCH (k:Campus {id: $row_campus})
  WHERE $row_item IS NULL OR $row_section = 'findings'
  RETURN k.id AS start_id, null AS relation, null AS end_id
}
RETURN start_id, relation, end_id;
