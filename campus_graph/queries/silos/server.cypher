// Problem: campuses of one filière, or next to each other, do not know of each other.
// Solution: fetch filières, zones and which departments an employment zone joins; pairs and groups are computed from them.

// name: filieres
MATCH (k:Campus)-[:IN_FILIERE]->(f:Filiere)
RETURN DISTINCT k.id AS campus, f.id AS filiere, f.label AS filiere_label;

// name: zones
MATCH (k:Campus)-[:COVERS]->(z:Territory)
WHERE $between = 'territory'
CALL (k, z) {
  MATCH (z)<-[:WITHIN]-(d:Department)
  RETURN d
  UNION
  WITH k, z WHERE z:Department
  RETURN z AS d
}
RETURN DISTINCT k.id AS campus, d.id AS department;

// name: straddled
MATCH (c:Commune)
WHERE $between = 'territory' AND c.employment_zone IS NOT NULL AND c.department IS NOT NULL
WITH c.employment_zone AS zone, collect(DISTINCT 'department/' + c.department) AS departments
WHERE size(departments) > 1
UNWIND departments AS department
UNWIND departments AS beside
WITH DISTINCT department, beside WHERE department <> beside
RETURN department, beside;
