package weft.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The inputs and outcomes are those of Go's table for ranges; `refused` is its error or no
/// overlap.
class ByteRangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      textBlock =
          """
          bytes=7               ; 10    ; refused
          bytes= 7              ; 10    ; refused
          bytes=5-4             ; 10    ; refused
          bytes=0-2,5-4         ; 10    ; refused
          bytes=2-5,4-3         ; 10    ; refused
          bytes=--5,4--3        ; 10    ; refused
          bytes=--6             ; 22    ; refused
          bytes=--0             ; 22    ; refused
          bytes=---0            ; 22    ; refused
          bytes=-6-             ; 22    ; refused
          bytes=A-              ; 10    ; refused
          bytes=A-Z             ; 10    ; refused
          bytes= -Z             ; 10    ; refused
          bytes=5-Z             ; 10    ; refused
          bytes=Ran-dom, garbage; 10    ; refused
          bytes=0x01-0x02       ; 10    ; refused
          foo                   ; 0     ; refused
          bytes=                ; 10    ; whole
          bytes=                ; 0     ; whole
          bytes= , , ,          ; 10    ; whole
          bytes=1-              ; 0     ; whole
          bytes=0-9             ; 10    ; 0+10
          bytes=0-              ; 10    ; 0+10
          bytes=5-              ; 10    ; 5+5
          bytes=0-20            ; 10    ; 0+10
          bytes=15-,0-5         ; 10    ; 0+6
          bytes=1-2,5-          ; 10    ; 1+2 5+5
          bytes=-2 , 7-         ; 11    ; 9+2 7+4
          bytes=0-0 ,2-2, 7-    ; 11    ; 0+1 2+1 7+4
          bytes=-5              ; 10    ; 5+5
          bytes=-15             ; 10    ; 0+10
          bytes=0-499           ; 10000 ; 0+500
          bytes=-500            ; 10000 ; 9500+500
          bytes=9500-           ; 10000 ; 9500+500
          bytes=0-0,-1          ; 10000 ; 0+1 9999+1
          bytes=500-999         ; 10000 ; 500+500
          bytes=500-600,601-999 ; 10000 ; 500+101 601+399
          bytes=500-700,601-999 ; 10000 ; 500+201 601+399
          bytes=  1 -2  ,  4- 5, 7 - 8 , ,, ; 11 ; 1+2 4+2 7+2
          bytes=0-,1-,2-,3-,4-  ; 11    ; whole
          bytes=11-             ; 11    ; refused
          bytes=100-1000        ; 11    ; refused
          """)
  void readsAsGoDoes(String value, long size, String outcome) {
    assertThat(read(value, size)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          BYTES=0-1                                     ; 0+2
          lines=0-1                                     ; whole
          bytes                                         ; refused
          =0-1                                          ; refused
          bytes=-0                                      ; refused
          bytes=-                                       ; refused
          bytes=99999999999999999999-                   ; refused
          bytes=0-99999999999999999999                  ; 0+10
          bytes=-99999999999999999999                   ; 0+10
          bytes=9223372036854775807-9223372036854775807 ; refused
          """)
  void knowsUnitsAndHugeNumbers(String value, String outcome) {
    assertThat(read(value, 10)).isEqualTo(outcome);
  }

  @Test
  void rangesThatGoBackAndForthAreNotSent() {
    assertThat(read("bytes=8-9,0-1", 10)).isEqualTo("8+2 0+2");
    assertThat(read("bytes=8-9,0-1,4-5", 10)).isEqualTo("whole");
    assertThat(read("bytes=0-1,4-5,8-9", 10)).isEqualTo("0+2 4+2 8+2");
  }

  @Test
  void thousandsOfRangesGetTheWhole() {
    String bytes =
        IntStream.range(0, 3000).mapToObj(i -> i + "-" + i).collect(Collectors.joining(","));
    assertThat(read("bytes=" + bytes, 10_000)).isEqualTo("whole");
    assertThat(read("bytes=" + bytes + ",x", 10_000)).isEqualTo("refused");
  }

  private static String read(String value, long size) {
    List<ByteRange> ranges = ByteRange.parse(value, size);
    if (ranges == null) {
      return "refused";
    }
    return ranges.isEmpty()
        ? "whole"
        : ranges.stream().map(r -> r.start() + "+" + r.length()).collect(Collectors.joining(" "));
  }
}
