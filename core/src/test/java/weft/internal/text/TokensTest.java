package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

  @Test
  void tokenCharactersAreThoseOfTheGrammar() {
    String allowed =
        "!#$%&'*+-.^_`|~0123456789" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int c = 0; c < 0x300; c++) {
      assertThat(Tokens.isTokenChar(c)).as("%x", c).isEqualTo(allowed.indexOf(c) >= 0);
    }
  }

  @Test
  void valueCharactersAreAllButControls() {
    for (int c = 0; c < 0x300; c++) {
      boolean allowed = c == '\t' || (c >= 0x20 && c <= 0xff && c != 0x7f);
      assertThat(Tokens.isValueChar(c)).as("%x", c).isEqualTo(allowed);
    }
  }

  @Test
  void targetCharactersAreVisibleAscii() {
    for (int c = 0; c < 0x300; c++) {
      boolean allowed = c > 0x20 && c < 0x7f && c != '#';
      assertThat(Tokens.isTargetChar(c)).as("%x", c).isEqualTo(allowed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:", "\u0130", "a\n", "(a)", "\"a\""})
  void refusesWhatIsNoToken(String s) {
    assertThat(Tokens.isToken(s)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" a", "a ", "\ta", "a\t", " ", "a\rb", "a\nb", "a\u0000b", "\u0100", "\u007f"})
  void refusesWhatIsNoFieldValue(String s) {
    assertThat(Tokens.isFieldValue(s)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a b", "a\tb", "\u00e9", "\"x\""})
  void acceptsFieldValues(String s) {
    assertThat(Tokens.isFieldValue(s)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "close, close, true",
    "Close, cLOSE, true",
    "'keep-alive, close', close, true",
    "'keep-alive,close', close, true",
    "'  close  ,', close, true",
    "',,\tclose\t', close, true",
    "closed, close, false",
    "'x close', close, false",
    "'', close, false",
    "',', close, false",
  })
  void findsTokensOfLists(String list, String token, boolean has) {
    assertThat(Tokens.listHas(list, token)).isEqualTo(has);
  }

  @Test
  void escapesForLogs() {
    assertThat(Tokens.escape("GET /\u001b[0m\r\n\"\\\u00e9"))
        .isEqualTo("GET /\\u001b[0m\\u000d\\u000a\\u0022\\u005c\\u00e9");
    assertThat(Tokens.escape("x".repeat(1000))).isEqualTo("x".repeat(200) + "...");
    assertThat(Tokens.escape("x".repeat(200))).isEqualTo("x".repeat(200));
  }
}
