package weft;

import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values of wildcards by name, in the order of the pattern: a read-only map as small as two
/// arrays, because each request makes one.
final class PathValues extends AbstractMap<String, String> {

  private final List<String> names;
  private final String[] values;

  PathValues(List<String> names, String[] values) {
    this.names = names;
    this.values = values;
  }

  @Override
  public @Nullable String get(@Nullable Object name) {
    for (int i = 0; i < values.length; i++) {
      if (names.get(i).equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    var entries = new LinkedHashSet<Map.Entry<String, String>>();
    for (int i = 0; i < values.length; i++) {
      entries.add(Map.entry(names.get(i), values[i]));
    }
    return entries;
  }
}
