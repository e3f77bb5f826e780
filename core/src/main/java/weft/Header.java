package weft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import weft.internal.text.FieldLines;
import weft.internal.text.Tokens;

/// The fields of a header or trailer section: an ordered multimap whose names are compared without
/// case (RFC 9110 §5, §5.1, §5.3).
///
/// Names are kept as they were added. A value holds the octets of the wire as ISO-8859-1
/// characters, so that any value that was received can be sent again unchanged.
///
/// Look-ups scan the fields, of which there are few. Not thread-safe while it is changed.
public final class Header implements Iterable<Header.Field> {

  /// One field.
  ///
  /// @param name a token, as it was received or added
  /// @param value without the white space around it
  public record Field(String name, String value) {}

  private static final String[] NONE = {};

  private String[] fields;
  private int length;
  private boolean readOnly;
  private boolean suppresses; // whether a field is suppressed, or was

  /// Creates an empty section.
  public Header() {
    fields = NONE;
  }

  /// Creates a read-only section of fields that were validated when they were read; for the
  /// engines.
  @SuppressWarnings("exports") // users cannot name FieldLines, and must not: it skips the checks
  public Header(FieldLines lines) {
    fields = lines.namesAndValues();
    length = 2 * lines.count();
    readOnly = true;
  }

  /// Returns a new section of the given names, each followed by its value.
  ///
  /// @throws IllegalArgumentException as [#add] does, or if the number of strings is odd
  public static Header of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value: " + namesAndValues.length);
    }
    var header = new Header();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      header.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return header;
  }

  /// Returns the first value of the field, or null if there is none or it is suppressed.
  public @Nullable String get(String name) {
    int at = find(name, 0);
    return at < 0 || isSuppressedAt(at) ? null : fields[at + 1];
  }

  /// As [#get], with an empty text for null.
  String first(String name) {
    String value = get(name);
    return value == null ? "" : value;
  }

  /// Returns all values of the field, in order; empty if there is none or it is suppressed.
  public List<String> values(String name) {
    int at = find(name, 0);
    if (at < 0 || isSuppressedAt(at)) {
      return List.of();
    }
    var values = new ArrayList<String>(2);
    for (; at >= 0; at = find(name, at + 2)) {
      values.add(fields[at + 1]);
    }
    return values;
  }

  /// Returns whether the section has the field or suppresses it.
  public boolean contains(String name) {
    return find(name, 0) >= 0;
  }

  /// Returns whether one of the field's values is a comma-separated list with `token` in it,
  /// compared without case (RFC 9110 §5.6.1, §5.6.1.2).
  public boolean hasToken(String name, String token) {
    for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
      if (Tokens.listHas(fields[at + 1], token)) {
        return true;
      }
    }
    return false;
  }

  /// Adds a field after those that are there.
  ///
  /// @throws IllegalArgumentException if the name is not a token, or the value has a control
  ///   character (CR, LF and NUL among them: response splitting, RFC 9112 §11.1), a character above
  ///   U+00FF, or white space at its ends
  /// @throws IllegalStateException if the section was sent or received
  public Header add(String name, String value) {
    if (suppresses && isSuppressed(name)) {
      return set(name, value);
    }
    check(name, value);
    append(name, value);
    return this;
  }

  /// Replaces all values of the field by one, at the place of the first.
  ///
  /// @throws IllegalArgumentException as [#add] does
  /// @throws IllegalStateException if the section was sent or received
  public Header set(String name, String value) {
    check(name, value);
    int at = find(name, 0);
    if (at < 0) {
      append(name, value);
    } else {
      fields[at] = name;
      fields[at + 1] = value;
      removeFrom(name, at + 2);
    }
    return this;
  }

  /// Removes all values of the field.
  ///
  /// @throws IllegalStateException if the section was sent or received
  public Header remove(String name) {
    checkMutable();
    removeFrom(name, 0);
    return this;
  }

  /// Removes all fields.
  ///
  /// @throws IllegalStateException if the section was sent or received
  public void clear() {
    checkMutable();
    Arrays.fill(fields, 0, length, "");
    length = 0;
  }

  /// Keeps the server from adding the field on its own, such as Date or Content-Type. In Go this is
  /// a key with a nil value. Adding or setting a value ends it.
  ///
  /// @throws IllegalArgumentException if the name is not a token
  /// @throws IllegalStateException if the section was sent
  public Header suppress(String name) {
    check(name, SUPPRESSED);
    removeFrom(name, 0);
    append(name, SUPPRESSED);
    suppresses = true;
    return this;
  }

  /// Returns whether [#suppress] was called for the field.
  public boolean isSuppressed(String name) {
    int at = find(name, 0);
    return at >= 0 && isSuppressedAt(at);
  }

  /// Returns how many fields there are; suppressed ones do not count.
  public int size() {
    int size = 0;
    for (int i = 0; i < length; i += 2) {
      size += isSuppressedAt(i) ? 0 : 1;
    }
    return size;
  }

  /// Returns whether the section can no longer be changed: it was sent, received or frozen.
  public boolean isReadOnly() {
    return readOnly;
  }

  /// Returns whether there is no field.
  public boolean isEmpty() {
    return size() == 0;
  }

  /// Returns the fields' names, each once, as first added.
  public List<String> names() {
    var names = new LinkedHashMap<String, String>();
    forEach((name, value) -> names.putIfAbsent(name.toLowerCase(Locale.ROOT), name));
    return List.copyOf(names.values());
  }

  /// Calls `action` with each name and value, in order.
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < length; i += 2) {
      if (!isSuppressedAt(i)) {
        action.accept(fields[i], fields[i + 1]);
      }
    }
  }

  /// Returns the fields in order.
  @Override
  public Iterator<Field> iterator() {
    return new Iterator<>() {
      private int at = next(0);

      private int next(int from) {
        int i = from;
        while (i < length && isSuppressedAt(i)) {
          i += 2;
        }
        return i;
      }

      @Override
      public boolean hasNext() {
        return at < length;
      }

      @Override
      public Field next() {
        if (at >= length) {
          throw new NoSuchElementException();
        }
        var field = new Field(fields[at], fields[at + 1]);
        at = next(at + 2);
        return field;
      }
    };
  }

  /// Returns a copy that can be changed.
  public Header copy() {
    var copy = new Header();
    copy.fields = Arrays.copyOf(fields, length);
    copy.length = length;
    copy.suppresses = suppresses;
    return copy;
  }

  /// Makes every later change throw [IllegalStateException]. Returns this section.
  public Header freeze() {
    readOnly = true;
    return this;
  }

  /// Returns whether `other` is a section of the same fields, suppressed ones included, in the same
  /// order; names are compared without case.
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Header that) || length != that.length) {
      return false;
    }
    for (int i = 0; i < length; i += 2) {
      if (!fields[i].equalsIgnoreCase(that.fields[i])
          || !fields[i + 1].equals(that.fields[i + 1])
          || isSuppressedAt(i) != that.isSuppressedAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 1; i < length; i += 2) {
      hash = 31 * hash + fields[i].hashCode();
    }
    return hash;
  }

  /// Returns the fields as `name: value` lines joined by a comma and a blank, for a debugger.
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    forEach((name, value) -> lines.add(name + ": " + value));
    return lines.toString();
  }

  // Marks a suppressed field; compared by identity, so that a value can never be taken for it.
  @SuppressWarnings("StringOperationCanBeSimplified")
  private static final String SUPPRESSED = new String("");

  @SuppressWarnings("ReferenceEquality")
  private boolean isSuppressedAt(int at) {
    return fields[at + 1] == SUPPRESSED;
  }

  @SuppressWarnings("ReferenceEquality")
  private int find(String name, int from) {
    for (int i = from; i < length; i += 2) {
      String candidate = fields[i];
      if (candidate == name
          || (candidate.length() == name.length() && candidate.equalsIgnoreCase(name))) {
        return i;
      }
    }
    return -1;
  }

  private void append(String name, String value) {
    if (length == fields.length) {
      fields = Arrays.copyOf(fields, Math.max(8, 2 * length));
    }
    fields[length++] = name;
    fields[length++] = value;
  }

  private void removeFrom(String name, int from) {
    int kept = from;
    for (int i = from; i < length; i += 2) {
      if (!fields[i].equalsIgnoreCase(name)) {
        fields[kept++] = fields[i];
        fields[kept++] = fields[i + 1];
      }
    }
    length = kept;
  }

  private void check(String name, String value) {
    checkMutable();
    if (!Tokens.isToken(name)) {
      throw new IllegalArgumentException("not a field name: " + Tokens.escape(name));
    }
    if (!Tokens.isFieldValue(value)) {
      throw new IllegalArgumentException(
          "not a value for field " + name + ": " + Tokens.escape(value));
    }
  }

  private void checkMutable() {
    if (readOnly) {
      throw new IllegalStateException("this header section was sent or received already");
    }
  }
}
