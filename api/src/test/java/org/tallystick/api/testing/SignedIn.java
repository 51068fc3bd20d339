package org.tallystick.api.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * A person in a session of their own account, as a browser calls.
 *
 * @param id of the person
 * @param login what they sign in with; the password is {@link #PASSWORD}
 */
public record SignedIn(String id, String login, String cookie, String value, String csrf) {
    public static final String PASSWORD = "correct horse battery";

    /** Invites somebody, and signs them in by their link. @param rights the members of the request beside the name */
    public static SignedIn invited(String login, String rights) {
        String id = invite(login, rights);
        return choose(link(id), login);
    }

    /** The id of somebody new. */
    public static String invite(String name, String rights) {
        return Caller.administrator()
                .contentType("application/json")
                .body("{\"name\":\"" + name + " by name\"," + rights + "}")
                .post("/api/v1/people")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** The token of a new link. */
    public static String link(String id) {
        String path = Caller.administrator()
                .post("/api/v1/people/" + id + "/link")
                .then()
                .statusCode(201)
                .extract()
                .path("path");
        assertThat(path).startsWith("/welcome#");
        return path.substring("/welcome#".length());
    }

    public static SignedIn choose(String link, String login) {
        return of(
                login,
                given().contentType("application/json")
                        .body("{\"token\":\"" + link + "\",\"login\":\"" + login + "\",\"password\":\"" + PASSWORD
                                + "\"}")
                        .post("/api/v1/link/password"));
    }

    public static Response tryIn(String login, String password) {
        return given().contentType("application/json")
                .body("{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}")
                .post("/api/v1/session/password");
    }

    public static SignedIn in(String login, String password) {
        return of(login, tryIn(login, password));
    }

    private static SignedIn of(String login, Response response) {
        response.then().statusCode(201);
        assertThat(response.cookies()).hasSize(1);
        String cookie = response.cookies().keySet().iterator().next();
        return new SignedIn(response.path("id"), login, cookie, response.cookie(cookie), response.path("csrf"));
    }

    public RequestSpecification request() {
        return given().cookie(cookie, value);
    }

    public RequestSpecification write() {
        return request().header("X-CSRF-Token", csrf).contentType("application/json");
    }
}
