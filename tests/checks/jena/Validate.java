import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;

/** Validates each N-Triples file of a folder, and prints its name, the shape and the thing of each violation. */
public class Validate {
  public static void main(String[] arguments) throws Exception {
    Shapes shapes = Shapes.parse(RDFDataMgr.loadGraph(arguments[0]));
    List<Path> files;
    try (var listed = Files.list(Path.of(arguments[1]))) {
      files = listed.filter(f -> f.toString().endsWith(".nt")).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString().replace(".nt", "");
      var report = ShaclValidator.get().validate(shapes, RDFDataMgr.loadGraph(file.toString()));
      report.getEntries().forEach(e -> System.out.println(name + "\t" + e.source() + "\t" + e.focusNode()));
      System.out.println(name + "\tseen\t");
    }
  }
}
