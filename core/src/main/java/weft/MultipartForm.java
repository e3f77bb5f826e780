package weft;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A form with files, read whole: `multipart.Form` in Go. See [Request#multipartForm()].
public final class MultipartForm implements AutoCloseable {

  private final Values values;
  private final List<FormFile> files;
  private final @Nullable TemporaryFile disk;

  MultipartForm(Values values, List<FormFile> files, @Nullable TemporaryFile disk) {
    this.values = values;
    this.files = List.copyOf(files);
    this.disk = disk;
  }

  /// Returns the fields that are not files.
  public Values values() {
    return values;
  }

  /// Returns the files, in the order of the form. A field for which the user chose no file is not
  /// among them; it is an empty value.
  public List<FormFile> files() {
    return files;
  }

  /// Returns the files of the field `name`, which are several if it is `multiple`.
  public List<FormFile> files(String name) {
    return files.stream().filter(file -> file.name().equals(name)).toList();
  }

  /// Returns the first file of the field `name`.
  public Optional<FormFile> file(String name) {
    return files.stream().filter(file -> file.name().equals(name)).findFirst();
  }

  /// Deletes the temporary file, if there is one; the server does this when the handler has
  /// returned. Further calls do nothing.
  @Override
  public void close() {
    if (disk != null) {
      disk.close();
    }
  }
}
