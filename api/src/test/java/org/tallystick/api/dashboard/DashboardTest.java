package org.tallystick.api.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tallystick.api.door.PublicPaths;
import org.tallystick.api.testing.TestNode;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class DashboardTest {
    private static final Pattern ROUTE = Pattern.compile("(?m)^  '(/[a-z]*)': \\{");
    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");

    @Test
    void paths_areThoseThatTheDashboardKnows() throws IOException {
        String routes = Files.readString(Path.of("../web-ui/src/shell/routes.ts"));
        assertThat(ROUTE.matcher(routes).results().map(match -> match.group(1)).collect(Collectors.toSet()))
                .isEqualTo(PublicPaths.PAGES);
    }

    @Test
    void page_isTheSameUnderEachPath_andNeverFromACache() {
        for (String path : PublicPaths.PAGES) {
            given().get(path)
                    .then()
                    .statusCode(200)
                    .contentType("text/html; charset=utf-8")
                    .header("Cache-Control", "no-cache")
                    .body(containsString("<title>Tallystick</title>"));
        }
    }

    @Test
    void assets_haveTheHashOfTheirContentInTheirNameAndAreKept() {
        Set<String> assets = ASSET.matcher(given().get("/").asString())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(assets).hasSize(2);
        for (String asset : assets) {
            assertThat(asset).matches("/assets/[a-z]+-[A-Z0-9]{8}\\.(js|css)");
            given().get(asset).then().statusCode(200).header("Cache-Control", containsString("immutable"));
        }
    }

    @Test
    void contentSecurityPolicy_letsRunScriptsOfThisHostAlone() {
        given().get("/")
                .then()
                .header(
                        "Content-Security-Policy",
                        is("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"
                                + " img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
                                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                                + " require-trusted-types-for 'script'; trusted-types lit-html"));
    }
}
