package org.tallystick.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
    private static final Login LOGIN = new Login("ada.lovelace@example.org");

    @ParameterizedTest
    @ValueSource(strings = {"twelve chars", "äöüßäöüßäöüß", "パスワードは十二文字です", "a b c d e f g"})
    void typed_twelveCharactersOfAnyKind_isOne(String text) {
        assertThat(Password.typed(text)).isPresent();
    }

    @Test
    void typed_tooShortTooLongOrUnprintable_isNone() {
        assertThat(Password.typed("eleven char")).isEmpty();
        assertThat(Password.typed("x".repeat(128))).isPresent();
        assertThat(Password.typed("x".repeat(129))).isEmpty();
        assertThat(Password.typed("twelve\u0000chars")).isEmpty();
        assertThat(Password.typed("twelve\ud800chars")).isEmpty();
    }

    @Test
    void typed_countsCharactersAndNotTheirHalves() {
        assertThat(Password.typed("😀".repeat(11))).isEmpty();
        assertThat(Password.typed("😀".repeat(12))).isPresent();
    }

    @Test
    void bytes_ofTheSameTextOnTwoKeyboards_areTheSame() {
        assertThat(Password.typed("Schlüsselbund").orElseThrow().bytes())
                .isEqualTo(Password.typed("Schlu\u0308sselbund").orElseThrow().bytes());
    }

    @Test
    void weakness_ofTheNameItself_isSaid() {
        assertThat(Password.typed("ADA.lovelace@example.org").orElseThrow().weakness(LOGIN, "Ada"))
                .isPresent();
        assertThat(Password.typed("Ada Lovelace-King").orElseThrow().weakness(LOGIN, "ada lovelace-king"))
                .isPresent();
        assertThat(Password.typed("aaaaaabbbbbbb").orElseThrow().weakness(LOGIN, "Ada"))
                .isPresent();
        assertThat(Password.typed("correct horse battery").orElseThrow().weakness(LOGIN, "Ada"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "a1", "ada.lovelace@example.org", "0ada"})
    void login_ofItsForm_isRead(String text) {
        assertThat(Login.parse(text).orElseThrow().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Ada", " ada", "ada ", ".ada", "аda", "ada lovelace", "ada\n"})
    void login_ofAnother_isNone(String text) {
        assertThat(Login.parse(text)).isEmpty();
    }

    @Test
    void login_typedOnATelephone_isRead() {
        assertThat(Login.typed(" Ada ").orElseThrow().text()).isEqualTo("ada");
        assertThat(Login.typed("x".repeat(65))).isEmpty();
    }
}
