import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the delivery history of the SCMS programme (CSV, one row per line of a delivery) into a Tallystick node, as
 * somebody connects a system of their own: read the rows, build one JSON form per delivery note, send it, say what became of
 * it. One file, nothing but a JDK (17 or newer):
 *
 * <pre>
 *   java docs/scms/Load.java [--url http://localhost:8080] [--key-file FILE] supply_chain_shipment.csv
 * </pre>
 *
 * The API key is the first line of the key file ({@code ~/.tallystick/admin.key}), or stands in the environment as
 * TALLYSTICK_KEY; never on the command line, where every user of the machine could read it. Exit code 0: everything is in
 * the log. 1: some of it is not, and each row says why. 2: wrong use.
 *
 * <p>The data knows no GS1 keys and no time of day, so they are made by rule, the same on every run:
 *
 * <ul>
 *   <li>GLNs and GTINs: 952, GS1's prefix for examples, nine digits of the SHA-256 of a name, a check digit. A vendor's GLN
 *       is that of its name; the place of delivery is that of the project; a product's GTIN is that of its description,
 *       brand, dosage and pack. Two names with the same digits stop the program before anything is sent.
 *   <li>A shipment is all rows of one ASN/DN number, in the file's order. The day is the one on which it was delivered, which
 *       is the only day that every row has, at 00:00 UTC.
 *   <li>A quantity is the number of packs. Lots and serial numbers are not in the data.
 * </ul>
 *
 * <p>Running it again logs nothing: the same form makes the same events, and the Idempotency-Key is the delivery note's
 * number. A delivery note that changed in the meantime is refused under its old key (422): what was shipped is corrected, not
 * sent again.
 */
public final class Load {
    /** A busy node says how long to wait; it is asked so often before the row counts as failed. */
    private static final int ATTEMPTS = 8;

    /** The longest wait that is obeyed: more is an outage, and for a person to look at. */
    private static final long WAIT_SECONDS_MAX = 60;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d-MMM-uu", Locale.ENGLISH);
    private static final Pattern ADDRESS = Pattern.compile("\"index\":([0-9]+),\"position\":([0-9]+)");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI shipments;
    private final String key;
    private final Map<String, String> numbers = new HashMap<>();

    private Load(URI node, String key) {
        this.shipments = node.resolve("/api/v1/shipments");
        this.key = key;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String url = "http://localhost:8080";
        Path keyFile = Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")), ".tallystick", "admin.key");
        Path csv = null;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--url") && i + 1 < args.length) {
                url = args[++i];
            } else if (args[i].equals("--key-file") && i + 1 < args.length) {
                keyFile = Path.of(args[++i]);
            } else if (!args[i].startsWith("-") && csv == null) {
                csv = Path.of(args[i]);
            } else {
                wrongUse("what is '" + args[i] + "'?");
            }
        }
        if (csv == null) {
            wrongUse("which file?");
            return;
        }
        String key = System.getenv("TALLYSTICK_KEY");
        if (key == null) {
            if (!Files.isReadable(keyFile)) {
                wrongUse("there is no key in " + keyFile + ", nor in TALLYSTICK_KEY.");
                return;
            }
            key = Files.readAllLines(keyFile).get(0);
        }
        try {
            System.exit(new Load(URI.create(url), key).load(csv) ? 0 : 1);
        } catch (IllegalArgumentException | NoSuchFileException e) {
            wrongUse(csv + ": " + e.getMessage() + ".");
        }
    }

    private static void wrongUse(String why) {
        System.err.println(why + " usage: java Load.java [--url URL] [--key-file FILE] CSV");
        System.exit(2);
    }

    /** Whether all of it is in the log. */
    private boolean load(Path csv) throws IOException, InterruptedException {
        Map<String, List<Row>> deliveries = new LinkedHashMap<>();
        for (Row row : Row.read(Files.readString(csv))) {
            deliveries.computeIfAbsent(row.get("asn/dn #"), first -> new ArrayList<>()).add(row);
        }
        // Everything is mapped before anything is sent: a file that cannot be mapped leaves no half behind.
        Map<String, String> forms = new LinkedHashMap<>();
        deliveries.forEach((number, rows) -> forms.put(number, form(number, rows)));
        int logged = 0;
        int known = 0;
        int failed = 0;
        for (Map.Entry<String, String> form : forms.entrySet()) {
            HttpResponse<String> answer = send(form.getKey(), form.getValue());
            String result;
            if (answer.statusCode() == 201 && answer.headers().firstValue("Idempotent-Replayed").isPresent()) {
                known++;
                result = "known " + address(answer.body());
            } else if (answer.statusCode() == 201) {
                logged++;
                result = "logged " + address(answer.body());
            } else {
                failed++;
                result = "FAILED " + answer.statusCode() + " " + answer.body();
            }
            for (Row row : deliveries.get(form.getKey())) {
                System.out.println("row " + row.get("id") + " " + form.getKey() + " " + result);
            }
        }
        System.out.println(forms.size() + " shipments: " + logged + " logged, " + known + " known, " + failed + " failed");
        return failed == 0;
    }

    /** The record of the shipping event, which is a form's last. */
    private static String address(String body) {
        String last = "?";
        for (Matcher address = ADDRESS.matcher(body); address.find(); ) {
            last = address.group(1) + "/" + address.group(2);
        }
        return last;
    }

    /** Sends it until the node has taken or refused it; a lost answer is asked for again, which logs nothing twice. */
    private HttpResponse<String> send(String number, String form) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(shipments)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "scms-" + number)
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        for (int attempt = 1; ; attempt++) {
            long seconds = 1L << Math.min(attempt, 5);
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                boolean busy = answer.statusCode() == 429 || answer.statusCode() == 503;
                if (!busy || attempt == ATTEMPTS) {
                    return answer;
                }
                seconds = answer.headers()
                        .firstValue("Retry-After")
                        .filter(text -> text.matches("[0-9]{1,6}"))
                        .map(Long::parseLong)
                        .orElse(seconds);
                if (seconds > WAIT_SECONDS_MAX) {
                    return answer;
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            System.err.println(number + ": once more in " + seconds + " s");
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        }
    }

    // ---- a delivery note as a form

    private String form(String number, List<Row> rows) {
        Row first = rows.get(0);
        for (Row row : rows) {
            for (String column : new String[] {"delivered to client date", "vendor", "project code", "po / so #"}) {
                if (!row.get(column).equals(first.get(column))) {
                    throw new IllegalArgumentException(number + " has two values of '" + column + "'");
                }
            }
        }
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            lines.add("{\"gtin\":" + text(gtin(row)) + ",\"quantity\":" + text(row.get("line item quantity")) + "}");
        }
        return "{\"number\":" + text(number)
                + ",\"shippedAt\":" + text(day(first.get("delivered to client date")) + "T00:00:00Z")
                + ",\"from\":" + text(gln("vendor " + first.get("vendor")))
                + ",\"to\":" + text(gln("project " + first.get("project code")))
                + ",\"purchaseOrders\":[" + text(first.get("po / so #")) + "]"
                + ",\"lines\":[" + String.join(",", lines) + "]}";
    }

    private String gln(String name) {
        return number("GLN", name);
    }

    private String gtin(Row row) {
        return number(
                "GTIN",
                String.join(
                        " | ",
                        row.get("item description"),
                        row.get("brand"),
                        row.get("dosage"),
                        row.get("unit of measure (per pack)")));
    }

    /** 952, nine digits, check digit. */
    private String number(String kind, String name) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest((kind + " " + name).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        long digits = 0;
        for (int i = 0; i < 7; i++) {
            digits = digits << 8 | (hash[i] & 0xFF);
        }
        String number = "952" + String.format(Locale.ROOT, "%09d", digits % 1_000_000_000);
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            // From the right, where the check digit will stand, every other digit counts three times.
            sum += (number.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        number += (10 - sum % 10) % 10;
        String other = numbers.putIfAbsent(kind + number, name);
        if (other != null && !other.equals(name)) {
            throw new IllegalArgumentException("'" + name + "' and '" + other + "' come to the same " + kind);
        }
        return number;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text, DAY);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no day like 2-Jun-06", e);
        }
    }

    /** A JSON string. */
    private static String text(String value) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    // ---- CSV (RFC 4180)

    /** One row, by the names of the header. */
    private static final class Row {
        private final Map<String, String> values;

        private Row(Map<String, String> values) {
            this.values = values;
        }

        String get(String column) {
            String value = values.get(column);
            if (value == null) {
                throw new IllegalArgumentException("the file has no column '" + column + "'");
            }
            return value;
        }

        static List<Row> read(String csv) {
            List<Row> rows = new ArrayList<>();
            List<String> header = null;
            for (List<String> fields : fields(csv)) {
                if (header == null) {
                    header = fields;
                    continue;
                }
                if (fields.size() != header.size()) {
                    throw new IllegalArgumentException("row " + (rows.size() + 1) + " has " + fields.size()
                            + " fields, the header " + header.size());
                }
                Map<String, String> values = new HashMap<>();
                for (int i = 0; i < fields.size(); i++) {
                    values.put(header.get(i), fields.get(i).strip());
                }
                rows.add(new Row(values));
            }
            return rows;
        }

        private static List<List<String>> fields(String csv) {
            List<List<String>> rows = new ArrayList<>();
            List<String> row = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < csv.length(); i++) {
                char c = csv.charAt(i);
                if (quoted) {
                    if (c != '"') {
                        field.append(c);
                    } else if (i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                        field.append(c);
                        i++;
                    } else {
                        quoted = false;
                    }
                } else if (c == '"' && field.isEmpty()) {
                    quoted = true;
                } else if (c == ',' || c == '\n') {
                    row.add(field.toString());
                    field.setLength(0);
                    if (c == '\n') {
                        rows.add(row);
                        row = new ArrayList<>();
                    }
                } else if (c != '\r') {
                    field.append(c);
                }
            }
            if (quoted) {
                throw new IllegalArgumentException("the file ends inside quotation marks");
            }
            if (!field.isEmpty() || !row.isEmpty()) {
                row.add(field.toString());
                rows.add(row);
            }
            return rows;
        }
    }
}
