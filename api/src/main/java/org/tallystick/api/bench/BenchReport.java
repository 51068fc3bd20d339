package org.tallystick.api.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was measured, in the order in which it was: the same for people and for programs. */
final class BenchReport {
    private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();

    void put(String section, String name, Object value) {
        sections.computeIfAbsent(section, absent -> new LinkedHashMap<>()).put(name, value);
    }

    void put(String section, Load.Result result, String units) {
        put(section, units + "PerSecond", rounded(result.perSecond()));
        put(section, units, result.units());
        put(section, "seconds", rounded(result.seconds()));
        put(section, "failures", result.failures());
        latencies(section, result.latencies());
    }

    void latencies(String section, Latencies latencies) {
        put(section, "p50Millis", rounded(latencies.percentileMillis(0.50)));
        put(section, "p95Millis", rounded(latencies.percentileMillis(0.95)));
        put(section, "p99Millis", rounded(latencies.percentileMillis(0.99)));
    }

    Object get(String section, String name) {
        return sections.getOrDefault(section, Map.of()).getOrDefault(name, "");
    }

    /** Three digits that mean something. */
    static double rounded(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return 0;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
        return unit >= 1 ? Math.round(value) : Math.round(value / unit) * unit;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        sections.forEach((section, values) -> {
            text.append(section).append('\n');
            values.forEach((name, value) -> text.append(String.format("  %-40s %s%n", name, shown(value))));
        });
        return text.toString();
    }

    private static String shown(Object value) {
        return switch (value) {
            case Double number when Math.abs(number) < 100 -> String.format(Locale.ROOT, "%.3g", number);
            case Double number -> String.format(Locale.ROOT, "%,.0f", number);
            case Long number -> String.format(Locale.ROOT, "%,d", number);
            case Integer number -> String.format(Locale.ROOT, "%,d", number);
            default -> String.valueOf(value);
        };
    }

    String json() {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(sections) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts are always JSON", e);
        }
    }
}
