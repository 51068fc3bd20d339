package org.tallystick.provenance.identifier;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value of a CBV vocabulary: business step, disposition, type of a business transaction and so on.
 *
 * <p>These are one value:
 *
 * <pre>
 * shipping
 * cbv:BizStep-shipping
 * urn:epcglobal:cbv:bizstep:shipping
 * https://ref.gs1.org/cbv/BizStep-shipping
 * https://ns.gs1.org/cbv/BizStep-shipping
 * </pre>
 *
 * <p>A company's own value is a URI and stays one. Whether a word is in GS1's list is the schema's question, not this
 * class's: the list grows with each CBV.
 */
public record CbvTerm(Vocabulary vocabulary, String key) {
    /** The vocabularies whose words an event may write bare (CBV 2.0, section 7). */
    public enum Vocabulary {
        BIZ_STEP("BizStep", "bizstep"),
        DISPOSITION("Disp", "disp"),
        BIZ_TRANSACTION_TYPE("BTT", "btt"),
        SOURCE_DESTINATION_TYPE("SDT", "sdt"),
        ERROR_REASON("ER", "er"),
        COMPONENT("Comp", "comp");

        private final String webPrefix;
        private final String urnPrefix;

        Vocabulary(String webName, String urnName) {
            this.webPrefix = webName + '-';
            this.urnPrefix = "urn:epcglobal:cbv:" + urnName + ':';
        }
    }

    private static final String WEB = "https://ref.gs1.org/cbv/";

    /** Where a term of CBV may stand in front of its vocabulary's prefix. */
    private static final String[] WEB_SPELLINGS = {
        WEB, "cbv:", "http://ref.gs1.org/cbv/", "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"
    };

    public CbvTerm {
        if (key.indexOf(':') < 0
                ? !isWord(key)
                : !UriIdentifier.parse(key).uri().equals(key)) {
            throw new MalformedIdentifierException("'" + key + "' is neither a word nor a URI");
        }
    }

    /** @throws MalformedIdentifierException if it is neither a word nor a URI */
    public static CbvTerm parse(Vocabulary vocabulary, String text) {
        String word = wordIn(vocabulary, text);
        return new CbvTerm(vocabulary, word == null ? text : word);
    }

    private static @Nullable String wordIn(Vocabulary vocabulary, String text) {
        if (text.indexOf(':') < 0) {
            return null;
        }
        if (text.startsWith(vocabulary.urnPrefix)) {
            return word(text, vocabulary.urnPrefix.length());
        }
        for (String web : WEB_SPELLINGS) {
            if (text.startsWith(web) && text.startsWith(vocabulary.webPrefix, web.length())) {
                return word(text, web.length() + vocabulary.webPrefix.length());
            }
        }
        return null;
    }

    private static @Nullable String word(String text, int from) {
        String word = text.substring(from);
        return isWord(word) ? word : null;
    }

    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether it is written as a bare word, and so belongs to CBV. */
    public boolean isStandard() {
        return key.indexOf(':') < 0;
    }

    /** {@code https://ref.gs1.org/cbv/BizStep-shipping}, or the company's own URI. */
    public String uri() {
        return isStandard() ? WEB + vocabulary.webPrefix + key : key;
    }

    /** {@code urn:epcglobal:cbv:bizstep:shipping}, or the company's own URI. */
    public String urn() {
        return isStandard() ? vocabulary.urnPrefix + key : key;
    }

    @Override
    public String toString() {
        return vocabulary.name().toLowerCase(Locale.ROOT) + ' ' + key;
    }
}
