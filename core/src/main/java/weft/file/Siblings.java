package weft.file;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Those of the siblings `.br`, `.zst` and `.gz` of a file that exist: the same content, compressed
/// ahead.
///
/// @param byCoding from the dearest to make
record Siblings(Map<String, Node.Document> byCoding) implements AutoCloseable {

  /// A content coding and the suffix of what is stored in it.
  private enum Coding {
    BR("br", ".br"),
    ZSTD("zstd", ".zst"),
    GZIP("gzip", ".gz");

    private final String token;
    private final String suffix;

    Coding(String token, String suffix) {
      this.token = token;
      this.suffix = suffix;
    }
  }

  static Siblings none() {
    return new Siblings(Map.of());
  }

  /// Opens the siblings of the file that `path` names.
  static Siblings open(FileTree tree, RequestPath path) throws IOException {
    var siblings = new Siblings(new LinkedHashMap<>());
    try {
      for (Coding coding : Coding.values()) {
        if (tree.open(path.sibling(coding.suffix)) instanceof Node.Document document) {
          siblings.byCoding.put(coding.token, document);
        }
      }
      return siblings;
    } catch (IOException | RuntimeException e) {
      siblings.close();
      throw e;
    }
  }

  Set<String> codings() {
    return byCoding.keySet();
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
