package weft.pprof;

/// Names of classes as the JVM has them.
final class TypeName {

  private TypeName() {}

  /// Returns `[Ljava.lang.String;` as `java.lang.String[]` and `[[I` as `int[][]`.
  static String readable(String name) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0 || dimensions == name.length()) {
      return name;
    }
    String element = name.substring(dimensions);
    String readable =
        switch (element.charAt(0)) {
          case 'L' -> element.substring(1).replace(";", "");
          case 'B' -> "byte";
          case 'C' -> "char";
          case 'D' -> "double";
          case 'F' -> "float";
          case 'I' -> "int";
          case 'J' -> "long";
          case 'S' -> "short";
          case 'Z' -> "boolean";
          default -> element;
        };
    return readable + "[]".repeat(dimensions);
  }
}
