package org.tallystick.api.testing;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Requests with a key of one role. */
public final class Caller {
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private Caller() {}

    public static RequestSpecification administrator() {
        return with(TestNode.administrator());
    }

    public static RequestSpecification reader() {
        return with(token("reader"));
    }

    public static RequestSpecification recorder() {
        return with(token("recorder"));
    }

    public static RequestSpecification auditor() {
        return with(token("auditor"));
    }

    public static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static String token(String role) {
        return TOKENS.computeIfAbsent(
                TestNode.administrator() + role,
                missing -> administrator()
                        .contentType("application/json")
                        .body("{\"name\":\"test\",\"roles\":[\"" + role + "\"]}")
                        .post("/api/v1/keys")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token"));
    }
}
