package org.tallystick.api.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tallystick.api.testing.Gs1DataMatrix;

/** What a camera sees that is held at a label: a film for Chromium's camera that is none, in YUV4MPEG2. */
final class CameraFilm {
    private static final List<String> SYMBOL = Gs1DataMatrix.MODULES;

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int MODULE_PIXELS = 8;
    private static final byte WHITE = (byte) 235;
    private static final byte BLACK = 16;
    private static final byte NO_COLOUR = (byte) 128;

    private CameraFilm() {}

    static Path write(Path folder) throws IOException {
        byte[] light = new byte[WIDTH * HEIGHT];
        Arrays.fill(light, WHITE);
        int left = (WIDTH - SYMBOL.getFirst().length() * MODULE_PIXELS) / 2;
        int top = (HEIGHT - SYMBOL.size() * MODULE_PIXELS) / 2;
        for (int y = 0; y < SYMBOL.size() * MODULE_PIXELS; y++) {
            for (int x = 0; x < SYMBOL.getFirst().length() * MODULE_PIXELS; x++) {
                if (SYMBOL.get(y / MODULE_PIXELS).charAt(x / MODULE_PIXELS) == '#') {
                    light[(top + y) * WIDTH + left + x] = BLACK;
                }
            }
        }
        return film(folder.resolve("camera.y4m"), light);
    }

    /** The same, held at a picture of a label; what is beyond the camera's view is not seen. */
    static Path of(BufferedImage label, Path film) throws IOException {
        byte[] light = new byte[WIDTH * HEIGHT];
        Arrays.fill(light, WHITE);
        int left = Math.max(0, (WIDTH - label.getWidth()) / 2);
        int top = Math.max(0, (HEIGHT - label.getHeight()) / 2);
        for (int y = 0; y < label.getHeight() && top + y < HEIGHT; y++) {
            for (int x = 0; x < label.getWidth() && left + x < WIDTH; x++) {
                light[(top + y) * WIDTH + left + x] = (label.getRGB(x, y) & 0xff) < 0x80 ? BLACK : WHITE;
            }
        }
        return film(film, light);
    }

    private static Path film(Path film, byte[] light) throws IOException {
        byte[] colours = new byte[WIDTH * HEIGHT / 2];
        Arrays.fill(colours, NO_COLOUR);
        try (OutputStream out = Files.newOutputStream(film)) {
            out.write("YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420mpeg2\n".getBytes(US_ASCII));
            for (int frame = 0; frame < 2; frame++) {
                out.write("FRAME\n".getBytes(US_ASCII));
                out.write(light);
                out.write(colours);
            }
        }
        return film;
    }
}
