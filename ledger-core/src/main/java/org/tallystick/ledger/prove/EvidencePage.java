package org.tallystick.ledger.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.tallystick.ledger.log.Checkpoint;
import org.tallystick.ledger.statement.SignedStatement;

/**
 * The page of an evidence file for the person who opens it: what is in the file, and how to check it. It stands alone: no
 * script, no request to anywhere. It is no part of what is verified, and says so.
 */
public final class EvidencePage {
    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
                    + "color:#1b1b1b;background:#fff}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}"
                    + "dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;"
                    + "background:#f3f3f0;padding:1rem}.note{border-left:.3rem solid #8a5a00;padding-left:1rem}"
                    + "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}pre{background:#242424}}";

    private EvidencePage() {}

    /** @param events in the order in which the file has them */
    public static String of(List<EvidenceFile.Event> events) {
        StringBuilder page = new StringBuilder(4_096);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<title>Evidence</title>\n<style>").append(STYLE).append("</style>\n</head>\n<body>\n");
        page.append("<h1>Evidence of ").append(events.size()).append(events.size() == 1 ? " event" : " events");
        page.append(
                "</h1>\n<p class=\"note\">This page is for reading. Nobody vouches for it: what counts is what a verifier ");
        page.append("says about the other files beside it.</p>\n");
        page.append("<h2>How to check</h2>\n<pre>./tallystick verify FILE.zip --policy POLICY</pre>\n");
        page.append(
                "<p>POLICY is the trust policy of the log, which you should have from somewhere else than this file: ");
        page.append("from a member of the ledger whom you trust, or from an earlier visit. Other tools can check ");
        page.append(
                "<code>statement.cose</code> against <code>statement.tlog-proof</code> (c2sp.org/tlog-proof) and the ");
        page.append("policy (c2sp.org/tlog-policy).</p>\n");
        for (int i = 0; i < events.size(); i++) {
            event(page, i + 1, events.get(i));
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static void event(StringBuilder page, int number, EvidenceFile.Event event) {
        SignedStatement.Header header = event.statement().header();
        Checkpoint checkpoint = event.proof().checkpoint();
        page.append("<h2>Event ").append(number).append("</h2>\n<dl>\n");
        term(page, "Log", checkpoint.origin());
        term(
                page,
                "Place",
                "entry " + event.index() + ", position " + event.path().position());
        term(page, "Proven in", "the log of size " + checkpoint.size());
        term(page, "Issuer", header.issuer().did());
        term(page, "Key", header.keyId().toString());
        term(page, "Issued at", VerificationReport.time(header.issuedAtSeconds()) + ", by the issuer's own word");
        page.append("</dl>\n<pre>")
                .append(escape(new String(event.record(), UTF_8)))
                .append("</pre>\n");
    }

    private static void term(StringBuilder page, String name, String value) {
        page.append("<dt>")
                .append(name)
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
