package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Compares the public API with `api/weft.txt`, one line for each type and member, so that a change
/// of the API is a change of that file. `mvn test -pl core -Dtest=ApiTest -Dapi.update=true`
/// rewrites it.
class ApiTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path API = Path.of("..", "api", "weft.txt");

  @Test
  void publicApiIsTheOneInTheFile() throws Exception {
    List<String> now = api();
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(API.getParent());
      Files.write(API, now);
    }
    List<String> file = Files.exists(API) ? Files.readAllLines(API) : List.of();
    assertThat(now)
        .as(
            "the public API against api/weft.txt; if the change is meant, run"
                + " mvn test -pl core -Dtest=ApiTest -Dapi.update=true and commit the file")
        .isEqualTo(file);
  }

  @Test
  void noNameOfJavaBaseIsUsedAgain() throws Exception {
    Set<String> taken = publicNamesOfJavaBase();
    assertThat(taken).contains("String", "List", "Pattern");
    var twice = new TreeSet<String>();
    for (Class<?> type : apiTypes()) {
      if (type.getEnclosingClass() == null && taken.contains(type.getSimpleName())) {
        twice.add(type.getName());
      }
    }
    assertThat(twice)
        .as("names that java.base exports too are ambiguous under `import module`: rename")
        .isEmpty();
  }

  private static List<String> api() throws Exception {
    var lines = new ArrayList<String>();
    for (Class<?> type : apiTypes()) {
      String name = type.getName().replace('$', '.');
      lines.add(name + ": type " + typeLine(type));
      var members = new TreeSet<String>();
      for (Field f : type.getDeclaredFields()) {
        if (isApi(f, type)) {
          members.add(
              (f.isEnumConstant() ? "constant " : "field ")
                  + modifiers(f.getModifiers() & Modifier.fieldModifiers())
                  + text(f.getAnnotatedType())
                  + " "
                  + f.getName());
        }
      }
      for (Executable c : type.getDeclaredConstructors()) {
        if (isApi(c, type)) {
          members.add("constructor " + executable(c));
        }
      }
      for (Method m : type.getDeclaredMethods()) {
        if (isApi(m, type)) {
          members.add("method " + executable(m));
        }
      }
      members.forEach(m -> lines.add(name + ": " + m));
    }
    return lines;
  }

  private static boolean isApi(Member m, Class<?> owner) {
    boolean inherited =
        Modifier.isProtected(m.getModifiers()) && !Modifier.isFinal(owner.getModifiers());
    return !m.isSynthetic() && (Modifier.isPublic(m.getModifiers()) || inherited);
  }

  private static String typeLine(Class<?> type) {
    String kind =
        type.isAnnotation()
            ? "@interface "
            : type.isInterface()
                ? "interface "
                : type.isRecord() ? "record " : type.isEnum() ? "enum " : "class ";
    int shown = type.getModifiers() & Modifier.classModifiers();
    if (type.isInterface()) {
      shown &= ~Modifier.ABSTRACT;
    }
    var line = new StringBuilder(modifiers(shown));
    line.append(type.isSealed() ? "sealed " : "").append(kind).append(type.getSimpleName());
    line.append(typeParameters(type.getTypeParameters()));
    if (type.isRecord()) {
      line.append(
          Arrays.stream(type.getRecordComponents())
              .map(c -> text(c.getAnnotatedType()) + " " + c.getName())
              .collect(Collectors.joining(", ", "(", ")")));
    }
    AnnotatedType parent = type.getAnnotatedSuperclass();
    if (parent != null && !Set.of(Object.class, Record.class).contains(type.getSuperclass())) {
      line.append(" extends ").append(text(parent));
    }
    line.append(list(type.isInterface() ? " extends " : " implements ", type));
    if (type.isSealed()) {
      line.append(
          Arrays.stream(type.getPermittedSubclasses())
              .map(Class::getSimpleName)
              .collect(Collectors.joining(", ", " permits ", "")));
    }
    return line.toString();
  }

  private static String list(String word, Class<?> type) {
    String all =
        Arrays.stream(type.getAnnotatedInterfaces())
            .map(ApiTest::text)
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : word + all;
  }

  private static String executable(Executable e) {
    var line = new StringBuilder();
    int shown = e.getModifiers() & (Modifier.methodModifiers() & ~Modifier.SYNCHRONIZED);
    if (e instanceof Method m) {
      line.append(m.isDefault() ? "default " : "");
      line.append(modifiers(shown)).append(typeParameters(m.getTypeParameters()));
      line.append(m.getTypeParameters().length > 0 ? " " : "");
      line.append(text(m.getAnnotatedReturnType())).append(" ").append(m.getName());
    } else {
      line.append(modifiers(shown)).append(e.getDeclaringClass().getSimpleName());
    }
    line.append(
        Arrays.stream(e.getParameters())
            .map(ApiTest::parameter)
            .collect(Collectors.joining(", ", "(", ")")));
    if (e.getExceptionTypes().length > 0) {
      line.append(
          Arrays.stream(e.getExceptionTypes())
              .map(Class::getSimpleName)
              .collect(Collectors.joining(", ", " throws ", "")));
    }
    return line.toString();
  }

  private static String parameter(Parameter p) {
    String type = text(p.getAnnotatedType());
    return p.isVarArgs() && type.endsWith("[]")
        ? type.substring(0, type.length() - 2) + "..."
        : type;
  }

  private static String typeParameters(TypeVariable<?>[] variables) {
    if (variables.length == 0) {
      return "";
    }
    return Arrays.stream(variables)
        .map(
            v -> {
              String bounds =
                  Arrays.stream(v.getAnnotatedBounds())
                      .map(ApiTest::text)
                      .collect(Collectors.joining(" & "));
              return v.getName() + (bounds.equals("Object") ? "" : " extends " + bounds);
            })
        .collect(Collectors.joining(", ", "<", ">"));
  }

  /// The type as written in the source, without package names.
  private static String text(AnnotatedType type) {
    return type.toString()
        .replace("()", "")
        .replaceAll("(?<![\\w.])(?:[a-z][a-z0-9]*\\.)+(?=[A-Z@])", "")
        .replace('$', '.');
  }

  private static String modifiers(int bits) {
    return bits == 0 ? "" : Modifier.toString(bits) + " ";
  }

  private static List<Class<?>> apiTypes() throws Exception {
    var types = new ArrayList<Class<?>>();
    for (String exported : exportedPackages()) {
      Path folder = CLASSES.resolve(exported.replace('.', '/'));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".class") && !name.equals("package-info.class")) {
            Class<?> type =
                Class.forName(
                    exported + "." + name.substring(0, name.length() - 6), false, loader());
            if (isVisible(type)) {
              types.add(type);
            }
          }
        }
      }
    }
    types.sort((a, b) -> a.getName().compareTo(b.getName()));
    return types;
  }

  private static boolean isVisible(Class<?> type) {
    if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
      return false;
    }
    for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
      if ((c.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static Set<String> exportedPackages() throws IOException {
    try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
          .filter(e -> !e.isQualified())
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> publicNamesOfJavaBase() throws Exception {
    Module base = Object.class.getModule();
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    var names = new TreeSet<String>();
    for (String p : base.getPackages()) {
      if (base.isExported(p)) {
        try (Stream<Path> files = Files.list(root.resolve(p.replace('.', '/')))) {
          for (Path file : files.toList()) {
            String name = file.getFileName().toString().replaceFirst("\\.class$", "");
            if (!name.contains("$") && !name.contains("-") && file.toString().endsWith(".class")) {
              Class<?> type = Class.forName(p + "." + name, false, null);
              if (Modifier.isPublic(type.getModifiers())) {
                names.add(name);
              }
            }
          }
        }
      }
    }
    return names;
  }

  private static ClassLoader loader() {
    return ApiTest.class.getClassLoader();
  }
}
