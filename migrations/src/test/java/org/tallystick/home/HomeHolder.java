package org.tallystick.home;

import java.nio.file.Path;

/** Takes a home, or says why not, and holds it until its standard input ends. */
final class HomeHolder {
    private HomeHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (Home.Lock lock = Home.at(Path.of(arguments[0])).lock()) {
            System.out.println("held");
            System.in.readAllBytes();
        } catch (HomeInUseException e) {
            System.out.println(e.getMessage());
        }
    }
}
