package weft.file;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.Request;

/// A file and those of its siblings `.br`, `.zst` and `.gz` that exist: the same content,
/// compressed ahead.
final class Variants implements AutoCloseable {

  /// A content coding and the suffix of what is stored in it.
  private record Coding(String name, String suffix) {}

  private static final List<Coding> CODINGS =
      List.of(new Coding("br", ".br"), new Coding("zstd", ".zst"), new Coding("gzip", ".gz"));

  private final Map<String, Node.Document> byCoding = new LinkedHashMap<>();

  /// Opens the siblings of the file that `path` names.
  Variants(FileTree tree, RequestPath path) throws IOException {
    try {
      for (Coding coding : CODINGS) {
        Node node = tree.open(path.sibling(coding.suffix));
        if (node instanceof Node.Document document) {
          byCoding.put(coding.name, document);
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Returns whether what is sent depends on Accept-Encoding.
  boolean exist() {
    return !byCoding.isEmpty();
  }

  /// Returns the coding that the client likes best, empty if it is the file itself.
  String best(Request r) {
    return AcceptEncoding.of(r.header()).best(List.copyOf(byCoding.keySet()));
  }

  Node.@Nullable Document get(String coding) {
    return byCoding.get(coding);
  }

  @Override
  public void close() throws IOException {
    for (Node.Document document : byCoding.values()) {
      document.close();
    }
  }
}
