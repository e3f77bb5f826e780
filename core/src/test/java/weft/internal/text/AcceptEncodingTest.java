package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          ''                                | -
          gzip                              | gzip
          GZIP                              | gzip
          x-gzip                            | gzip
          gzip, deflate, br, zstd           | br
          gzip;q=1.0, br;q=0.5              | gzip
          gzip ; q=0.5 , br; q=0.50         | br
          br;q=0                            | -
          *                                 | br
          *;q=0.5, br;q=0                   | zstd
          *;q=0                             | -
          identity, gzip;q=0.5              | -
          identity;q=0.5, gzip;q=0.5        | gzip
          identity;q=0.1, gzip;q=0.001      | -
          identity;q=0, *;q=0               | -
          gzip;q=2                          | -
          gzip;q=0.0001                     | -
          gzip;level=9                      | -
          deflate                           | -
          """)
  void theClientChooses(String value, String coding) {

    String best = AcceptEncoding.of(List.of(value)).best(List.of("br", "zstd", "gzip"));
    assertThat(best).isEqualTo(coding == null ? "" : coding);
  }
}
