// Plain form: each filière in each region, and a correlated subquery for each thing to know. $scope is « region ».
// A zone touches a region if it is the region, lies in it, or is an academy with a department in it.
MATCH (f:Filiere), (r:Region)
WHERE EXISTS { (:Establishment {region: r.code}) }
OPTIONAL MATCH (i:Indicator {subject: r.id, measure: 'campus labellisés'})
WHERE i.year >= $as_of_year - $max_count_age AND i.year <= $as_of_year
WITH f, r, i ORDER BY i.period DESC, i.value DESC
WITH f, r, collect(i)[0] AS last
CALL (r, last) {
  OPTIONAL MATCH (n:Indicator {subject: r.id, measure: 'campus nouvellement labellisés'})
  WHERE n.year <= $as_of_year AND n.period > last.period
  RETURN coalesce(sum(n.value), 0) AS later
}
WITH f, r, last.value + later AS stated,
  COUNT {
    MATCH (e:Establishment {region: r.code})-[t:TEACHES]->(d:Diploma)-[:BELONGS_TO]->(f)
    RETURN DISTINCT e.id, d.id, t.voie
  } AS offers,
  COUNT {
    MATCH (z)<-[:COVERS]-(k:Campus)-[:AWARDED]->(l:Label)
    WHERE (z = r OR EXISTS { (z)-[:WITHIN]->(r) } OR EXISTS { (z)<-[:WITHIN]-(:Department)-[:WITHIN]->(r) })
      AND coalesce(l.issued_year, $as_of_year) <= $as_of_year
    RETURN DISTINCT coalesce('campus/' + k.possible_duplicate_of, k.id)
  } AS known,
  COUNT {
    MATCH (z)<-[:COVERS]-(k:Campus)-[:AWARDED]->(l:Label)
    WHERE (z = r OR EXISTS { (z)-[:WITHIN]->(r) } OR EXISTS { (z)<-[:WITHIN]-(:Department)-[:WITHIN]->(r) })
      AND coalesce(l.issued_year, $as_of_year) <= $as_of_year
      AND NOT EXISTS { (k)-[:IN_FILIERE]->() }
    RETURN DISTINCT k.id
  } AS unfiled
RETURN f.id AS filiere, r.id AS territory, CASE
    WHEN EXISTS {
      MATCH (f)<-[:IN_FILIERE]-(k:Campus)-[:AWARDED]->(l:Label), (k)-[:HAS_MEMBER|SUPPORTED_BY|LOCATED_IN]->(s)
      WHERE coalesce(l.issued_year, $as_of_year) <= $as_of_year AND coalesce(l.expiry_year, $as_of_year) >= $as_of_year
        AND s.region = r.code
    } THEN 'covered'
    WHEN EXISTS {
      MATCH (f)<-[:IN_FILIERE]-(k:Campus)-[:AWARDED]->(l:Label), (k)-[:COVERS]->(z)
      WHERE (z = r OR EXISTS { (z)-[:WITHIN]->(r) } OR EXISTS { (z)<-[:WITHIN]-(:Department)-[:WITHIN]->(r) })
        AND coalesce(l.issued_year, $as_of_year) <= $as_of_year AND coalesce(l.expiry_year, $as_of_year) >= $as_of_year
    } THEN 'covered-on-paper'
    WHEN offers < $min_offers THEN 'no-need'
    WHEN EXISTS {
      MATCH (f)<-[:IN_FILIERE]-(k:Campus)-[:AWARDED]->(l:Label)
      WHERE coalesce(l.issued_year, $as_of_year) <= $as_of_year
        AND (EXISTS {
            MATCH (k)-[:COVERS]->(z)
            WHERE z = r OR EXISTS { (z)-[:WITHIN]->(r) } OR EXISTS { (z)<-[:WITHIN]-(:Department)-[:WITHIN]->(r) }
          }
          OR EXISTS { MATCH (k)-[:HAS_MEMBER|SUPPORTED_BY|LOCATED_IN]->(s) WHERE s.region = r.code })
    } THEN 'unknown'
    WHEN stated IS NOT NULL AND stated = known AND unfiled = 0 THEN 'gap'
    ELSE 'unknown'
  END AS verdict
