package org.tallystick.api.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.api.testing.Caller;
import org.tallystick.api.testing.TestNode;
import org.tallystick.ledger.log.Hash;

@QuarkusTest
@QuarkusTestResource(TestNode.class)
class AttachmentsResourceTest {
    private static final String PNG = "\u0089PNG\r\n\u001a\n";

    private static byte[] file(String begin) {
        return (begin + UUID.randomUUID()).getBytes(ISO_8859_1);
    }

    private static String add(byte[] content) {
        return Caller.recorder()
                .contentType("application/octet-stream")
                .body(content)
                .post("/api/v1/attachments?name=ramp.png")
                .then()
                .statusCode(201)
                .extract()
                .path("attachment");
    }

    private static String path(String attachment) {
        return "/api/v1/attachments/" + attachment.substring(attachment.lastIndexOf(':') + 1);
    }

    private static String shipment(String number, String attachment) {
        return """
                {"number":"%s","shippedAt":"2026-11-24T08:30:00+01:00","from":"9521234000013","to":"9521234567899",
                 "lines":[{"gtin":"9521234543213","lot":"A","quantity":1}],"attachments":["%s"]}""".formatted(number, attachment);
    }

    @ParameterizedTest
    @CsvSource({"'\u00ff\u00d8\u00ff\u00e0',image/jpeg", "'RIFF1234WEBPVP8 ',image/webp", "'%PDF-1.7',application/pdf"})
    void file_ofEachKind_isGivenBackWithItsSaltAndAlone(String begin, String mediaType) {
        byte[] content = file(begin);
        String attachment = add(content);

        Response answer = Caller.reader().get(path(attachment));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo(mediaType);
        assertThat(answer.asByteArray()).isEqualTo(content);
        assertThat(answer.headers().getValues("Content-Security-Policy")).contains("default-src 'none'; sandbox");
        byte[] salt = HexFormat.of().parseHex(answer.header("Tallystick-Salt"));
        assertThat(attachment).isEqualTo("urn:tallystick:attachment:" + Hash.sha256(new byte[1], salt, content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GIF89a",
                "<svg xmlns='http://www.w3.org/2000/svg'>",
                "<html>",
                "PK\u0003\u0004",
                "RIFF1234WAVE",
                "\u00ff\u00d8",
                ""
            })
    void file_ofAnotherKind_isRefusedWhateverItIsCalled(String begin) {
        Caller.recorder()
                .contentType("image/png")
                .body(begin.getBytes(ISO_8859_1))
                .post("/api/v1/attachments")
                .then()
                .statusCode(415);
    }

    @Test
    void twoOfTheSame_haveNoNameInCommon() {
        byte[] content = file(PNG);
        assertThat(add(content)).isNotEqualTo(add(content));
    }

    @Test
    void shipment_namesIt_andItsRecordOutlivesIt() {
        String attachment = add(file(PNG));
        String location = Caller.recorder()
                .contentType("application/json")
                .body(shipment("ATT-1", attachment))
                .post("/api/v1/shipments")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        String record = Caller.reader().get(location).asString();
        assertThat(record).contains("\"tallystick:attachment\":[\"" + attachment + "\"]");

        Caller.administrator().delete(path(attachment)).then().statusCode(204);
        Caller.administrator().delete(path(attachment)).then().statusCode(204);
        Caller.reader().get(path(attachment)).then().statusCode(410);
        assertThat(Caller.reader().get(location).asString()).isEqualTo(record);
        Caller.reader().get(location + "/evidence").then().statusCode(200);
        Caller.recorder()
                .contentType("application/json")
                .body(shipment("ATT-2", attachment))
                .post("/api/v1/shipments")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/attachments/0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:tallystick:attachment:0000000000000000000000000000000000000000000000000000000000000000",
                "urn:tallystick:attachment:00",
                "https://example.com/photo.jpg"
            })
    void shipment_withWhatIsNoAttachmentHere_isRefusedAtItsPlace(String attachment) {
        Caller.recorder()
                .contentType("application/json")
                .body(shipment("ATT-3", attachment))
                .post("/api/v1/shipments")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", is("/attachments/0"));
    }

    @Test
    void unknown_is404_malformedIs400() {
        Caller.reader().get("/api/v1/attachments/" + "0".repeat(64)).then().statusCode(404);
        Caller.administrator()
                .delete("/api/v1/attachments/" + "0".repeat(64))
                .then()
                .statusCode(404);
        Caller.reader()
                .get("/api/v1/attachments/" + "A".repeat(64))
                .then()
                .statusCode(400)
                .body("detail", containsString("lower case"));
    }

    @Test
    void rights_areThoseOfEvents_erasingIsTheAdministrators() {
        String attachment = add(file(PNG));
        Caller.recorder().get(path(attachment)).then().statusCode(403);
        Caller.reader().delete(path(attachment)).then().statusCode(403);
        Caller.recorder().delete(path(attachment)).then().statusCode(403);
        Caller.reader()
                .contentType("image/png")
                .body(file(PNG))
                .post("/api/v1/attachments")
                .then()
                .statusCode(403);
    }
}
