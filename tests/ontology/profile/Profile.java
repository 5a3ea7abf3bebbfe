import java.io.File;
import java.util.List;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWL2RLProfile;

/** Prints, for OWL 2 DL and RL, how many violations an ontology has, and the violations. */
public class Profile {
    public static void main(String[] arguments) throws Exception {
        var ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(arguments[0]));
        System.out.println("axioms " + ontology.getAxiomCount());
        for (var profile : List.of(new OWL2DLProfile(), new OWL2RLProfile())) {
            var report = profile.checkOntology(ontology);
            System.out.println(profile.getName() + " " + report.getViolations().size());
            report.getViolations().forEach(System.out::println);
        }
    }
}
