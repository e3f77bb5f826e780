package weft.internal.text;

/// Field names and values that were validated by whoever read them, on their way into a `Header`.
///
/// @param namesAndValues names at even places, each followed by its value
/// @param count how many fields there are; the array may be longer
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost each request
public record FieldLines(String[] namesAndValues, int count) {}
